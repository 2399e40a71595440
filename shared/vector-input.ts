import { z } from 'zod';

/** What an input beside the picture (a speed, an inertial unit, a one-hot behaviour) is fed with. */
export const vectorInputSchema = z.union([
  z.strictObject({
    /** The same numbers for every frame. */
    values: z.array(z.number()).min(1).max(4096),
  }),
  z.strictObject({
    /** Columns of the drive, one an element; each value is fed as `value * scale + offset`. */
    columns: z.array(z.string().min(1)).min(1).max(4096),
    scale: z.number().default(1),
    offset: z.number().default(0),
  }),
]);
export type VectorInput = z.infer<typeof vectorInputSchema>;
