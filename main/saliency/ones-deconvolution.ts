import type { WindowAxis } from '../../shared/geometry.ts';
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
 * Separable: first along the rows, then along the columns, each element a sum of at most ceil(k / s) numbers.
 */
export function planOnesDeconvolution(vertical: WindowAxis, horizontal: WindowAxis): Upscale {
  const width = horizontal.inputSize;
  const height = vertical.inputSize;
  const columns = planAxis(horizontal);
  const rows = planAxis(vertical);
  // Zeros on either side of the source take the place of every bounds check; they are never overwritten.
  const line = new Float64Array(columns.zerosBefore + horizontal.outputSize + columns.zerosAfter);
  const widened = new Float64Array((rows.zerosBefore + vertical.outputSize + rows.zerosAfter) * width);
  return {
    height,
    width,
    run(source, target) {
      for (let row = 0; row < vertical.outputSize; row++) {
        copyRow(source, row * horizontal.outputSize, line, columns.zerosBefore, horizontal.outputSize);
        widenRow(line, columns, widened, (rows.zerosBefore + row) * width, width);
      }
      sumRows(widened, rows, target, width, height);
    },
  };
}

/**
 * The outputs with (y + p) mod s = phase: their sources lie `sourceStep` apart, downwards from `source` for the first
 * of them, one further for each next one. Sources count from the first zero before the map.
 */
interface Phase {
  readonly firstOutput: number;
  readonly source: number;
  readonly tapCount: number;
}

interface AxisPlan {
  readonly phases: readonly Phase[];
  readonly stride: number;
  readonly sourceStep: number;
  readonly zerosBefore: number;
  readonly zerosAfter: number;
}

function planAxis({ kernel, stride, dilation, padBefore, inputSize, outputSize }: WindowAxis): AxisPlan {
  const common = greatestCommonDivisor(stride, dilation);
  const tapStep = stride / common;
  const sourceStep = dilation / common;
  let zerosBefore = 0;
  let zerosAfter = 0;
  const phases: Phase[] = [];
  for (let firstOutput = 0; firstOutput < Math.min(stride, inputSize); firstOutput++) {
    const position = firstOutput + padBefore;
    const tap = firstTap(position, kernel, stride, dilation);
    const tapCount = tap === null ? 0 : Math.ceil((kernel - tap) / tapStep);
    const source = tap === null ? 0 : (position - dilation * tap) / stride;
    phases.push({ firstOutput, source, tapCount });
    if (tapCount === 0) continue;
    const lastSource = source + Math.floor((inputSize - 1 - firstOutput) / stride);
    zerosBefore = Math.max(zerosBefore, (tapCount - 1) * sourceStep - source);
    zerosAfter = Math.max(zerosAfter, lastSource - (outputSize - 1));
  }
  return {
    phases: phases.map((phase) => ({ ...phase, source: phase.source + zerosBefore })),
    stride,
    sourceStep,
    zerosBefore,
    zerosAfter,
  };
}

/** The first t with s·j + d·t = position for a whole j; null when the stride skips this position. */
function firstTap(position: number, kernel: number, stride: number, dilation: number): number | null {
  for (let tap = 0; tap < Math.min(kernel, stride); tap++) if ((position - dilation * tap) % stride === 0) return tap;
  return null;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function copyRow(source: Float64Array, from: number, target: Float64Array, to: number, count: number): void {
  for (let i = 0; i < count; i++) target[to + i] = source[from + i]!;
}

function widenRow(line: Float64Array, plan: AxisPlan, target: Float64Array, start: number, width: number): void {
  const { phases, stride, sourceStep } = plan;
  const end = start + width;
  for (const { firstOutput, source, tapCount } of phases) {
    const to = start + firstOutput;
    if (tapCount === 2 && sourceStep === 1) widenByTwo(line, source, target, to, stride, end);
    else if (tapCount === 3 && sourceStep === 1) widenByThree(line, source, target, to, stride, end);
    else widenByAny(line, source, sourceStep, tapCount, target, to, stride, end);
  }
}

/** Neighbouring sums share their elements: carried along, each is read once. */
function widenByTwo(line: Float64Array, from: number, target: Float64Array, to: number, stride: number, end: number) {
  let before = line[from - 1]!;
  for (; to < end; to += stride, from++) {
    const newest = line[from]!;
    target[to] = newest + before;
    before = newest;
  }
}

function widenByThree(line: Float64Array, from: number, target: Float64Array, to: number, stride: number, end: number) {
  let beforeLast = line[from - 2]!;
  let before = line[from - 1]!;
  for (; to < end; to += stride, from++) {
    const newest = line[from]!;
    target[to] = newest + before + beforeLast;
    beforeLast = before;
    before = newest;
  }
}

function widenByAny(
  line: Float64Array,
  from: number,
  sourceStep: number,
  tapCount: number,
  target: Float64Array,
  to: number,
  stride: number,
  end: number,
) {
  for (; to < end; to += stride, from++) {
    let sum = 0;
    for (let tap = 0; tap < tapCount; tap++) sum += line[from - tap * sourceStep]!;
    target[to] = sum;
  }
}

function sumRows(rows: Float64Array, plan: AxisPlan, target: Float64Array, width: number, height: number): void {
  const { phases, stride, sourceStep } = plan;
  const step = sourceStep * width;
  for (const { firstOutput, source, tapCount } of phases) {
    let from = source * width;
    for (let y = firstOutput; y < height; y += stride, from += width)
      sumRow(rows, from, step, tapCount, target, y * width, width);
  }
}

function sumRow(
  rows: Float64Array,
  from: number,
  step: number,
  tapCount: number,
  target: Float64Array,
  to: number,
  width: number,
): void {
  if (tapCount === 0) for (let x = 0; x < width; x++) target[to + x] = 0;
  else if (tapCount === 1) for (let x = 0; x < width; x++) target[to + x] = rows[from + x]!;
  else if (tapCount === 2) for (let x = 0; x < width; x++) target[to + x] = rows[from + x]! + rows[from - step + x]!;
  else if (tapCount === 3)
    for (let x = 0; x < width; x++)
      target[to + x] = rows[from + x]! + rows[from - step + x]! + rows[from - 2 * step + x]!;
  else
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let tap = 0; tap < tapCount; tap++) sum += rows[from - tap * step + x]!;
      target[to + x] = sum;
    }
}
