import type { WindowAxis } from '../../shared/geometry.ts';
import { planDeconvolutionAxis, type DeconvolutionAxis } from './deconvolution-axis.ts';
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
 * Separable: the source rows under an output row are added up, and their sum is spread along that row. Plain loops
 * over one kind of array, because a mask should cost next to nothing beside the forward pass.
 */
export function planOnesDeconvolution(vertical: WindowAxis, horizontal: WindowAxis): Upscale {
  const height = vertical.inputSize;
  const width = horizontal.inputSize;
  const sourceWidth = horizontal.outputSize;
  const columns = planDeconvolutionAxis(horizontal);
  const rows = sourceRows(vertical);
  const rowDistance = rows.step * sourceWidth;
  // Zeros on either side of the sum stand in for bounds checks; nothing overwrites them.
  const sum = new Float64Array(columns.reachBefore + sourceWidth + columns.reachAfter);
  const start = columns.reachBefore;
  return {
    height,
    width,
    run(source, target) {
      for (let y = 0; y < height; y++) {
        const count = rows.counts[y]!;
        const row = rows.last[y]! * sourceWidth;
        if (count === 2) addTwoRows(source, row, row - rowDistance, sum, start, sourceWidth);
        else if (count === 3)
          addThreeRows(source, row, row - rowDistance, row - 2 * rowDistance, sum, start, sourceWidth);
        else addRows(source, row, rowDistance, count, sum, start, sourceWidth);
        spreadRow(sum, columns, target, y * width, width);
      }
    },
  };
}

/** For each output row its source rows within the map: `counts`, `step` apart, from `last` upwards. */
function sourceRows(axis: WindowAxis) {
  const { phases, sourceStep, stride } = planDeconvolutionAxis(axis);
  const last = new Int32Array(axis.inputSize);
  const counts = new Int32Array(axis.inputSize);
  for (let y = 0; y < axis.inputSize; y++) {
    const { source, tapCount } = phases[y % stride]!;
    const all = Array.from({ length: tapCount }, (_, tap) => source + Math.floor(y / stride) - tap * sourceStep);
    const inside = all.filter((row) => row >= 0 && row < axis.outputSize);
    last[y] = inside[0] ?? 0;
    counts[y] = inside.length;
  }
  return { last, counts, step: sourceStep };
}

function addTwoRows(source: Float64Array, a: number, b: number, sum: Float64Array, start: number, width: number) {
  for (let x = 0; x < width; x++) sum[start + x] = source[a + x]! + source[b + x]!;
}

function addThreeRows(
  source: Float64Array,
  a: number,
  b: number,
  c: number,
  sum: Float64Array,
  start: number,
  width: number,
) {
  for (let x = 0; x < width; x++) sum[start + x] = source[a + x]! + source[b + x]! + source[c + x]!;
}

function addRows(
  source: Float64Array,
  last: number,
  distance: number,
  count: number,
  sum: Float64Array,
  start: number,
  width: number,
) {
  for (let x = 0; x < width; x++) {
    let total = 0;
    for (let row = 0; row < count; row++) total += source[last - row * distance + x]!;
    sum[start + x] = total;
  }
}

/** Deconvolves one row; one pass for each phase of the stride. */
function spreadRow(row: Float64Array, axis: DeconvolutionAxis, target: Float64Array, start: number, width: number) {
  const { phases, stride, sourceStep, reachBefore } = axis;
  const end = start + width;
  for (let phase = 0; phase < phases.length; phase++) {
    const { source, tapCount } = phases[phase]!;
    const from = source + reachBefore;
    const to = start + phase;
    if (tapCount === 2 && sourceStep === 1) spreadPairs(row, from, target, to, stride, end);
    else if (tapCount === 3 && sourceStep === 1) spreadTriples(row, from, target, to, stride, end);
    else spreadAny(row, from, sourceStep, tapCount, target, to, stride, end);
  }
}

/** Neighbouring sums share elements: carried along, each is read once. */
function spreadPairs(row: Float64Array, from: number, target: Float64Array, to: number, stride: number, end: number) {
  let previous = row[from - 1]!;
  for (; to < end; to += stride, from++) {
    const newest = row[from]!;
    target[to] = newest + previous;
    previous = newest;
  }
}

function spreadTriples(row: Float64Array, from: number, target: Float64Array, to: number, stride: number, end: number) {
  let oldest = row[from - 2]!;
  let previous = row[from - 1]!;
  for (; to < end; to += stride, from++) {
    const newest = row[from]!;
    target[to] = newest + previous + oldest;
    oldest = previous;
    previous = newest;
  }
}

function spreadAny(
  row: Float64Array,
  from: number,
  sourceStep: number,
  tapCount: number,
  target: Float64Array,
  to: number,
  stride: number,
  end: number,
) {
  for (; to < end; to += stride, from++) {
    let total = 0;
    for (let tap = 0; tap < tapCount; tap++) total += row[from - tap * sourceStep]!;
    target[to] = total;
  }
}
