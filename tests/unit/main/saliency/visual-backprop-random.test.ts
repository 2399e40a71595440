import { expect, test } from 'vitest';
import { visualBackProp } from '../../../../main/saliency/visual-backprop.ts';
import type { GeometryStep, Stage, WindowAxis } from '../../../../shared/geometry.ts';
import type { Map2d } from '../../../../shared/pixels.ts';
import { seededRandom } from '../../../../shared/seeded-random.ts';

/* VisualBackProp as its definition has it, on chains of layers of all kinds and sizes, against the quick one. */

type Rows = Float64Array[];
const zeros = (height: number, width: number): Rows => Array.from({ length: height }, () => new Float64Array(width));

/** Calls `reach` with each pair that a window joins: what it reaches of `to` elements, at which of its `from` places. */
function eachReached(
  axis: WindowAxis,
  from: number,
  to: number,
  reach: (reached: number, place: number) => void,
): void {
  for (let j = 0; j < from; j++)
    for (let t = 0; t < axis.kernel; t++) {
      const y = axis.stride * j + axis.dilation * t - axis.padBefore;
      if (y >= 0 && y < to) reach(y, j);
    }
}

/** The way back through a step. */
function undone(step: GeometryStep, map: Rows): Rows {
  if ('vertical' in step) {
    const { kind, vertical, horizontal } = step;
    const made = zeros(vertical.inputSize, horizontal.inputSize);
    if (kind === 'transposed-convolution')
      eachReached(vertical, vertical.inputSize, vertical.outputSize, (y, j) =>
        eachReached(horizontal, horizontal.inputSize, horizontal.outputSize, (x, i) => (made[j]![i]! += map[y]![x]!)),
      );
    else
      eachReached(vertical, vertical.outputSize, vertical.inputSize, (y, j) =>
        eachReached(horizontal, horizontal.outputSize, horizontal.inputSize, (x, i) => (made[y]![x]! += map[j]![i]!)),
      );
    return made;
  }
  const { inputHeight, inputWidth } = step;
  const made = zeros(inputHeight, inputWidth);
  if (step.kind === 'crop')
    map.forEach((row, y) => row.forEach((value, x) => (made[y + step.top]![x + step.left] = value)));
  else if (step.kind === 'pad')
    made.forEach((row, y) => row.forEach((_, x) => (row[x] = map[y + step.top]![x + step.left]!)));
  else throw new Error('No resizes here: they have a test of their own.');
  return made;
}

/** The intermediate masks, shallowest first, and what is to be normalised. */
function definition(averaged: readonly Map2d[], stages: readonly Stage[]): { products: Rows[]; mask: Rows } {
  const products: Rows[] = [];
  let mask: Rows | null = null;
  for (let stage = stages.length - 1; stage >= 0; stage--) {
    const { height, width, values } = averaged[stage]!;
    const product: Rows = zeros(height, width).map((row, y) =>
      row.map((_, x) => (mask ? mask[y]![x]! : 1) * values[y * width + x]!),
    );
    products.unshift(product);
    mask = stages[stage]!.steps.reduceRight((map, step) => undone(step, map), product);
  }
  return { products, mask: mask! };
}

const random = seededRandom(11);
const below = (limit: number): number => Math.floor(random() * limit);
const oneOf = <Item>(...items: readonly Item[]): Item => items[below(items.length)]!;

/** A window that made `outputSize` elements: also wider than what it slid over, with gaps, with padding on one side. */
function windowAxis(outputSize: number, mostKernel: number): WindowAxis {
  const [kernel, stride, dilation] = [1 + below(mostKernel), 1 + below(4), 1 + below(3)];
  const reach = dilation * (kernel - 1) + 1;
  const [padBefore, padAfter, left] = [below(reach), below(reach), below(stride)];
  const inputSize = stride * (outputSize - 1) + reach - padBefore - padAfter + left;
  return inputSize > 0
    ? { kernel, stride, dilation, padBefore, inputSize, outputSize }
    : windowAxis(outputSize, mostKernel);
}

const transposedAxis = (outputSize: number): WindowAxis => ({
  ...{ kernel: 1 + below(5), stride: 1 + below(3), dilation: 1 + below(2), padBefore: below(2) },
  ...{ inputSize: 1 + below(outputSize), outputSize },
});

/** A step that makes a map of this size. */
function stepTo(height: number, width: number): GeometryStep {
  const kind = oneOf<GeometryStep['kind']>(
    'convolution',
    'convolution',
    'pooling',
    'transposed-convolution',
    'crop',
    'pad',
  );
  const mostKernel = oneOf(5, 14);
  if (kind === 'convolution' || kind === 'pooling')
    return { kind, layer: '', vertical: windowAxis(height, mostKernel), horizontal: windowAxis(width, mostKernel) };
  if (kind === 'transposed-convolution')
    return { kind, layer: '', vertical: transposedAxis(height), horizontal: transposedAxis(width) };
  if (kind === 'crop') {
    const [top, bottom, left, right] = [below(3), below(3), below(3), below(3)];
    const [inputHeight, inputWidth] = [height + top + bottom, width + left + right];
    return { kind, layer: '', top, bottom, left, right, inputHeight, inputWidth };
  }
  const [top, left] = [below(Math.min(3, height)), below(Math.min(3, width))];
  const [bottom, right] = [below(Math.min(3, height - top)), below(Math.min(3, width - left))];
  const [inputHeight, inputWidth] = [height - top - bottom, width - left - right];
  return { kind: 'pad', layer: '', top, bottom, left, right, inputHeight, inputWidth };
}

