import type { MapSize } from '../stage-plan.ts';
import { shuffled, type Random } from '../../../shared/seeded-random.ts';

/** The squares that a picture is cut into, row by row from the top left; the last of a row or column may be smaller. */
export interface PictureCells {
  readonly rows: number;
  readonly columns: number;
  readonly count: number;
  /** Pixels of a cell, each as row · width + column. */
  readonly eachPixel: (cell: number, visit: (pixel: number) => void) => void;
}

/** @param side of a square, in pixels. */
export function cutIntoCells({ height, width }: MapSize, side: number): PictureCells {
  const [rows, columns] = [Math.ceil(height / side), Math.ceil(width / side)];
  const eachPixel = (cell: number, visit: (pixel: number) => void): void => {
    const [top, left] = [Math.floor(cell / columns) * side, (cell % columns) * side];
    for (let row = top; row < Math.min(top + side, height); row++)
      for (let column = left; column < Math.min(left + side, width); column++) visit(row * width + column);
  };
  return { rows, columns, count: rows * columns, eachPixel };
}

/** Cells by the mean of `values` on them, the largest first; equal ones in a random order. */
export function byValue(cells: PictureCells, values: Float32Array, random: Random): Uint32Array {
  const means = Float64Array.from({ length: cells.count }, (_, cell) => {
    let [sum, pixels] = [0, 0];
    cells.eachPixel(cell, (pixel) => {
      sum += values[pixel]!;
      pixels += 1;
    });
    return sum / pixels;
  });
  // The sort keeps equal ones as they were shuffled.
  return shuffled(cells.count, random).sort((a, b) => means[b]! - means[a]!);
}

/** Cells by how near they lie to the middle of the picture, the nearest first; equal ones in a random order. */
export function byCentre({ rows, columns, count }: PictureCells, random: Random): Uint32Array {
  const distance = (cell: number): number =>
    Math.hypot(Math.floor(cell / columns) - (rows - 1) / 2, (cell % columns) - (columns - 1) / 2);
  const distances = Float64Array.from({ length: count }, (_, cell) => distance(cell));
  return shuffled(count, random).sort((a, b) => distances[a]! - distances[b]!);
}
