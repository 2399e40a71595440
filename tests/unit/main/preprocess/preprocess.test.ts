import { expect, test } from 'vitest';
import { compilePreprocessing } from '../../../../main/preprocess/preprocess.ts';
import type { ImageInput } from '../../../../shared/model.ts';
import type { RgbaImage } from '../../../../shared/pixels.ts';
import { preprocessingSchema } from '../../../../shared/preprocessing.ts';

/** Pixel (row, column) is red 10 * row + column, green 100, blue 200, and almost transparent. */
function picture(height: number, width: number): RgbaImage {
  const data = new Uint8ClampedArray(height * width * 4);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      data.set([10 * row + column, 100, 200, 3], (row * width + column) * 4);
  return { height, width, data };
}

const input = (height: number, width: number, channels: number): ImageInput => ({
  name: 'camera',
  height,
  width,
  channels,
  layout: 'NHWC',
});

function prepare(steps: unknown[], image: RgbaImage, to: ImageInput) {
  const into = new Float32Array(to.height * to.width * to.channels);
  const { networkView } = compilePreprocessing(preprocessingSchema.parse({ steps }), to).prepare(image, into);
  return { values: [...into], networkView };
}

test('without steps the picture becomes floats, alpha ignored', () => {
  const { values, networkView } = prepare([], picture(1, 2), input(1, 2, 3));
  expect(values).toEqual([0, 100, 200, 1, 100, 200]);
  expect(networkView).toEqual({ left: 0, top: 0, width: 2, height: 1 });
});

test('a crop keeps the rows and columns that are not named', () => {
  const { values, networkView } = prepare([{ op: 'crop', top: 1, left: 2, right: 1 }], picture(3, 4), input(2, 1, 3));
  expect(values).toEqual([12, 100, 200, 22, 100, 200]);
  expect(networkView).toEqual({ left: 2, top: 1, width: 1, height: 2 });
});

test('crops before and after a resize are shown in pixels of the camera frame', () => {
  const { networkView } = prepare(
    [
      { op: 'crop', top: 60, bottom: 20 },
      { op: 'resize', width: 160, height: 40, method: 'cv2-area' },
      { op: 'crop', left: 10, right: 50, bottom: 5 },
    ],
    { width: 320, height: 160, data: new Uint8Array(320 * 160 * 4) },
    input(35, 100, 3),
  );
  // Left of 320 × 80 after the first crop; every row and column of the resized picture is 2 of the frame.
  expect(networkView).toEqual({ left: 20, top: 60, width: 200, height: 70 });
});

test('a resize to the same size changes nothing, whatever the method', () => {
  for (const method of ['cv2-linear', 'pil-bilinear', 'tf-bilinear'])
    expect(prepare([{ op: 'resize', width: 2, height: 1, method }], picture(1, 2), input(1, 2, 3)).values).toEqual([
      0, 100, 200, 1, 100, 200,
    ]);
});

test('halving with cv2-linear is the mean of four, halves rounded up', () => {
  // Reds 0 1 / 10 11: mean 5.5.
  const { values } = prepare(
    [{ op: 'resize', width: 1, height: 1, method: 'cv2-linear' }],
    picture(2, 2),
    input(1, 1, 3),
  );
  expect(values).toEqual([6, 100, 200]);
});

test('affine takes one number or one per channel', () => {
  expect(prepare([{ op: 'affine', scale: 0.5, offset: -1 }], picture(1, 1), input(1, 1, 3)).values).toEqual([
    -1, 49, 99,
  ]);
  expect(
    prepare([{ op: 'affine', scale: [1, 2, 3], offset: [7, 0, 0] }], picture(1, 1), input(1, 1, 3)).values,
  ).toEqual([7, 200, 600]);
});

