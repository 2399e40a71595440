import type { ErasedShape } from '../../../shared/what-if.ts';

/** 1 for each pixel whose centre lies in one of the shapes, `[row, column]`. */
export function erasedPixels(shapes: readonly ErasedShape[], width: number, height: number): Uint8Array {
  const erased = new Uint8Array(width * height);
  const mark = (bounds: Bounds, isIn: (x: number, y: number) => boolean): void => {
    for (let y = Math.max(0, Math.floor(bounds.top)); y < Math.min(height, Math.ceil(bounds.bottom)); y++)
      for (let x = Math.max(0, Math.floor(bounds.left)); x < Math.min(width, Math.ceil(bounds.right)); x++)
        if (isIn(x + 0.5, y + 0.5)) erased[y * width + x] = 1;
  };
  for (const shape of shapes) {
    if (shape.kind === 'rectangle') {
      const { left, top } = shape;
      const [right, bottom] = [left + shape.width, top + shape.height];
      mark({ left, top, right, bottom }, (x, y) => x >= left && x < right && y >= top && y < bottom);
      continue;
    }
    const { radius, points } = shape;
    points.forEach((to, index) => {
      const from = points[index - 1] ?? to;
      const bounds = {
        left: Math.min(from[0], to[0]) - radius,
        top: Math.min(from[1], to[1]) - radius,
        right: Math.max(from[0], to[0]) + radius,
        bottom: Math.max(from[1], to[1]) + radius,
      };
      mark(bounds, (x, y) => squaredDistance(x, y, from, to) <= radius * radius);
    });
  }
  return erased;
}

interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

type Point = readonly [x: number, y: number];

/** From a place to the line between two points. */
function squaredDistance(x: number, y: number, [fromX, fromY]: Point, [toX, toY]: Point): number {
  const [alongX, alongY] = [toX - fromX, toY - fromY];
  const squaredLength = alongX * alongX + alongY * alongY;
  const share = squaredLength === 0 ? 0 : ((x - fromX) * alongX + (y - fromY) * alongY) / squaredLength;
  const nearest = Math.max(0, Math.min(1, share));
  return (x - fromX - nearest * alongX) ** 2 + (y - fromY - nearest * alongY) ** 2;
}
