import { z } from 'zod';

/** What the numbers of a predicted steering mean: a drive's units, and the inverse turning radius of NVIDIA's networks. */
export const steeringOutputUnits = ['normalised', 'deg', 'rad', '1/m'] as const;
export type SteeringOutputUnit = (typeof steeringOutputUnits)[number];

/**
 * How the steering is read from a network's outputs. What is read is then `value * scale + offset`, in `unit`, with the sign
 * of the drive that is open (`RecordedSteering.positive`).
 */
export const steeringOutputSchema = z.strictObject({
  /** Name of the output; the first when left out. */
  output: z.string().min(1).optional(),
  reading: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('number'),
        /** Which of the output's numbers, flattened. */
        element: z.int().min(0).default(0),
      }),
      z.strictObject({
        kind: z.literal('bins').describe('Probabilities of steering values equally spaced from `first` to `last`.'),
        first: z.number().default(-1),
        last: z.number().default(1),
        /** `arg-max`: the value of the likeliest bin, as DonkeyCar does; `expectation`: the mean over all bins. */
        by: z.enum(['arg-max', 'expectation']).default('arg-max'),
      }),
    ])
    .prefault({ kind: 'number' }),
  scale: z.number().default(1),
  offset: z.number().default(0),
  /** Left out: the drive's own unit. */
  unit: z.enum(steeringOutputUnits).optional(),
});
export type SteeringOutput = z.infer<typeof steeringOutputSchema>;

/** How the steering is read from the outputs of the network that is open, whether said or guessed. */
export interface SteeringState extends Required<Pick<SteeringOutput, 'output' | 'reading' | 'scale' | 'offset'>> {
  /** Of what is read; null where neither the preprocessing nor the drive says. */
  readonly unit: SteeringOutputUnit | null;
  /**
   * Of `FrameAnalysis.predictedSteering`: the drive's, where `unit` can be converted to it; else `unit`. Predicted and
   * recorded steering can be compared when it is the drive's.
   */
  readonly predictedUnit: SteeringOutputUnit | null;
  /** Nothing in the preprocessing says which output it is. */
  readonly guessed: boolean;
}
