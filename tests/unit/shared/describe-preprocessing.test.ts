import { expect, test } from 'vitest';
import { describePreprocessing, describeStep } from '../../../shared/describe-preprocessing.ts';
import { preprocessingSchema, preprocessingStepSchema } from '../../../shared/preprocessing.ts';

const inWords = (step: unknown) => describeStep(preprocessingStepSchema.parse(step));

test('what a course teaches reads as its steps', () => {
  const steps = [
    { op: 'crop', top: 60, bottom: 25 },
    { op: 'colour', conversion: 'RGB2YUV' },
    { op: 'gaussian-blur', kernel: 3 },
    { op: 'resize', width: 200, height: 66, method: 'cv2-linear' },
    { op: 'affine', scale: 1 / 255 },
  ];
  expect(describePreprocessing(preprocessingSchema.parse({ steps }))).toBe(
    'crop top 60 bottom 25, RGB2YUV, GaussianBlur 3 × 3, 200 × 66 by cv2-linear, / 255',
  );
});

test('no step and another camera are said', () => {
  expect(describePreprocessing({ steps: [] })).toBe('the picture as it is');
  expect(describePreprocessing({ camera: 'left', steps: [] })).toBe('camera left, the picture as it is');
});

test.each([
  [{ op: 'crop' }, 'crop nothing'],
  [{ op: 'crop-share', top: 0.35, bottom: 0.1 }, 'crop top 35 % bottom 10 % of the picture'],
  [{ op: 'channels', pick: [1] }, 'channel 1'],
  [{ op: 'channels', pick: [0, 0, 0] }, 'channels 0, 0, 0'],
  [{ op: 'equalize-hist' }, 'equalizeHist of channel 0'],
  [{ op: 'affine', scale: 1 / 127.5, offset: -1 }, '/ 127.5 − 1'],
  [{ op: 'affine', scale: 2, offset: 0.5 }, '× 2 + 0.5'],
  [{ op: 'affine', offset: [-103.939, -116.779, -123.68] }, '(− 103.939, − 116.779, − 123.68)'],
  [{ op: 'affine', scale: 0.3 }, '× 0.3'],
  [{ op: 'affine' }, 'as floats'],
  [{ op: 'standardise' }, 'minus its mean, by its standard deviation'],
  [{ op: 'min-max', low: -1 }, 'stretched to -1 … 1'],
])('%o reads "%s"', (step, words) => {
  expect(inWords(step)).toBe(words);
});
