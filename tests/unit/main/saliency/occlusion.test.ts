import { expect, test } from 'vitest';
import { occlude, usualPatches } from '../../../../main/saliency/occlusion.ts';

/** Networks whose weights are set by hand: the weighted sum of a 3 × 4 picture's pixels. */
const size = { height: 3, width: 4, channels: 1 };
const weighted =
  (...weights: number[]) =>
  (inputs: Float32Array, count: number): Promise<Float64Array> =>
    Promise.resolve(
      Float64Array.from({ length: count }, (_, row) =>
        weights.reduce((sum, weight, at) => sum + weight * inputs[row * weights.length + at]!, 0),
      ),
    );
const question = (input: Float32Array, steer: ReturnType<typeof weighted>) => ({ input, size, steer });
// Mean 1.
const picture = Float32Array.of(0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 6);

test('a pixel counts by what covering it changes', async () => {
  // Row 1, column 1 counts 2 (covered: 6 becomes 1), the dark one at row 0, column 0 counts 4 (0 becomes 1).
  const steer = weighted(4, 0, 0, 0, 0, -2, 0, 0, 0, 0, 0, 0);
  const mask = await occlude(question(picture, steer), { side: 1, stride: 1 });
  expect(mask).toMatchObject({ height: 3, width: 4, flat: false, min: 0, max: 10 });
  expect([...mask.values]).toEqual([4, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0].map((change) => Math.fround(change / 10)));
});

test('a pixel under several squares has their mean; the last square ends at the edge', async () => {
  // Squares of 2 at rows 0 and 1, columns 0 and 2; only those at column 0 reach the pixel that counts (1, 1).
  const steer = weighted(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
  const mask = await occlude(question(picture, steer), { side: 2, stride: 2 });
  expect(mask).toMatchObject({ min: 0, max: 5 });
  expect([...mask.values]).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0]);

  // With stride 1 the squares at columns 0 and 1 do: column 0 is under one that does, 2 under one of two, 3 under none.
  const finer = await occlude(question(picture, steer), { side: 2, stride: 1 });
  expect([...finer.values]).toEqual([1, 1, 0.5, 0, 1, 1, 0.5, 0, 1, 1, 0.5, 0]);
});

test('the squares have the mean of each colour', async () => {
  const colours = { height: 1, width: 2, channels: 2 };
  const seen: number[][] = [];
  const steer = (inputs: Float32Array, count: number): Promise<Float64Array> => {
    seen.push([...inputs]);
    return Promise.resolve(new Float64Array(count));
  };
  const input = Float32Array.of(1, 10, 3, 30);
  const mask = await occlude({ input, size: colours, steer }, { side: 1, stride: 1 });
  expect(seen).toEqual([[1, 10, 3, 30, /**/ 2, 20, 3, 30, /**/ 1, 10, 2, 20]]);
  expect(mask).toMatchObject({ flat: true, min: 0, max: 0 });
  expect([...input]).toEqual([1, 10, 3, 30]);
});

test('answers that are no numbers make a flat mask, and a failing network ends it', async () => {
  const patches = { side: 2, stride: 1 };
  const nan = (_: Float32Array, count: number) => Promise.resolve(new Float64Array(count).fill(Number.NaN));
  expect(await occlude(question(picture, nan), patches)).toMatchObject({ flat: true, min: Number.NaN });
  const broken = occlude(
    question(picture, () => Promise.reject(new Error('cancelled'))),
    patches,
  );
  await expect(broken).rejects.toThrow('cancelled');
});

test.each([
  [66, 200, { side: 16, stride: 8 }],
  [8, 16, { side: 2, stride: 1 }],
  [2, 3, { side: 2, stride: 1 }],
])('squares for %i × %i', (height, width, expected) => {
  expect(usualPatches({ height, width })).toEqual(expected);
});

test('asks the network 200 times at most, in batches', async () => {
  const large = { height: 66, width: 200, channels: 1 };
  const counts: number[] = [];
  const steer = (_: Float32Array, count: number): Promise<Float64Array> => {
    counts.push(count);
    return Promise.resolve(new Float64Array(count));
  };
  await occlude({ input: new Float32Array(66 * 200), size: large, steer });
  // 8 × 24 squares, and the picture itself in each batch.
  expect(counts).toEqual(Array(6).fill(33));
});
