import { z } from 'zod';
import { saliencyMethods, usualMethods } from './saliency-methods.ts';

/*
 * What the experiments of the lab are asked. Each asks the network what it would steer by changed pictures, and so says
 * whether a mask shows what the network steers by. Pixels are those of the network's input. What they find:
 * shared/lab-findings.ts.
 */

const method = z.enum(saliencyMethods).default('visual-backprop');
/** The same seed draws the same random orders and noise. */
const seed = z.int().min(0).max(0xffff_ffff).default(1);

export const shiftFills = ['keep', 'edge', 'interpolate', 'mean'] as const;

/**
 * The shift test (arXiv 1704.07911, "Analysis"; again in arXiv 1611.05418): the salient pixels, the background, and the
 * whole picture are moved sideways, each by itself.
 */
export const shiftTestSchema = z.strictObject({
  kind: z.literal('shift'),
  method,
  /**
   * Which pixels are salient before they are dilated. `top`: the share of the pixels with the largest values; `range`: those
   * above this share of the mask's largest value. The papers threshold the mask and do not say where. By default a
   * twentieth of the pixels, in every frame alike: with the default dilation about a sixth of the picture, little enough
   * that it could not explain the steering by its size alone (ShiftFindings.control says what its size is worth).
   */
  threshold: z
    .discriminatedUnion('by', [
      z.strictObject({ by: z.literal('top'), share: z.number().gt(0).lt(1) }),
      z.strictObject({ by: z.literal('range'), share: z.number().gt(0).lt(1) }),
    ])
    .prefault({ by: 'top', share: 0.05 }),
  /**
   * Radius of the disk that dilates them. Null: a fiftieth of the input's width. The papers say 30 pixels, of pictures whose
   * size they do not tell; of 640 pixels across they would make a third to a half of the picture salient.
   */
  dilationPx: z.int().min(0).max(1000).nullable().default(null),
  /** Moved up to so far to either side. Null: a 25th of the input's width, as the papers' 25 pixels are of 640. */
  limitPx: z.int().min(1).max(1000).nullable().default(null),
  /** From one position to the next. Null: 10 positions to either side at most. */
  stepPx: z.int().min(1).max(1000).nullable().default(null),
  /**
   * What comes where a part was moved away from: `keep`: what was there, as the papers' figure shows it; `edge`: the nearest background of the row;
   * `interpolate`: a line between the nearest background on both sides; `mean`: the picture's mean colour.
   */
  fill: z.enum(shiftFills).default('keep'),
});
export type ShiftTest = z.infer<typeof shiftTestSchema>;

export const deletionFills = ['mean', 'blur'] as const;

/**
 * Deletion and insertion (the causal metrics of RISE, arXiv 1806.07421), adapted from the probability of a class to steering: the
 * change is |steering of the picture − steering of the changed picture|.
 */
export const deletionTestSchema = z.strictObject({
  kind: z.literal('deletion'),
  method,
  /** Pixels go in squares of this side, by the mean of the mask on them; 1: one by one, as RISE does. */
  cellPx: z.int().min(1).max(100).default(1),
  /** The picture is asked about after each of so many equal shares of its pixels. */
  steps: z.int().min(2).max(200).default(20),
  /** What a deleted pixel becomes, and what insertion begins with: the picture's mean colour, or the picture blurred. */
  fill: z.enum(deletionFills).default('mean'),
  /** Random orders that are averaged. */
  repeats: z.int().min(1).max(50).default(3),
  seed,
});
export type DeletionTest = z.infer<typeof deletionTestSchema>;

/**
 * Region perturbation, most relevant first (Samek et al., arXiv 1509.06321), adapted likewise: squares become
 * uniform noise one after the other. Noise draws edges of its own, which may move the network wherever they are.
 */
export const perturbationTestSchema = z.strictObject({
  kind: z.literal('perturbation'),
  method,
  /** Side of a square. Null: 9 pixels of a picture 227 × 227, scaled to the input's area. */
  regionPx: z.int().min(1).max(100).nullable().default(null),
  /** Squares that become noise; all of them where there are fewer. */
  steps: z.int().min(1).max(1000).default(50),
  /** Draws of the noise, and of the random order, that are averaged. */
  repeats: z.int().min(1).max(50).default(3),
  seed,
});
export type PerturbationTest = z.infer<typeof perturbationTestSchema>;

/**
 * How alike the masks of several methods are; all by default but the slow ones and those of public ports. The agreement of
 * VisualBackProp with phi checks the paper's theory on the drive: arXiv 1611.05418, Theorem 1 and Remark 1.
 */
export const comparisonSchema = z.strictObject({
  kind: z.literal('compare'),
  methods: z
    .array(z.enum(saliencyMethods))
    .min(2)
    .max(saliencyMethods.length)
    .refine((methods) => new Set(methods).size === methods.length, 'each method once')
    .default(() => [...usualMethods]),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** Frames at which the mask's centre jumps while the steering stays (arXiv 1611.05418, Figure 11). All frames are looked at. */
export const focusJumpsSchema = z.strictObject({
  kind: z.literal('jumps'),
  method,
  /** The largest change of steering from the frame before that counts as staying, in its unit. Null: the median change. */
  steadyBelow: z.number().min(0).nullable().default(null),
  /** Frames listed, the farthest jumps first. */
  count: z.int().min(1).max(1000).default(50),
});
export type FocusJumps = z.infer<typeof focusJumpsSchema>;

/** An experiment on single frames. */
export type FrameExperiment = ShiftTest | DeletionTest | PerturbationTest | Comparison;

export const experimentSchema = z.discriminatedUnion('kind', [
  shiftTestSchema,
  deletionTestSchema,
  perturbationTestSchema,
  comparisonSchema,
  focusJumpsSchema,
]);
export type Experiment = z.infer<typeof experimentSchema>;
export type ExperimentKind = Experiment['kind'];

/** Frames of a range that an experiment looks at when it is not said how many: about a minute's work. */
export const usualFrames = 60;
/** More in one run would be hours of work. */
export const maxFrames = 2000;

/** Body of POST /api/sessions/:session/lab: frames `from` to `to`, exclusive; the whole drive when left out. */
export const labRequestSchema = z
  .strictObject({
    experiment: experimentSchema,
    from: z.int().min(0).optional(),
    to: z.int().min(1).optional(),
    /** Every so many frames; not of `jumps`. Left out: so that about `usualFrames` are looked at, spread over the range. */
    every: z.int().min(1).optional(),
  })
  .refine(({ experiment, every = 1 }) => experiment.kind !== 'jumps' || every === 1, {
    path: ['every'],
    message: 'jumps are from each frame to the next: leave this out',
  });
export type LabRequest = z.infer<typeof labRequestSchema>;

/** Every so many frames of so many, where that is not said. */
export const usualEvery = (frameCount: number): number => Math.max(1, Math.ceil(frameCount / usualFrames));

/** The frames of a range that an experiment looks at. */
export function framesOf({ from, to, every }: { from: number; to: number; every?: number | undefined }): number[] {
  const step = every ?? usualEvery(to - from);
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step);
}
