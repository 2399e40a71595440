import { expect, test } from 'vitest';
import { PictureShifter } from '../../../../../main/saliency/experiments/shift-picture.ts';
import { salientPixels } from '../../../../../main/saliency/experiments/salient-pixels.ts';
import { testShift } from '../../../../../main/saliency/experiments/shift-test.ts';
import type { SaliencyMask } from '../../../../../shared/analysis.ts';
import { shiftFills, shiftTestSchema, type ShiftTest } from '../../../../../shared/lab.ts';

const maskOf = (height: number, width: number, values: readonly number[]): SaliencyMask => {
  return { height, width, values: Float32Array.from(values), signed: false, flat: false, min: 0, max: 1 };
};
const request = (change: Partial<ShiftTest>): ShiftTest => ({ ...shiftTestSchema.parse({ kind: 'shift' }), ...change });

/** Steers by where the light is: the sum of column · value. */
const size = { height: 3, width: 8, channels: 1 };
const steer = (inputs: Float32Array, count: number): Promise<Float64Array> =>
  Promise.resolve(
    Float64Array.from({ length: count }, (_, index) =>
      inputs.subarray(index * 24, (index + 1) * 24).reduce((sum, value, at) => sum + value * (at % 8), 0),
    ),
  );
/** A bright column on a dark road, which is what is salient. */
const bright = Float32Array.from({ length: 24 }, (_, at) => (at % 8 === 3 ? 2 : 0));
const onColumn = maskOf(
  ...([3, 8] as const),
  Array.from(bright, (value) => value / 2),
);
const only: Partial<ShiftTest> = { threshold: { by: 'top', share: 1 / 8 }, dilationPx: 0, limitPx: 2, stepPx: 1 };

test('what the network steers by is told from the rest', async () => {
  const found = await testShift({ input: bright, size, steer }, onColumn, request({ ...only, fill: 'edge' }), 7);
  expect(found).toMatchObject({
    kind: 'shift',
    frame: 7,
    shiftsPx: [-2, -1, 0, 1, 2],
    dilationPx: 0,
    salientShare: 1 / 8,
  });
  // Three rows of 2 at column 3: 18; six more a column to the right. The dark rest may move as it likes.
  expect(found.curves).toEqual({
    salient: [6, 12, 18, 24, 30],
    background: [18, 18, 18, 18, 18],
    all: [6, 12, 18, 24, 30],
  });
  expect(found.fits.salient).toEqual({ slope: 6, intercept: 18, r2: 1 });
  expect(found.fits.background).toEqual({ slope: 0, intercept: 18, r2: null });
  expect([found.validity, found.backgroundShare]).toEqual([1, 0]);
  // The control moves the dark column 7, half the width farther on.
  expect(found.control).toEqual({
    curve: [18, 18, 18, 18, 18],
    fit: { slope: 0, intercept: 18, r2: null },
    validity: 0,
  });
});

test('a mask beside what the network steers by explains nothing; a signed one counts by magnitude', async () => {
  const beside = { ...onColumn, values: Float32Array.from(bright, (_, at) => (at % 8 === 6 ? -1 : 0)), signed: true };
  const found = await testShift({ input: bright, size, steer }, beside, request({ ...only, fill: 'edge' }), 0);
  expect(found.curves.salient).toEqual([18, 18, 18, 18, 18]);
  expect(found.curves.background).toEqual([6, 12, 18, 24, 30]);
  expect([found.validity, found.backgroundShare]).toEqual([0, 1]);
});

test('as in the paper, what was there stays under a part that is moved away', async () => {
  const found = await testShift({ input: bright, size, steer }, onColumn, request({ ...only, fill: 'keep' }), 0);
  // Where the column is moved it is there twice: 18 and 6, 12, 24, 30.
  expect(found.curves.salient).toEqual([24, 30, 18, 42, 48]);
});

test('a network that does not steer by the picture has no validity', async () => {
  const constant = (_: Float32Array, count: number) => Promise.resolve(new Float64Array(count).fill(0.5));
  const found = await testShift({ input: bright, size, steer: constant }, onColumn, request(only), 0);
  expect([found.fits.all.slope, found.fits.all.r2, found.validity, found.backgroundShare]).toEqual([
    0,
    null,
    null,
    null,
  ]);
});

test('parts are moved each by itself; what they leave is filled', () => {
  const row = { height: 1, width: 6, channels: 1 };
  const input = Float32Array.of(1, 2, 30, 40, 5, 6);
  const salient = Uint8Array.of(0, 0, 1, 1, 0, 0);
  const moved = (fill: ShiftTest['fill'], onSalient: number, onBackground: number): number[] => {
    const into = new Float32Array(6);
    new PictureShifter({ input, size: row }, salient, fill).write(
      { salient: onSalient, background: onBackground },
      into,
    );
    return [...into];
  };
  expect(moved('keep', 2, 0)).toEqual([1, 2, 30, 40, 30, 40]);
  expect(moved('edge', 2, 0)).toEqual([1, 2, 2, 5, 30, 40]);
  expect(moved('interpolate', 2, 0)).toEqual([1, 2, 3, 4, 30, 40]);
  expect(moved('mean', 2, 0)).toEqual([1, 2, 14, 14, 30, 40]);
  // The background a pixel to the right: nothing comes to column 0, nor to 4 from under the salient ones.
  expect(moved('keep', 0, 1)).toEqual([1, 1, 30, 40, 5, 5]);
  expect(moved('edge', 0, 1)).toEqual([1, 1, 30, 40, 5, 5]);
  expect(moved('edge', 1, 1)).toEqual([1, 1, 2, 30, 40, 5]);
  expect(moved('keep', -3, -3)).toEqual([40, 5, 6, 40, 5, 6]);
  for (const fill of shiftFills) expect(moved(fill, 0, 0)).toEqual([...input]);
});

test('salient are the largest values, grown by a disk', () => {
  const [height, width] = [5, 7];
  const values = Array.from({ length: 35 }, (_, at) => (at === 17 ? 1 : at === 0 ? 0.4 : 0));
  const rows = (pixels: Uint8Array): string[] =>
    Array.from({ length: height }, (_, row) => pixels.subarray(row * width, (row + 1) * width).join(''));
  const mask = maskOf(height, width, values);
  expect(rows(salientPixels(mask, { by: 'range', share: 0.5 }, 2))).toEqual([
    '0001000',
    '0011100',
    '0111110',
    '0011100',
    '0001000',
  ]);
  expect(rows(salientPixels(mask, { by: 'top', share: 2 / 35 }, 1))).toEqual([
    '1100000',
    '1001000',
    '0011100',
    '0001000',
    '0000000',
  ]);
  // Half of all pixels are asked for, but only two show anything.
  expect(salientPixels(mask, { by: 'top', share: 0.5 }, 0).filter(Boolean)).toHaveLength(2);
});
