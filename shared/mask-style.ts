import { z } from 'zod';
import { colourMapNames } from './annotate/colour-maps.ts';
import { fullColours } from './annotate/full-colour.ts';
import { signedColourNames } from './annotate/signed-colours.ts';

export const maskDrawings = ['fill', 'contours'] as const;
export const maskScales = ['frame', 'clip', 'fixed'] as const;

/** How masks are drawn, on screen and in a clip. */
export const maskStyleSchema = z.strictObject({
  colourMap: z.enum(colourMapNames).default('green'),
  /** The two colours of a mask that has a sign: below 0, above 0. */
  signedColours: z.enum(signedColourNames).default('blue-orange'),
  /** 0..1; what full saliency covers. */
  opacity: z.number().min(0).max(1).default(0.8),
  /** What lies below this share of the scale (0..1) is not drawn; of a signed mask the magnitude counts. */
  threshold: z.number().min(0).max(1).default(0),
  /** `fill`: colours over the picture; `contours`: lines of equal saliency. */
  drawn: z.enum(maskDrawings).default('fill'),
  /**
   * What the full colour stands for: the largest value of the frame itself, as in the paper; the largest of all frames of
   * the clip; or a value of the mask before it is normalised (`SaliencyMask.max`). Only the last two compare frames.
   */
  scale: z
    .discriminatedUnion('over', [
      z.strictObject({ over: z.literal('frame') }),
      z.strictObject({ over: z.literal('clip') }),
      z.strictObject({ over: z.literal('fixed'), max: z.number().positive() }),
    ])
    .prefault({ over: 'frame' }),
  /**
   * Where on the scale of a frame or a clip the full colour begins: at the largest value, or at the 99th percentile of a mask's
   * magnitudes; `auto`: as suits the method. What is drawn alone: the mask's numbers stay.
   */
  fullColour: z.enum(fullColours).default('auto'),
  /** Shares of the scale are raised to it: below 1, faint saliency shows; 1: as it is. */
  gamma: z.number().min(0.1).max(1).default(1),
});
export type MaskStyle = z.infer<typeof maskStyleSchema>;
