import type { WindowAxis } from '../../shared/geometry.ts';
import { deconvolutionSources, type AxisSources } from './axis-sources.ts';
import { placesOfEnds } from './places-of-ends.ts';
import { writeRows, type RowSums } from './row-sums.ts';
import { planRowSpread, spreadRow } from './spread-row.ts';
import type { Upscale } from './upscale.ts';

/**
 * Deconvolution (transposed convolution) with all weights 1: the up-scaling of VisualBackProp. Along each axis, for a
 * window of kernel k, stride s, dilation d and padding p before the first element, that made m elements out of n,
 *
 *     U[y] = Σ M[j]   over j in 0..m-1 and t in 0..k-1 with   s·j + d·t − p = y,   for y in 0..n-1,
 *
 * and in two dimensions along both. What the window never reached (the remainder of the stride, at the bottom and
 * right) is 0; what it reached only in the padding is cut away. It is the adjoint of the window's sum: `SAME` padding,
 * padding on one side and dilation need nothing more. Where k is no multiple of s the coverage alternates (k 3, s 2:
 * 1, 2, 1, 2): the paper's masks show that checkerboard, so it stays.
 *
 * Separable: each row of M is spread along itself, and rows of U are sums of those.
 */
export function planOnesDeconvolution(vertical: WindowAxis, horizontal: WindowAxis): Upscale {
  const { inputSize: height, outputSize: sourceHeight } = vertical;
  const { inputSize: width, outputSize: sourceWidth } = horizontal;
  const [rows, columns] = [deconvolutionSources(vertical), deconvolutionSources(horizontal)];
  const spread = planRowSpread(horizontal, columns);
  const { triples, totals } = planTriples(rows, sourceHeight);
  const table = new Float64Array((sourceHeight + 1 + totals.length) * width);
  const sums: RowSums = {
    height,
    width,
    table,
    starts: Int32Array.from(triples, (row) => row * width),
    endsAt: placesOfEnds(rows, columns),
  };
  const sumsOf = (source: Float64Array): RowSums => {
    for (let y = 0; y < sourceHeight; y++) spreadRow(spread, source, y * sourceWidth, table, y * width);
    totals.forEach((total, index) => addRows(table, width, total, sourceHeight + 1 + index));
    return sums;
  };
  return { height, width, sumsOf, run: (source, target) => writeRows(sumsOf(source), target) };
}

/**
 * The three rows of a table that make each row of the map: those of the source, a row of zeros after them, and behind
 * it the totals of more rows than three would hold.
 */
function planTriples(sources: AxisSources, zeros: number) {
  const totals: (readonly number[])[] = [];
  const rowOf = (rows: readonly number[]) => (rows.length > 1 ? zeros + totals.push(rows) : (rows[0] ?? zeros));
  const triples: number[] = [];
  for (let y = 0; y < sources.length; y += 2) {
    const pair = sources.slice(y, y + 2);
    const shared = sources[y]!.filter((row) => pair.every((rows) => rows.includes(row)));
    const [first, second] = shared.length === 2 ? shared : [rowOf(shared), zeros];
    for (const rows of pair) triples.push(first!, second!, rowOf(rows.filter((row) => !shared.includes(row))));
  }
  return { triples, totals };
}

function addRows(table: Float64Array, width: number, rows: readonly number[], to: number): void {
  const target = to * width;
  table.fill(0, target, target + width);
  for (const row of rows) for (let x = 0; x < width; x++) table[target + x]! += table[row * width + x]!;
}
