/** The numbers along an edge of the plot. */
export interface AxisSpan {
  readonly min: number;
  readonly max: number;
}

export interface ScatterSize {
  readonly columns: number;
  readonly rows: number;
}

/** Points gathered in small cells: what is drawn and pointed at costs the same for a hundred frames and for a million. */
export interface ScatterGrid extends ScatterSize {
  readonly x: AxisSpan;
  readonly y: AxisSpan;
  /** Points in each cell, row by row from the top. */
  readonly counts: Uint32Array;
  /** Those of them in the marked range. */
  readonly inRange: Uint32Array;
  /** The first frame of each cell; -1 for an empty one. */
  readonly firstFrame: Int32Array;
}

/** From the smallest to the largest finite number of all, with a little room; -1 to 1 without any. */
export function axisSpan(...series: readonly ArrayLike<number>[]): AxisSpan {
  let [min, max] = [Infinity, -Infinity];
  for (const values of series)
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!;
      if (value < min && value > -Infinity) min = value;
      if (value > max && value < Infinity) max = value;
    }
  if (min > max) return { min: -1, max: 1 };
  const room = (max - min) * 0.04 || Math.abs(max) * 0.1 || 1;
  return { min: min - room, max: max + room };
}

/** -1 outside, and where a number is missing. */
export function cellAt(
  { x, y, columns, rows }: Pick<ScatterGrid, 'x' | 'y' | 'columns' | 'rows'>,
  atX: number,
  atY: number,
): number {
  const column = Math.floor(((atX - x.min) / (x.max - x.min)) * columns);
  const row = Math.floor(((y.max - atY) / (y.max - y.min)) * rows);
  return column >= 0 && column < columns && row >= 0 && row < rows ? row * columns + column : -1;
}

/**
 * @param xs one number a frame, as `ys`; NaN where missing.
 * @param range from and to, exclusive; null: none is marked.
 */
export function scatterGrid(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  axes: { readonly x: AxisSpan; readonly y: AxisSpan },
  size: ScatterSize,
  range: { readonly from: number; readonly to: number } | null,
): ScatterGrid {
  const cells = size.columns * size.rows;
  const grid = {
    ...{ ...axes, ...size, counts: new Uint32Array(cells), inRange: new Uint32Array(cells) },
    firstFrame: new Int32Array(cells).fill(-1),
  };
  for (let frame = 0; frame < ys.length; frame++) {
    const cell = cellAt(grid, xs[frame]!, ys[frame]!);
    if (cell < 0) continue;
    if (grid.counts[cell] === 0) grid.firstFrame[cell] = frame;
    grid.counts[cell]! += 1;
    if (range && frame >= range.from && frame < range.to) grid.inRange[cell]! += 1;
  }
  return grid;
}

/** The cell with points that is nearest to a place given in cells, no further than `reach` cells away; -1: none. */
export function nearestCell(
  { columns, rows, counts }: ScatterGrid,
  column: number,
  row: number,
  reach: number,
): number {
  let [nearest, least] = [-1, (reach + 0.5) ** 2];
  for (let y = Math.max(0, Math.floor(row - reach)); y <= Math.min(rows - 1, row + reach); y++)
    for (let x = Math.max(0, Math.floor(column - reach)); x <= Math.min(columns - 1, column + reach); x++) {
      const distance = (x + 0.5 - column) ** 2 + (y + 0.5 - row) ** 2;
      if (counts[y * columns + x] === 0 || distance >= least) continue;
      nearest = y * columns + x;
      least = distance;
    }
  return nearest;
}

/** The next frame of a cell behind `frame`, round the end; null where it has none. */
export function nextInCell(
  grid: ScatterGrid,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  cell: number,
  frame: number,
): number | null {
  for (let step = 1; step <= ys.length; step++) {
    const at = (frame + step) % ys.length;
    if (cellAt(grid, xs[at]!, ys[at]!) === cell) return at;
  }
  return null;
}
