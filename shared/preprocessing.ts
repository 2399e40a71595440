import { z } from 'zod';
import { lambdaStepSchema } from './lambda-step.ts';
import { steeringOutputSchema } from './steering-output.ts';
import { vectorInputSchema } from './vector-input.ts';

/**
 * Resizing by the definition of the library named; `tf-bilinear*` give floats, the others keep 8 bits. `cv2-linear` is what
 * cv2.resize does when nothing is said, `pil-bicubic` what PIL.Image.resize does, `pil-bilinear` what scipy.misc.imresize did.
 */
export const resizeMethods = [
  'cv2-nearest',
  'cv2-linear',
  'cv2-area',
  'cv2-cubic',
  'pil-nearest',
  'pil-bilinear',
  'pil-bicubic',
  'pil-lanczos',
  'tf-nearest',
  'tf-bilinear',
  'tf-bilinear-legacy',
] as const;
export type ResizeMethod = (typeof resizeMethods)[number];

/**
 * Colour conversions, by OpenCV's names, applied to whatever the pixels are then; they start as RGB. Those with `tf-` are
 * tf.image's, of the pixels as floats in whatever range they have.
 */
export const colourConversions = [
  'RGB2BGR',
  'RGB2GRAY',
  'BGR2GRAY',
  'RGB2YUV',
  'BGR2YUV',
  'RGB2YCrCb',
  'BGR2YCrCb',
  'RGB2HSV',
  'BGR2HSV',
  'RGB2HLS',
  'BGR2HLS',
  'RGB2LAB',
  'BGR2LAB',
  'tf-rgb-to-grayscale',
  'tf-rgb-to-yuv',
  'tf-rgb-to-hsv',
] as const;
export type ColourConversion = (typeof colourConversions)[number];

const pixelCount = z.int().min(0);
const share = z.number().min(0).lt(1);
const channelIndex = z.int().min(0).max(3);

/** One step from the camera's RGB picture towards the network's input; steps run in the order given. */
export const preprocessingStepSchema = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('crop').describe('Remove rows and columns from the sides; pixels of the picture as it is then.'),
    top: pixelCount.default(0),
    bottom: pixelCount.default(0),
    left: pixelCount.default(0),
    right: pixelCount.default(0),
  }),
  z.strictObject({
    op: z
      .literal('crop-share')
      .describe(
        'Remove shares of the height and width, 0.5 for half; whole pixels, rounded down, as int(height * 0.5).',
      ),
    top: share.default(0),
    bottom: share.default(0),
    left: share.default(0),
    right: share.default(0),
  }),
  z.strictObject({
    op: z.literal('resize'),
    width: z.int().min(1).max(16384),
    height: z.int().min(1).max(16384),
    method: z.enum(resizeMethods),
  }),
  z.strictObject({ op: z.literal('colour'), conversion: z.enum(colourConversions) }),
  z.strictObject({
    op: z
      .literal('channels')
      .describe('Which channels, in which order: [0] only the first, [0, 0, 0] the first thrice.'),
    pick: z.array(channelIndex).min(1).max(4),
  }),
  z.strictObject({
    op: z.literal('equalize-hist').describe('cv2.equalizeHist of one channel; 8-bit pixels only. The others stay.'),
    channel: channelIndex.default(0),
  }),
  z.strictObject({
    op: z.literal('gaussian-blur').describe('cv2.GaussianBlur with sigma 0: from the kernel size.'),
    kernel: z.union([z.literal(3), z.literal(5), z.literal(7)]),
  }),
  z.strictObject({
    op: z.literal('affine').describe('value * scale + offset, in float; one number, or one per channel.'),
    scale: z.union([z.number(), z.array(z.number()).min(1).max(4)]).default(1),
    offset: z.union([z.number(), z.array(z.number()).min(1).max(4)]).default(0),
  }),
  z.strictObject({
    op: z
      .literal('standardise')
      .describe(
        'tf.image.per_image_standardization: minus the mean, by the standard deviation, of all numbers together.',
      ),
  }),
  z.strictObject({
    op: z.literal('min-max').describe('The smallest number of the picture becomes `low`, the largest `high`.'),
    low: z.number().default(0),
    high: z.number().default(1),
  }),
]);
export type PreprocessingStep = z.infer<typeof preprocessingStepSchema>;

/**
 * Preprocessing as data: what turns a camera picture into the network's input, outside the network; and, where the file of
 * the network does not say it, what its Lambdas do, what its other inputs are fed with, and how the steering is read.
 */
export const preprocessingSchema = z.strictObject({
  version: z.literal(1).default(1),
  /** Camera to use; the drive's default when left out. */
  camera: z.string().optional(),
  steps: z.array(preprocessingStepSchema).max(32),
  /** By the name of the Lambda layer; instead of what is decoded from its bytecode. */
  lambdas: z.record(z.string(), z.array(lambdaStepSchema).max(32)).optional(),
  /** By the name of the input; zeros when left out. */
  inputs: z.record(z.string(), vectorInputSchema).optional(),
  /** Guessed from the outputs when left out. */
  steering: steeringOutputSchema.optional(),
});
export type Preprocessing = z.infer<typeof preprocessingSchema>;
