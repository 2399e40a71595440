import { expect, test } from 'vitest';
import { defaultPreprocessing } from '../../../../main/preprocess/default-preprocessing.ts';
import { compilePreprocessing } from '../../../../main/preprocess/preprocess.ts';
import { preprocessingSchema } from '../../../../shared/preprocessing.ts';

const input = (channels: number) => ({ name: 'x', height: 1, width: 1, channels, layout: 'NHWC' }) as const;
const white = { width: 2, height: 2, data: new Uint8Array(16).fill(255) };

function prepareWhite(channels: number, scalesInput: boolean) {
  const preprocessing = defaultPreprocessing(input(channels), scalesInput);
  expect(preprocessingSchema.parse(preprocessing)).toEqual(preprocessing);
  const into = new Float32Array(channels);
  compilePreprocessing(preprocessing, input(channels)).prepare(white, into);
  return [...into];
}

test('RGB for three channels, scaled only if the network does not', () => {
  expect(prepareWhite(3, true)).toEqual([255, 255, 255]);
  expect(prepareWhite(3, false)).toEqual([1, 1, 1]);
});

test('grey for one channel', () => {
  expect(prepareWhite(1, true)).toEqual([255]);
  expect(prepareWhite(1, false)).toEqual([1]);
});

test('other channel counts are refused', () => {
  expect(() => defaultPreprocessing(input(9), true)).toThrowError(
    expect.objectContaining({ code: 'input-mismatch', message: expect.stringContaining('1 × 1 × 9') }),
  );
});
