import type { LabRequest } from './lab.ts';
import type { LineFit } from './line-fit.ts';
import type { MaskAgreement } from './mask-agreement.ts';
import type { Problem } from './problem.ts';
import type { SaliencyMethod } from './saliency-methods.ts';
import type { SteeringOutputUnit } from './steering-output.ts';

/*
 * What the experiments of shared/lab.ts find: of each frame, and of all frames looked at. Steering is in the unit in which
 * it is predicted (`SteeringState.predictedUnit`); every number is finite, null stands for what cannot be said.
 */

/** What is moved in the shift test. */
export const shiftedParts = ['salient', 'background', 'all'] as const;
export type ShiftedPart = (typeof shiftedParts)[number];

export interface ShiftFindings {
  readonly kind: 'shift';
  readonly frame: number;
  /** Of the pixels, that which is salient once dilated: 0..1. */
  readonly salientShare: number;
  /** Pixels to the right, rising, 0 among them. */
  readonly shiftsPx: readonly number[];
  /** Radius of the dilation. */
  readonly dilationPx: number;
  /** Steering at each shift. */
  readonly curves: Readonly<Record<ShiftedPart, readonly number[]>>;
  /** Lines through them: steering against pixels. */
  readonly fits: Readonly<Record<ShiftedPart, LineFit>>;
  /** Saliency validity: slope(salient) / slope(all); null where the latter is 0. */
  readonly validity: number | null;
  /** slope(background) / slope(all). */
  readonly backgroundShare: number | null;
  /**
   * What the size and shape of the salient part are worth by themselves: the same shape half the picture's width farther on,
   * round the edge, is moved. Not in the papers.
   */
  readonly control: ShiftControl;
}

export interface ShiftControl {
  readonly curve: readonly number[];
  readonly fit: LineFit;
  /** slope(control) / slope(all). */
  readonly validity: number | null;
}

/** What pixels are deleted by: the mask, the mean of random orders, nearness to the picture's centre. */
export const deletionOrders = ['mask', 'random', 'centre'] as const;
export type DeletionOrder = (typeof deletionOrders)[number];

export interface DeletionCurves {
  /** Change of steering at each of `shares`. */
  readonly curves: Readonly<Record<DeletionOrder, readonly number[]>>;
  /** Areas under them, by the trapezium rule: the mean change over all shares. */
  readonly areas: Readonly<Record<DeletionOrder, number>>;
}

export interface DeletionFindings {
  readonly kind: 'deletion';
  readonly frame: number;
  /** Of the pixels deleted or inserted so far, as near to it as whole squares come: 0..1. */
  readonly shares: readonly number[];
  /** A large area is good: the steering changes soon. */
  readonly deletion: DeletionCurves;
  /** A small area is good: the steering is soon back. */
  readonly insertion: DeletionCurves;
}

export interface PerturbationFindings {
  readonly kind: 'perturbation';
  readonly frame: number;
  readonly regionPx: number;
  /** Mean change of steering after 0, 1, 2 ... squares. */
  readonly curves: Readonly<Record<'mask' | 'random', readonly number[]>>;
  /** Area over the perturbation curve: the mean of a curve. */
  readonly aopc: Readonly<Record<'mask' | 'random', number>>;
  /** Complexity of the mask: its entropy as a distribution over its pixels, 0..1; null for a flat one. */
  readonly entropy: number | null;
}

/** Two of the methods compared. */
export interface MethodPair {
  readonly first: SaliencyMethod;
  readonly second: SaliencyMethod;
}

export interface ComparisonFindings {
  readonly kind: 'compare';
  readonly frame: number;
  /** Each pair once; by magnitude where a mask is signed. */
  readonly pairs: readonly (MethodPair & MaskAgreement)[];
}

export type FrameFindings = ShiftFindings | DeletionFindings | PerturbationFindings | ComparisonFindings;

/** What an experiment makes of one frame. */
export interface FrameOutcome {
  readonly frame: number;
  /** Null where the picture is lost, the mask is flat or the network answers no numbers: `problems` says which. */
  readonly findings: FrameFindings | null;
  readonly problems: readonly Problem[];
}