test('dividing by 255 gives the nearest float32 for every byte', () => {
  const data = new Uint8Array(256 * 4).map((_, i) => i >> 2);
  const { values } = prepare([{ op: 'affine', scale: 1 / 255 }], { width: 256, height: 1, data }, input(1, 256, 3));
  for (let byte = 0; byte < 256; byte++) expect(values[byte * 3]).toBe(Math.fround(byte / 255));
});

test('steps run in their order: colour, then affine', () => {
  const { values } = prepare(
    [
      { op: 'colour', conversion: 'RGB2BGR' },
      { op: 'affine', scale: [1, 1, 0] },
    ],
    picture(1, 1),
    input(1, 1, 3),
  );
  expect(values).toEqual([200, 100, 0]);
});

test('a clear picture of one colour has the colour that OpenCV says', () => {
  const red = { width: 1, height: 1, data: Uint8Array.of(255, 0, 0, 255) };
  const convert = (conversion: string, channels: number) =>
    prepare([{ op: 'colour', conversion }], red, input(1, 1, channels)).values;
  expect(convert('RGB2GRAY', 1)).toEqual([76]);
  expect(convert('BGR2GRAY', 1)).toEqual([29]);
  expect(convert('RGB2HSV', 3)).toEqual([0, 255, 255]);
  expect(convert('BGR2HSV', 3)).toEqual([120, 255, 255]);
  // V of pure red is beyond 255 and stays there: 0.877 * (255 - 76) + 128 = 285.
  expect(convert('RGB2YUV', 3)).toEqual([76, 91, 255]);
});

test('pictures of another size are planned anew, by the same preprocessor', () => {
  const preprocessor = compilePreprocessing(
    preprocessingSchema.parse({ steps: [{ op: 'resize', width: 1, height: 1, method: 'cv2-nearest' }] }),
    input(1, 1, 3),
  );
  const into = new Float32Array(3);
  expect(preprocessor.prepare(picture(2, 3), into).networkView).toMatchObject({ width: 3, height: 2 });
  expect(preprocessor.prepare(picture(5, 4), into).networkView).toMatchObject({ width: 4, height: 5 });
  expect(preprocessor.prepare(picture(2, 3), into).networkView).toMatchObject({ width: 3, height: 2 });
  expect([...into]).toEqual([0, 100, 200]);
});

test('frames of one size do not show through in the next', () => {
  const preprocessor = compilePreprocessing(
    preprocessingSchema.parse({
      steps: [
        { op: 'resize', width: 3, height: 3, method: 'cv2-linear' },
        { op: 'gaussian-blur', kernel: 3 },
      ],
    }),
    input(3, 3, 3),
  );
  const first = new Float32Array(27);
  const second = new Float32Array(27);
  preprocessor.prepare(picture(5, 5), first);
  preprocessor.prepare({ width: 5, height: 5, data: new Uint8Array(100).fill(255) }, second);
  expect([...second]).toEqual(new Array<number>(27).fill(255));
  preprocessor.prepare(picture(5, 5), second);
  expect(second).toEqual(first);
});

const refusal = (steps: unknown[], to: ImageInput) => {
  try {
    prepare(steps, picture(4, 6), to);
  } catch (error) {
    return error;
  }
  return null;
};

test('a result of another size than the input is refused, naming both', () => {
  expect(refusal([{ op: 'crop', top: 1 }], input(66, 200, 3))).toMatchObject({
    code: 'input-mismatch',
    message: expect.stringMatching(/3 × 6 × 3.*6 × 4 picture.*"camera" takes 66 × 200 × 3/),
    nextStep: expect.stringContaining('resize to width 200 and height 66'),
  });
  expect(refusal([], input(4, 6, 1))).toMatchObject({
    code: 'input-mismatch',
    nextStep: expect.stringContaining('1 channel is left'),
  });
});

