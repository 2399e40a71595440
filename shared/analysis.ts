import type { FrameRect, Map2d } from './pixels.ts';
import type { Problem } from './problem.ts';

/** The engines a user can ask for; `auto` takes the fastest that runs the network. */
export const engineChoices = ['auto', 'tensorflow', 'onnx'] as const;
export type EngineChoice = (typeof engineChoices)[number];

/** What runs the network: always shown. */
export interface EngineInfo {
  readonly name: Exclude<EngineChoice, 'auto'>;
  /** `WebAssembly`, `CPU`, a GPU's name. */
  readonly device: string;
  /** `float32`. */
  readonly precision: string;
  /** Library and version: `onnxruntime 1.30.0`. */
  readonly library: string;
  /** Why not the engine that would have been taken otherwise; null when nothing was given up. */
  readonly fallbackReason: string | null;
}

/** One stage's two pictures in the paper's ladder. */
export interface StageMaps {
  /** `Stage.layer`. */
  readonly layer: string;
  /** Mean over channels of the stage's activations; negative ones count as 0, as behind the paper's ReLU. */
  readonly averaged: Map2d;
  /** The product of the up-scaled mask from above with `averaged`; same size. */
  readonly intermediate: Map2d;
}

/** A final mask in the network's input size, values 0..1. */
export interface SaliencyMask extends Map2d {
  /** True when max equals min before normalising: nothing was active, the mask is all zero. */
  readonly flat: boolean;
}

/** Milliseconds of each part of one frame's analysis. */
export interface FrameTimings {
  readonly decodeMs: number;
  readonly preprocessMs: number;
  readonly forwardMs: number;
  readonly saliencyMs: number;
}

/** Everything that leaves the worker for one frame. */
export interface FrameAnalysis {
  readonly frame: number;
  /** The first element of the steering output; NaN when the network says so. */
  readonly predictedSteering: number;
  /** Every output, flattened, in the order of `ModelInfo.outputs`. */
  readonly outputs: readonly Float32Array[];
  /** Null for a network without convolutions. */
  readonly mask: SaliencyMask | null;
  /** Shallowest first. */
  readonly stages: readonly StageMaps[];
  /** What part of the camera frame the network saw, in its pixels. */
  readonly networkView: FrameRect;
  readonly timings: FrameTimings;
  readonly problems: readonly Problem[];
}

/** Agreement of predicted with recorded steering, over frames that have both as finite numbers. */
export interface SteeringMetrics {
  /** Frames that entered the figures. */
  readonly count: number;
  /** Mean absolute error, in the steering's unit. */
  readonly mae: number;
  /** Root mean squared error, in the steering's unit. */
  readonly rmse: number;
  /** Pearson correlation; null when either side is constant. */
  readonly pearsonR: number | null;
}