export interface Quartiles {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/** At each place of a curve, over the frames. */
export interface CurveSpread {
  readonly mean: readonly number[];
  readonly lower: readonly number[];
  readonly median: readonly number[];
  readonly upper: readonly number[];
}

/** The mean of paired differences over the frames, and how sure it is. */
export interface Margin {
  readonly mean: number;
  /** Standard error of the mean, the frames taken as independent. */
  readonly standardError: number | null;
  /** 95 % interval of the mean, from 2000 resamplings of the frames (percentile bootstrap). */
  readonly low: number;
  readonly high: number;
  /** The mean as a share of the baseline's mean; null where that is 0. */
  readonly relative: number | null;
  /** Of the frames, those in which the mask does better: 0..1. */
  readonly better: number;
}

export interface ShiftSummary {
  readonly kind: 'shift';
  readonly shiftsPx: readonly number[];
  readonly dilationPx: number;
  /** Steering minus that of the unshifted picture. */
  readonly curves: Readonly<Record<ShiftedPart, CurveSpread>>;
  /** Through the mean curves. */
  readonly fits: Readonly<Record<ShiftedPart, LineFit>>;
  /** Of the single frames. */
  readonly slopes: Readonly<Record<ShiftedPart, Quartiles>>;
  readonly r2: Readonly<Record<ShiftedPart, Quartiles | null>>;
  readonly salientShare: Quartiles;
  /** Slopes of the mean curves: salient / all, background / all, salient / background. */
  readonly validity: number | null;
  readonly backgroundShare: number | null;
  readonly salientToBackground: number | null;
  /** Of the single frames. */
  readonly frameValidity: Quartiles | null;
  readonly frameBackgroundShare: Quartiles | null;
  /** Of the same shape elsewhere, as in `ShiftFindings.control`. */
  readonly control: {
    readonly curve: CurveSpread;
    readonly fit: LineFit;
    readonly validity: number | null;
    readonly frameValidity: Quartiles | null;
  };
}

/** Of the mask over each baseline; positive where the mask does better, in deletion and insertion alike. */
export interface DeletionSummaryCurves {
  readonly curves: Readonly<Record<DeletionOrder, CurveSpread>>;
  /** Means over the frames. */
  readonly areas: Readonly<Record<DeletionOrder, number>>;
  readonly margins: Readonly<Record<Exclude<DeletionOrder, 'mask'>, Margin>>;
}

export interface DeletionSummary {
  readonly kind: 'deletion';
  readonly shares: readonly number[];
  readonly deletion: DeletionSummaryCurves;
  readonly insertion: DeletionSummaryCurves;
}

export interface PerturbationSummary {
  readonly kind: 'perturbation';
  readonly regionPx: number;
  readonly curves: Readonly<Record<'mask' | 'random', CurveSpread>>;
  readonly aopc: Readonly<Record<'mask' | 'random', number>>;
  /** AOPC of the mask over that of random order. */
  readonly margin: Margin;
  readonly entropy: Quartiles | null;
}

export interface ComparisonSummary {
  readonly kind: 'compare';
  readonly methods: readonly SaliencyMethod[];
  readonly pairs: readonly (MethodPair & { readonly [Figure in keyof MaskAgreement]: Quartiles | null })[];
}

/** From the frame before to this one. */
export interface FocusJump {
  readonly frame: number;
  /** How far the mask's centre of mass moved, in pixels of the network's input. */
  readonly distancePx: number;
  /** Centres of mass, as shares of the network's view. */
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
  /** Half the sum of absolute differences of the masks as distributions: 0 the same .. 1 disjoint. */
  readonly maskChange: number;
  readonly steeringChange: number;
}

export interface FocusJumpsSummary {
  readonly kind: 'jumps';
  /** What counted as staying; null where no two consecutive frames could be compared. */
  readonly steadyBelow: number | null;
  /** Median of `distancePx` over all consecutive frames. */
  readonly usualDistancePx: number | null;
  /** The farthest first. */
  readonly jumps: readonly FocusJump[];
}

export type LabSummary = ShiftSummary | DeletionSummary | PerturbationSummary | ComparisonSummary | FocusJumpsSummary;

/** What a run of an experiment has found. */
export interface LabResult {
  /** With every default filled in, the frames as they were looked at. */
  readonly request: LabRequest & { readonly from: number; readonly to: number; readonly every: number };
  readonly unit: SteeringOutputUnit | null;
  /** Frames that entered the summary. */
  readonly frameCount: number;
  /** Null as long as no frame has entered it, and of `jumps` until the end. */
  readonly summary: LabSummary | null;
  /** Of each frame, in order; empty for `jumps`, and in what is told while a run goes on. */
  readonly findings: readonly FrameFindings[];
  readonly problems: readonly Problem[];
}
