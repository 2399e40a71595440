import type { WindowAxis } from '../../shared/geometry.ts';
import type { AxisSources } from './axis-sources.ts';

/** How a row of a map is spread along the horizontal axis. */
export interface RowSpread {
  /** Sources of all columns, one column after the other, and where those of each begin. */
  readonly sources: Int32Array;
  readonly begins: Int32Array;
  readonly quick: QuickPart | null;
}

/** Columns of the usual windows, made two a turn of a loop: a turn costs as much as what is in it. */
interface QuickPart {
  readonly from: number;
  readonly to: number;
  /** The last source of column `from`. */
  readonly source: number;
  readonly spread: QuickSpread;
}

/** Fills columns `to` .. `end` of `target` from `row[at]` on, before which lie `before` more elements of the row. */
type QuickSpread = (
  row: Float64Array,
  at: number,
  before: number,
  target: Float64Array,
  to: number,
  end: number,
) => void;

const quickSpreads: Readonly<Record<string, QuickSpread>> = {
  'kernel 3, stride 1': spread3by1,
  'kernel 3, stride 2': spread3by2,
  'kernel 5, stride 2': spread5by2,
};

export function planRowSpread(axis: WindowAxis, sources: AxisSources): RowSpread {
  const begins = new Int32Array(sources.length + 1);
  sources.forEach(({ length }, column) => (begins[column + 1] = begins[column]! + length));
  return { sources: Int32Array.from(sources.flat()), begins, quick: planQuickPart(axis) };
}

function planQuickPart({ kernel, stride, dilation, padBefore, inputSize, outputSize }: WindowAxis): QuickPart | null {
  const spread = quickSpreads[`kernel ${kernel}, stride ${stride}`];
  if (!spread || dilation !== 1) return null;
  const from = padBefore % stride;
  const source = (from + padBefore) / stride;
  const columns = Math.min(stride * (outputSize - source), inputSize - from);
  return columns < 2 ? null : { from, to: from + columns - (columns % 2), source, spread };
}

/** Spreads the row that begins at `start` into the one at `to`. */
export function spreadRow(spread: RowSpread, row: Float64Array, start: number, target: Float64Array, to: number): void {
  const { begins, quick } = spread;
  const width = begins.length - 1;
  if (!quick) {
    spreadColumns(spread, row, start, target, to, 0, width);
    return;
  }
  spreadColumns(spread, row, start, target, to, 0, quick.from);
  quick.spread(row, start + quick.source, quick.source, target, to + quick.from, to + quick.to);
  spreadColumns(spread, row, start, target, to, quick.to, width);
}

function spreadColumns(
  { sources, begins }: RowSpread,
  row: Float64Array,
  start: number,
  target: Float64Array,
  to: number,
  from: number,
  end: number,
): void {
  for (let column = from; column < end; column++) {
    let total = 0;
    for (let index = begins[column]!; index < begins[column + 1]!; index++) total += row[start + sources[index]!]!;
    target[to + column] = total;
  }
}

function spread3by1(row: Float64Array, at: number, before: number, target: Float64Array, to: number, end: number) {
  let oldest = before > 1 ? row[at - 2]! : 0;
  let previous = before > 0 ? row[at - 1]! : 0;
  for (; to < end; to += 2, at += 2) {
    const next = row[at]!;
    const newest = row[at + 1]!;
    const shared = next + previous;
    target[to] = shared + oldest;
    target[to + 1] = shared + newest;
    oldest = next;
    previous = newest;
  }
}

function spread3by2(row: Float64Array, at: number, before: number, target: Float64Array, to: number, end: number) {
  let previous = before > 0 ? row[at - 1]! : 0;
  for (; to < end; to += 2, at++) {
    const newest = row[at]!;
    target[to] = newest + previous;
    target[to + 1] = newest;
    previous = newest;
  }
}

function spread5by2(row: Float64Array, at: number, before: number, target: Float64Array, to: number, end: number) {
  let oldest = before > 1 ? row[at - 2]! : 0;
  let previous = before > 0 ? row[at - 1]! : 0;
  for (; to < end; to += 2, at++) {
    const newest = row[at]!;
    const shared = newest + previous;
    target[to] = shared + oldest;
    target[to + 1] = shared;
    oldest = previous;
    previous = newest;
  }
}
