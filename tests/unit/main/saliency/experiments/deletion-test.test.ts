import { expect, test } from 'vitest';
import { blurred } from '../../../../../main/saliency/experiments/blur.ts';
import { testDeletion } from '../../../../../main/saliency/experiments/deletion-test.ts';
import { testPerturbation, usualRegion } from '../../../../../main/saliency/experiments/perturbation-test.ts';
import { byCentre, byValue, cutIntoCells } from '../../../../../main/saliency/experiments/picture-cells.ts';
import type { SaliencyMask } from '../../../../../shared/analysis.ts';
import {
  deletionTestSchema,
  perturbationTestSchema,
  type DeletionTest,
  type PerturbationTest,
} from '../../../../../shared/lab.ts';

const maskOf = (height: number, width: number, ...values: number[]): SaliencyMask => {
  return { height, width, values: Float32Array.from(values), signed: false, flat: false, min: 0, max: 1 };
};
const deletion = (change: Partial<DeletionTest>) => ({ ...deletionTestSchema.parse({ kind: 'deletion' }), ...change });
const perturbation = (change: Partial<PerturbationTest>): PerturbationTest => {
  return { ...perturbationTestSchema.parse({ kind: 'perturbation' }), ...change };
};
/** Steers by one pixel alone. */
const byPixel =
  (pixel: number, length: number) =>
  (inputs: Float32Array, count: number): Promise<Float64Array> =>
    Promise.resolve(Float64Array.from({ length: count }, (_, index) => inputs[index * length + pixel]!));

const size = { height: 1, width: 4, channels: 1 };
// Mean 2: deleting the pixel that counts changes the steering by 6.
const input = Float32Array.of(8, 0, 0, 0);
const question = { input, size, steer: byPixel(0, 4) };

test('deleting in the right order changes the steering at once, inserting restores it at once', async () => {
  const found = await testDeletion(question, maskOf(1, 4, 1, 0.5, 0.2, 0), deletion({ steps: 4 }), 0);
  expect(found.shares).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(found.deletion.curves.mask).toEqual([0, 6, 6, 6, 6]);
  expect(found.deletion.areas.mask).toBe(21 / 4);
  expect(found.insertion.curves.mask).toEqual([6, 0, 0, 0, 0]);
  expect(found.insertion.areas.mask).toBe(3 / 4);
  // From the middle outwards the pixel at the edge comes third or fourth.
  expect(found.deletion.curves.centre.slice(0, 3)).toEqual([0, 0, 0]);
});

test('the other way round it takes longest; random orders lie between on average', async () => {
  const wrong = maskOf(1, 4, 0, 0.2, 0.5, 1);
  const found = await testDeletion(question, wrong, deletion({ steps: 4, repeats: 50 }), 0);
  expect(found.deletion.curves.mask).toEqual([0, 0, 0, 0, 6]);
  expect(found.insertion.curves.mask).toEqual([6, 6, 6, 6, 0]);
  // After k of 4 pixels the one that counts is deleted in k / 4 of the orders.
  for (const [step, change] of found.deletion.curves.random.entries())
    expect(Math.abs(change - 6 * (step / 4))).toBeLessThan(1.2);
});

test('a seed draws the same orders again, and others for another frame', async () => {
  const draw = (seed: number, frame: number) =>
    testDeletion(question, maskOf(1, 4, 1, 0, 0, 0), deletion({ steps: 4, repeats: 7, seed }), frame);
  const { deletion: once } = await draw(3, 5);
  expect((await draw(3, 5)).deletion).toEqual(once);
  const others = await Promise.all([0, 1, 2, 3].map((frame) => draw(3, frame)));
  expect(others.some(({ deletion: { curves } }) => String(curves.random) !== String(once.curves.random))).toBe(true);
});

test('pixels go in squares by the mean of the mask, and a signed mask counts by magnitude', async () => {
  const tall = { height: 2, width: 4, channels: 2 };
  // Two channels a pixel; the steering is channel 1 of row 1, column 3.
  const picture = Float32Array.from({ length: 16 }, (_, at) => (at === 15 ? 16 : 0));
  const mask = { ...maskOf(2, 4, 1, 0, 0, 0, 0, 0, -0.9, -0.9), signed: true };
  const request = deletion({ steps: 2, cellPx: 2 });
  const found = await testDeletion({ input: picture, size: tall, steer: byPixel(15, 16) }, mask, request, 0);
  // Channel 1 has the mean 2. Of two squares the right one goes first.
  expect(found.deletion.curves.mask).toEqual([0, 14, 14]);
});

test('cells: the last ones are smaller, the middle ones nearest', () => {
  const cells = cutIntoCells({ height: 3, width: 5 }, 2);
  expect([cells.rows, cells.columns, cells.count]).toEqual([2, 3, 6]);
  const pixels: number[] = [];
  cells.eachPixel(5, (pixel) => pixels.push(pixel));
  expect(pixels).toEqual([14]);
  const values = Float32Array.from({ length: 15 }, (_, pixel) => (pixel === 14 ? 5 : pixel < 2 ? 8 : 0));
  // Cell 0 has the mean (8 + 8 + 0 + 0) / 4, cell 5 has 5.
  expect([...byValue(cells, values, Math.random).subarray(0, 2)]).toEqual([5, 0]);
  expect([...byCentre(cells, Math.random).subarray(0, 2)].sort()).toEqual([1, 4]);
});

test('blurring keeps one colour, and each channel for itself', () => {
  const plain = blurred(Float32Array.of(1, 9, 1, 9, 1, 9, 1, 9), { height: 2, width: 2, channels: 2 });
  expect([...plain]).toEqual([1, 9, 1, 9, 1, 9, 1, 9]);
  // Boxes of 3 pixels, three times, the edges replicated: the middle of 0 0 9 0 0 is 9 · 7 / 27.
  const row = blurred(Float32Array.of(0, 0, 9, 0, 0), { height: 1, width: 5, channels: 1 });
  expect(row[2]).toBeCloseTo((9 * 7) / 27, 5);
});

test('squares become noise, the most salient first', async () => {
  // 1 where pixel 0 is as it was; noise lies between 0 and 8.
  const steer = (inputs: Float32Array, count: number) =>
    Promise.resolve(Float64Array.from({ length: count }, (_, index) => (inputs[4 * index] === 8 ? 1 : 0)));
  const found = await testPerturbation(
    { input, size, steer },
    maskOf(1, 4, 0.3, 1, 0.5, 0.1),
    perturbation({ regionPx: 1, repeats: 2 }),
    0,
  );
  expect(found.curves.mask).toEqual([0, 0, 0, 1, 1]);
  expect(found.aopc.mask).toBe(2 / 5);
  expect(found.curves.random.at(-1)).toBe(1);
  // A mask that is the same everywhere is as complex as one can be.
  const even = await testPerturbation({ input, size, steer }, maskOf(1, 4, 1, 1, 1, 1), perturbation({}), 0);
  expect(even.entropy).toBeCloseTo(1, 12);
});

test.each([
  [227, 227, 9],
  [66, 200, 5],
  [8, 16, 1],
])('squares for %i × %i', (height, width, expected) => {
  expect(usualRegion({ height, width })).toBe(expected);
});
