import { z } from 'zod';

const count = z.int().min(0).max(16384);

/**
 * What a Keras `Lambda` layer does to a picture `[row, column, channel]`, stated by hand in the preprocessing file where
 * its bytecode is not understood; steps run in the order given.
 */
export const lambdaStepSchema = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('affine').describe('value * scale + offset; one number, or one per channel.'),
    scale: z.union([z.number(), z.array(z.number()).min(1).max(64)]).default(1),
    offset: z.union([z.number(), z.array(z.number()).min(1).max(64)]).default(0),
  }),
  z.strictObject({
    op: z.literal('crop'),
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
]);
export type LambdaStep = z.infer<typeof lambdaStepSchema>;
