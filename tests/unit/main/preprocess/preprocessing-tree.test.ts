import { expect, test } from 'vitest';
import { compilePreprocessing } from '../../../../main/preprocess/preprocess.ts';
import { PreprocessingTree } from '../../../../main/preprocess/preprocessing-tree.ts';
import { preprocessingSchema } from '../../../../shared/preprocessing.ts';

const image = {
  width: 12,
  height: 10,
  data: Uint8ClampedArray.from({ length: 12 * 10 * 4 }, (_, i) => (i * 89 + (i >> 4) * 13) % 251),
};
const crop = { op: 'crop', top: 3, bottom: 1 };
const resize = { op: 'resize', width: 5, height: 4, method: 'cv2-linear' };
const yuv = { op: 'colour', conversion: 'RGB2YUV' };
const blur = { op: 'gaussian-blur', kernel: 3 };
const scale = { op: 'affine', scale: 1 / 255 };
const recipes = [
  [crop, resize, yuv],
  [crop, resize, yuv, scale],
  [crop, resize, yuv, blur],
  [crop, resize],
  [resize],
  [yuv, crop, blur, resize],
  [yuv, crop, resize],
  [crop, { op: 'crop', left: 2, top: 1 }, resize],
  [resize, { op: 'crop-share', left: 0 }],
].map((steps) => preprocessingSchema.parse({ steps }));

test('every branch gives what its preprocessing gives alone', () => {
  const tree = new PreprocessingTree(recipes, image.width, image.height);
  const input = { name: 'x', width: 5, height: 4, channels: 3, layout: 'NHWC' } as const;
  // Twice: what the first picture left behind must not show.
  for (let round = 0; round < 2; round++) {
    const grown = recipes.map(() => new Float32Array(60));
    tree.prepare(image, (index) => grown[index]!);
    recipes.forEach((preprocessing, index) => {
      const alone = new Float32Array(60);
      compilePreprocessing(preprocessing, input).prepare(image, alone);
      expect(grown[index], `recipe ${index}`).toEqual(alone);
    });
  }
});

test('a step that cannot be done is refused', () => {
  const tooMuch = preprocessingSchema.parse({ steps: [{ op: 'crop', top: 10 }] });
  expect(() => new PreprocessingTree([tooMuch], 12, 10)).toThrowError(
    expect.objectContaining({ code: 'bad-preprocessing' }),
  );
});