/** One to four stages, and the size of the input that they lead down to. */
function randomNetwork() {
  let [height, width] = [1 + below(12), 1 + below(12)];
  const stages: Stage[] = [];
  for (let left = 1 + below(4); left > 0; left--) {
    const size = { height, width };
    const steps: GeometryStep[] = [];
    for (let more = below(4); more > 0 && height * width < 4000; more--) {
      const step = stepTo(height, width);
      steps.unshift(step);
      [height, width] =
        'vertical' in step ? [step.vertical.inputSize, step.horizontal.inputSize] : [step.inputHeight, step.inputWidth];
    }
    stages.unshift({ layer: `stage ${left}`, tap: '', activation: 'relu', ...size, channels: 1, steps });
  }
  return { stages, input: { height, width } };
}

/** Dense or mostly zero; sometimes negative in parts. */
function randomMaps(stages: readonly Stage[]): Map2d[] {
  const [least, isSparse] = [oneOf(0, 0, -400), oneOf(true, false)];
  return stages.map(({ height, width }) => {
    const value = (): number => (isSparse && below(3) > 0 ? 0 : (below(1000) + least) / 7);
    return { height, width, values: Float32Array.from({ length: height * width }, value) };
  });
}

test('600 random networks, two frames each, agree with the definition', () => {
  let told = 0;
  for (let round = 0; round < 600; round++) {
    const { stages, input } = randomNetwork();
    for (const averaged of [randomMaps(stages), randomMaps(stages)]) {
      const { products, mask } = definition(averaged, stages);
      const result = visualBackProp(averaged, stages, input);
      expect(result.finite).toBe(true);
      products.forEach((rows, stage) => {
        const values = rows.flatMap((row) => [...row]);
        const largest = Math.max(-least(values), largestOf(values));
        expect(furthest(result.intermediates[stage]!, values)).toBeLessThanOrEqual(1e-7 * largest);
      });
      const values = mask.flatMap((row) => [...row]);
      const [min, max] = [least(values), largestOf(values)];
      const largest = Math.max(-min, max);
      expect(Math.abs(result.mask.min - min)).toBeLessThanOrEqual(1e-12 * largest);
      expect(Math.abs(result.mask.max - max)).toBeLessThanOrEqual(1e-12 * largest);
      // As large everywhere but for rounding: nothing to stretch.
      if (max - min <= 1e-9 * largest) continue;
      told += 1;
      const stretched = values.map((value) => (value - min) / (max - min));
      expect(furthest(result.mask, stretched)).toBeLessThanOrEqual(1e-7);
    }
  }
  expect(told).toBeGreaterThan(700);
});

test('a value that is no number, or an infinity, is told wherever it is', () => {
  for (let round = 0; round < 200; round++) {
    const { stages, input } = randomNetwork();
    const averaged = randomMaps(stages);
    const { values } = oneOf(...averaged);
    values[below(values.length)] = oneOf(Number.NaN, Infinity, -Infinity);
    const { mask, finite } = visualBackProp(averaged, stages, input);
    expect(finite).toBe(false);
    expect(mask.flat && mask.values.every((value) => value === 0)).toBe(true);
  }
});

test('maps of many megabytes are laid into memory that grows', () => {
  // Two windows of 3 with stride 2 over 2049 × 1537 elements; ones everywhere.
  const [height, width] = [2049, 1537];
  const axis = (inputSize: number): WindowAxis => ({
    ...{ kernel: 3, stride: 2, dilation: 1, padBefore: 0 },
    ...{ inputSize, outputSize: (inputSize - 1) / 2 },
  });
  const stage = (from: readonly [number, number]): Stage => {
    const [vertical, horizontal] = [axis(from[0]), axis(from[1])];
    const steps = [{ kind: 'convolution', layer: '', vertical, horizontal } as const];
    const size = { height: vertical.outputSize, width: horizontal.outputSize };
    return { layer: '', tap: '', activation: 'relu', ...size, channels: 1, steps };
  };
  const stages = [stage([height, width])];
  const averaged = stages.map((one) => ({ ...one, values: new Float32Array(one.height * one.width).fill(1) }));
  const { mask } = visualBackProp(averaged, stages, { height, width });
  // Along each axis: 1 1 2 1 2 … 2 1 1. The last three of the row before the last two.
  expect([mask.min, mask.max]).toEqual([1, 4]);
  expect([...mask.values.subarray(0, 4)]).toEqual([0, 0, 1, 0].map((value) => Math.fround(value / 3)));
  const last = mask.values.length - width - width;
  expect([...mask.values.subarray(last - 3, last)]).toEqual([1, 1 / 3, 1 / 3].map(Math.fround));
});

const least = (values: readonly number[]): number => values.reduce((one, other) => Math.min(one, other));
const largestOf = (values: readonly number[]): number => values.reduce((one, other) => Math.max(one, other));

/** The largest difference. */
function furthest({ values }: Map2d, expected: readonly number[]): number {
  expect(values).toHaveLength(expected.length);
  return expected.reduce((most, value, at) => Math.max(most, Math.abs(value - values[at]!)), 0);
}
