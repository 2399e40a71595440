import type { Map2d } from '../pixels.ts';

/** A line of equal value, `x0, y0, x1, y1, …` in cells of the map: the middle of the first cell is 0.5, 0.5. */
export type ContourLine = Float32Array;

/* The edges of a square between four neighbouring cells. */
const top = 0;
const right = 1;
const bottom = 2;
const left = 3;

/**
 * Where the line enters and leaves a square, by which of its corners lie inside (1 top left, 2 top right, 4 bottom right,
 * 8 bottom left), walking with the inside at the left. In this way a line leaves one square by the edge through which it
 * enters the next, and no edge is entered twice.
 */
const crossings: readonly (readonly (readonly [enter: number, leave: number])[])[] = [
  [],
  [[left, top]],
  [[top, right]],
  [[left, right]],
  [[right, bottom]],
  [],
  [[top, bottom]],
  [[left, bottom]],
  [[bottom, left]],
  [[bottom, top]],
  [],
  [[bottom, right]],
  [[right, left]],
  [[right, top]],
  [[top, left]],
  [],
];

/** A saddle has two lines; a middle inside joins the corners that are inside. */
const saddles: Readonly<Record<number, { readonly joined: Crossings; readonly parted: Crossings }>> = {
  5: {
    joined: [
      [left, bottom],
      [right, top],
    ],
    parted: [
      [left, top],
      [right, bottom],
    ],
  },
  10: {
    joined: [
      [top, left],
      [bottom, right],
    ],
    parted: [
      [top, right],
      [bottom, left],
    ],
  },
};
type Crossings = (typeof crossings)[number];

/**
 * The lines along which a map has the value `level`, by marching squares (Lorensen and Cline's marching cubes in the
 * plane) with linear interpolation. Values at or above the level are inside. A line ends at the edge of the map and beside
 * cells that are no number; others are closed, their last point being their first.
 */
export function contourLines({ width, height, values }: Map2d, level: number): ContourLine[] {
  const nextEdge = new Map<number, number>();
  const entered = new Set<number>();
  for (let y = 0; y + 1 < height; y++)
    for (let x = 0, at = y * width; x + 1 < width; x++, at++) {
      // Apart, not as arrays: this runs for every cell of every frame.
      const a = values[at] as number;
      const b = values[at + 1] as number;
      const c = values[at + width + 1] as number;
      const d = values[at + width] as number;
      const corners = (a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0);
      if (corners === 0 || corners === 15) continue;
      const sum = a + b + c + d;
      if (Number.isNaN(sum)) continue;
      const saddle = saddles[corners];
      const lines = saddle ? (sum >= 4 * level ? saddle.joined : saddle.parted) : crossings[corners];
      for (const [enter, leave] of lines ?? []) {
        const to = edgeAt(at, leave, width);
        nextEdge.set(edgeAt(at, enter, width), to);
        entered.add(to);
      }
    }
  const pointOn = (edge: number): [number, number] => {
    const at = edge >> 1;
    const [x, y] = [at % width, Math.floor(at / width)];
    const isVertical = (edge & 1) === 1;
    const [from, to] = [values[at] as number, values[isVertical ? at + width : at + 1] as number];
    const share = Math.min(1, Math.max(0, (level - from) / (to - from)));
    return isVertical ? [x + 0.5, y + 0.5 + share] : [x + 0.5 + share, y + 0.5];
  };
  const follow = (start: number): ContourLine => {
    const points: number[] = [...pointOn(start)];
    for (let edge = start, next = nextEdge.get(edge); next !== undefined; edge = next, next = nextEdge.get(edge)) {
      nextEdge.delete(edge);
      points.push(...pointOn(next));
    }
    return Float32Array.from(points);
  };
  const open = [...nextEdge.keys()].filter((edge) => !entered.has(edge)).map(follow);
  const closed: ContourLine[] = [];
  for (const edge of nextEdge.keys()) closed.push(follow(edge));
  return [...open, ...closed];
}

/** Twice the number of the cell at the edge's upper or left end, and 1 more for an edge that goes down. */
function edgeAt(square: number, edge: number, width: number): number {
  if (edge === top) return square * 2;
  if (edge === left) return square * 2 + 1;
  return edge === right ? (square + 1) * 2 + 1 : (square + width) * 2;
}