test('a step that cannot be done is refused with its number', () => {
  expect(refusal([{ op: 'crop', top: 2, bottom: 2 }], input(1, 1, 3))).toMatchObject({
    code: 'bad-preprocessing',
    message: expect.stringMatching(/step 1 crops 2 rows above, 2 below.*6 × 4 picture, which leaves nothing/),
  });
  expect(
    refusal(
      [
        { op: 'colour', conversion: 'RGB2GRAY' },
        { op: 'colour', conversion: 'RGB2YUV' },
      ],
      input(4, 6, 3),
    ),
  ).toMatchObject({
    code: 'bad-preprocessing',
    message: expect.stringMatching(/step 2 converts RGB2YUV, but 1 channel/),
  });
  expect(refusal([{ op: 'affine', offset: [1, 2] }], input(4, 6, 3))).toMatchObject({
    code: 'bad-preprocessing',
    message: expect.stringMatching(/step 1 gives 2 numbers as offset, but the picture has 3 channels/),
  });
  expect(refusal([{ op: 'resize', width: 16384, height: 16384, method: 'cv2-nearest' }], input(4, 6, 3))).toMatchObject(
    { code: 'bad-preprocessing' },
  );
});

test('a buffer of another length is a bug', () => {
  const preprocessor = compilePreprocessing({ version: 1, steps: [] }, input(1, 2, 3));
  expect(() => preprocessor.prepare(picture(1, 2), new Float32Array(5))).toThrow(RangeError);
});

test('a crop by shares counts whole pixels, rounded down', () => {
  const { values, networkView } = prepare([{ op: 'crop-share', top: 0.5, left: 0.3 }], picture(5, 4), input(3, 3, 3));
  // int(5 * 0.5) = 2 rows and int(4 * 0.3) = 1 column are gone.
  expect(values.filter((_, i) => i % 3 === 0)).toEqual([21, 22, 23, 31, 32, 33, 41, 42, 43]);
  expect(networkView).toEqual({ left: 1, top: 2, width: 3, height: 3 });
});

test('channels are picked, and grey is repeated', () => {
  expect(prepare([{ op: 'channels', pick: [2] }], picture(1, 2), input(1, 2, 1)).values).toEqual([200, 200]);
  const grey = [
    { op: 'colour', conversion: 'RGB2GRAY' },
    { op: 'channels', pick: [0, 0, 0] },
  ];
  // 19235 / 32768 * 100 + 3735 / 32768 * 200 = 81.497.
  expect(prepare(grey, picture(1, 1), input(1, 1, 3)).values).toEqual([81, 81, 81]);
  expect(refusal([{ op: 'channels', pick: [3] }], input(4, 6, 1))).toMatchObject({
    code: 'bad-preprocessing',
    message: expect.stringContaining('names channel 3, counted from 0, but 3 channels are left'),
  });
});

test('a picture is scaled by its own numbers', () => {
  // Red 0 and 1, green 100, blue 200.
  const { values } = prepare([{ op: 'min-max', low: -1, high: 1 }], picture(1, 2), input(1, 2, 3));
  expect(values).toEqual([-1, 0, 1, Math.fround(-0.99), 0, 1]);
  const flat = { height: 1, width: 2, data: new Uint8Array(8).fill(7) };
  expect(prepare([{ op: 'min-max', low: -1 }], flat, input(1, 2, 3)).values).toEqual([-1, -1, -1, -1, -1, -1]);
  // No deviation: by 1 / sqrt(6) instead.
  expect(prepare([{ op: 'standardise' }], flat, input(1, 2, 3)).values).toEqual([0, 0, 0, 0, 0, 0]);
});

test('a histogram is equalised in one channel of bytes only', () => {
  // Red is 0, 1, 2, 3: of 4 pixels 3 lie above the darkest.
  const { values } = prepare([{ op: 'equalize-hist' }], picture(1, 4), input(1, 4, 3));
  expect(values).toEqual([0, 100, 200, 85, 100, 200, 170, 100, 200, 255, 100, 200]);
  expect(refusal([{ op: 'affine' }, { op: 'equalize-hist' }], input(4, 6, 3))).toMatchObject({
    code: 'bad-preprocessing',
    message: expect.stringContaining('floats'),
  });
});
