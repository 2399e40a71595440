import { expect, test } from 'vitest';
import { frameCrop, pixelsOff, withPixelsOff } from '../../../../renderer/panels/frame-view/crop-edges.ts';
import { stepWords } from '../../../../renderer/panels/network-info/stage-rows.ts';
import { showValue } from '../../../../renderer/panels/network-setup/show-value.ts';
import { newStep, stepMenu } from '../../../../renderer/panels/network-setup/step-catalogue.ts';
import { binValue, statedAs } from '../../../../renderer/panels/network-setup/steering-words.ts';
import { channelFigures } from '../../../../shared/channel-figures.ts';
import type { WindowAxis } from '../../../../shared/geometry.ts';
import { preprocessingStepSchema, type PreprocessingStep } from '../../../../shared/preprocessing.ts';

const none = { top: 0, bottom: 0, left: 0, right: 0 };

test('the crop over the camera is the first one before a resize', () => {
  const resize: PreprocessingStep = { op: 'resize', width: 8, height: 4, method: 'cv2-linear' };
  const colour: PreprocessingStep = { op: 'colour', conversion: 'RGB2YUV' };
  const crop: PreprocessingStep = { op: 'crop', ...none, top: 60 };
  expect(frameCrop([colour, crop, resize])).toEqual({ index: 1, step: crop });
  expect(frameCrop([resize, crop])).toBeNull();
});

test('a dragged edge leaves at least one row, and a share says the same rows', () => {
  const crop = { op: 'crop', ...none, bottom: 25 } as const;
  expect(withPixelsOff(crop, 'top', 60.4, 160)).toEqual({ ...crop, top: 60 });
  expect(withPixelsOff(crop, 'top', 500, 160)).toEqual({ ...crop, top: 134 });
  expect(withPixelsOff(crop, 'top', -3, 160)).toEqual({ ...crop, top: 0 });
  const share = { op: 'crop-share', ...none } as const;
  for (const rows of [1, 53, 63, 120, 159])
    expect(pixelsOff(withPixelsOff(share, 'top', rows, 160), 'top', 160)).toBe(rows);
});

test('a window in words, with the padding that follows from the sizes', () => {
  const axis = (inputSize: number, outputSize: number, padBefore = 0): WindowAxis => ({
    kernel: 3,
    stride: 2,
    dilation: 1,
    padBefore,
    inputSize,
    outputSize,
  });
  const words = (vertical: WindowAxis, horizontal: WindowAxis): string =>
    stepWords({ kind: 'convolution', layer: 'c', vertical, horizontal });
  expect(words(axis(9, 4), axis(11, 5))).toBe('convolution 3×3, stride 2, no padding');
  expect(words(axis(9, 5, 1), axis(11, 6, 1))).toBe('convolution 3×3, stride 2, padding 1');
  // TensorFlow's SAME on an even length pads at the end only.
  expect(words(axis(8, 4), axis(9, 4))).toBe('convolution 3×3, stride 2, padding bottom 1');
  expect(stepWords({ kind: 'crop', layer: 'c', ...none, top: 60, inputHeight: 160, inputWidth: 320 })).toBe(
    'crop top 60',
  );
});

test('figures of a channel leave out what is not finite', () => {
  expect(channelFigures({ values: Float32Array.of(1, Number.NaN, 3) })).toEqual({
    min: 1,
    max: 3,
    mean: 2,
    zeroShare: 0,
    saturatedShare: null,
    notFinite: 1,
    count: 3,
  });
  expect(channelFigures({ values: Float32Array.of(Number.NaN) }).notFinite).toBe(1);
  expect([255, -0.5019607, 122.94, Number.NaN].map(showValue)).toEqual(['255', '−0.502', '122.9', '–']);
});

test('every step of the menu is made as the schema has it', () => {
  for (const { value } of stepMenu) {
    const step = newStep(value, { width: 200, height: 66 });
    expect(preprocessingStepSchema.parse(step)).toEqual(step);
    expect(step.op).toBe(value);
  }
  expect(new Set(stepMenu.map(({ value }) => value)).size).toBe(preprocessingStepSchema.options.length);
});

test('bins are spaced as DonkeyCar has them; a guess is stated with its unit only for bins', () => {
  const reading = { kind: 'bins', first: -1, last: 1, by: 'arg-max' } as const;
  expect([0, 7, 14].map((index) => binValue(reading, index, 15))).toEqual([-1, 0, 1]);
  const state = { output: 'a', scale: 1, offset: 0, predictedUnit: 'deg', guessed: true } as const;
  expect(statedAs({ ...state, reading: { kind: 'number', element: 0 }, unit: 'deg' })).not.toHaveProperty('unit');
  expect(statedAs({ ...state, reading, unit: 'normalised' })).toHaveProperty('unit', 'normalised');
});
