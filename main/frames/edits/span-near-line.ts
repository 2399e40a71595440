type Point = readonly [x: number, y: number];

/** Part of a row of a picture, its ends included; nothing where it ends before it starts. */
export interface Span {
  start: number;
  end: number;
}

/** What of the row at `y` lies within `radius` of the line between two points, put into `span`. */
export function spanNearLine(y: number, from: Point, to: Point, radius: number, span: Span): void {
  const [fromX, fromY] = from;
  const [toX, toY] = to;
  // A disk about either end and the band between them make one shape without dents, so the row cuts it once.
  const reachFrom = halfChord(y - fromY, radius);
  const reachTo = halfChord(y - toY, radius);
  span.start = Math.min(fromX - reachFrom, toX - reachTo);
  span.end = Math.max(fromX + reachFrom, toX + reachTo);

  const alongX = toX - fromX;
  const alongY = toY - fromY;
  const down = y - fromY;
  const squaredLength = alongX * alongX + alongY * alongY;
  if (squaredLength === 0) return;
  // Of the band, where 0 ≤ alongX · x + alongY · down ≤ length² and |alongX · down − alongY · x| ≤ radius · length.
  const aside = radius * Math.sqrt(squaredLength);
  const start = Math.max(least(alongX, alongY * down, 0, squaredLength), least(alongY, -alongX * down, -aside, aside));
  const end = Math.min(most(alongX, alongY * down, 0, squaredLength), most(alongY, -alongX * down, -aside, aside));
  if (start > end) return;
  span.start = Math.min(span.start, fromX + start);
  span.end = Math.max(span.end, fromX + end);
}

/** Of a disk, at a distance from its centre; −Infinity beside it. */
function halfChord(distance: number, radius: number): number {
  const square = radius * radius - distance * distance;
  return square < 0 ? -Infinity : Math.sqrt(square);
}

/** The least x of `low ≤ factor · x + offset ≤ high`; Infinity for none. */
function least(factor: number, offset: number, low: number, high: number): number {
  if (factor === 0) return low <= offset && offset <= high ? -Infinity : Infinity;
  return ((factor > 0 ? low : high) - offset) / factor;
}

/** The largest; −Infinity for none. */
const most = (factor: number, offset: number, low: number, high: number): number => -least(-factor, offset, low, high);
