import { z } from 'zod';

const count = z.int().min(0).max(16384);
const perChannel = z.union([z.number(), z.array(z.number()).min(1).max(64)]);

/**
 * What a Keras `Lambda` layer does to a picture `[row, column, channel]`, stated by hand in the preprocessing file where
 * its bytecode is not understood; steps run in the order given.
 */
export const lambdaStepSchema = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('affine').describe('value * scale + offset; one number, or one per channel.'),
    scale: perChannel.default(1),
    offset: perChannel.default(0),
  }),
  z.strictObject({
    op: z.literal('crop').describe('Remove rows and columns from the sides.'),
    top: count.default(0),
    bottom: count.default(0),
    left: count.default(0),
    right: count.default(0),
  }),
  z.strictObject({
    op: z.literal('resize'),
    width: z.int().min(1).max(16384),
    height: z.int().min(1).max(16384),
    method: z.enum(['tf-bilinear', 'tf-bilinear-legacy']),
  }),
  z.strictObject({
    op: z.literal('mix').describe('Make channels of channels, as a colour conversion does: one row a channel made.'),
    matrix: z.array(z.array(z.number()).min(1).max(64)).min(1).max(64),
  }),
  z.strictObject({
    op: z.literal('reverse-channels').describe('RGB to BGR and back.'),
  }),
  z.strictObject({
    op: z.literal('min-max').describe('(value - min) / (max - min) of each picture.'),
  }),
  z.strictObject({
    op: z.literal('standardise').describe('(value - mean) / standard deviation of each picture.'),
  }),
  z.strictObject({
    op: z.literal('clip'),
    min: z.number(),
    max: z.number(),
  }),
  z.strictObject({
    op: z.literal('function'),
    name: z.enum(['abs', 'square', 'sqrt', 'exp', 'log', 'tanh', 'sigmoid', 'relu', 'elu', 'atan']),
  }),
]);
export type LambdaStep = z.infer<typeof lambdaStepSchema>;
