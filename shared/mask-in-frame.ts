import type { FrameRect, Map2d } from './pixels.ts';

export interface GridSize {
  readonly width: number;
  readonly height: number;
}

/** A grid over the whole camera frame, of its proportions: a cell a pixel, or `longest` cells along the longer side. */
export function frameGrid({ width, height }: GridSize, longest: number): GridSize {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * A mask laid into the camera frame, so that masks of networks with other crops and input sizes lie cell over cell:
 * interpolated at the middle of each cell, as it is when it is stretched over the picture. NaN outside of `seen`.
 *
 * @param seen what part of the frame the mask covers, in the frame's pixels.
 */
export function maskInFrame(mask: Map2d, seen: FrameRect, frame: GridSize, grid: GridSize): Map2d {
  const columns = placesAlong(grid.width, frame.width, seen.left, seen.width, mask.width);
  const rows = placesAlong(grid.height, frame.height, seen.top, seen.height, mask.height);
  const values = new Float32Array(grid.width * grid.height).fill(Number.NaN);
  for (let y = 0; y < grid.height; y++) {
    const row = rows[y] as number;
    if (Number.isNaN(row)) continue;
    const above = Math.floor(row);
    const [down, upper, lower] = [row - above, above * mask.width, Math.min(above + 1, mask.height - 1) * mask.width];
    for (let x = 0; x < grid.width; x++) {
      const column = columns[x] as number;
      if (Number.isNaN(column)) continue;
      const left = Math.floor(column);
      const right = Math.min(left + 1, mask.width - 1);
      const across = column - left;
      const top = mixed(mask.values[upper + left] as number, mask.values[upper + right] as number, across);
      const bottom = mixed(mask.values[lower + left] as number, mask.values[lower + right] as number, across);
      values[y * grid.width + x] = mixed(top, bottom, down);
    }
  }
  return { ...grid, values };
}

/** Where the middle of each cell lies, counted in the mask's cells from the middle of its first; NaN beside the mask. */
function placesAlong(cells: number, length: number, start: number, seen: number, maskCells: number): Float64Array {
  return Float64Array.from({ length: cells }, (_, cell) => {
    const place = ((((cell + 0.5) * length) / cells - start) / seen) * maskCells;
    return place >= 0 && place < maskCells ? Math.min(maskCells - 1, Math.max(0, place - 0.5)) : Number.NaN;
  });
}

/** Without a trace of what has no weight, which may be no number. */
const mixed = (one: number, other: number, share: number): number =>
  share === 0 ? one : one * (1 - share) + other * share;
