import type { PoolingReading } from './geometry.ts';
import type { FrameRect, Map2d } from './pixels.ts';
import type { Problem } from './problem.ts';

/** The engines a user can ask for; `auto` takes the fastest that runs the network. */
export const engineChoices = ['auto', 'tensorflow', 'onnx'] as const;
export type EngineChoice = (typeof engineChoices)[number];

/** The devices a user can ask for; `auto` takes the fastest that is present and agrees with the CPU. */
export const deviceChoices = ['auto', 'cuda', 'tensorrt', 'dml', 'coreml', 'webgpu', 'cpu', 'wasm'] as const;
export type DeviceChoice = (typeof deviceChoices)[number];
export type EngineName = Exclude<EngineChoice, 'auto'>;

/** What the engines are called, by those who make them. */
export const engineTitles: Readonly<Record<EngineName, string>> = { onnx: 'ONNX Runtime', tensorflow: 'TensorFlow.js' };

export type DeviceKind = Exclude<DeviceChoice, 'auto'>;

/** An engine on a device: whether this machine has it. */
export interface DeviceInfo {
  readonly engine: EngineName;
  readonly device: DeviceKind;
  /** As `EngineInfo.device` would say it: `CPU`, a GPU's name. */
  readonly name: string;
  readonly available: boolean;
  /** Why it is not available and what would make it so, as a sentence; null when it is. */
  readonly reason: string | null;
}

/** How a device's answers compared with the CPU's when the network was opened. */
export interface DeviceProbe {
  /** Pictures that both were given. */
  readonly frames: number;
  /** Largest difference of any output, relative to the largest answer of the CPU. */
  readonly maxDifference: number;
  /** What it may be at most. */
  readonly tolerance: number;
}

/** What runs the network: always shown. */
export interface EngineInfo {
  readonly name: EngineName;
  /** `WebAssembly`, `CPU`, a GPU's name. */
  readonly device: string;
  readonly deviceKind: DeviceKind;
  /** `float32`. */
  readonly precision: string;
  /** Library and version: `ONNX Runtime 1.30.0`. */
  readonly library: string;
  /** Why not the engine that would have been taken otherwise; null when nothing was given up. */
  readonly fallbackReason: string | null;
  /** Null where the device is what the others are compared with. */
  readonly probe: DeviceProbe | null;
}

/** What runs a network, in words: `ONNX Runtime · CPU`. */
export const engineLabel = ({ name, device }: EngineInfo): string => `${engineTitles[name]} · ${device}`;

/** Both readings of pooling, for a user to choose from. */
export const poolingReadings = ['separate', 'composed'] as const satisfies readonly PoolingReading[];

/** One stage's two pictures in the paper's ladder. */
export interface StageMaps {
  /** `Stage.layer`. */
  readonly layer: string;
  /** Mean over channels of the stage's activations; negative ones count as 0, as behind the paper's ReLU. */
  readonly averaged: Map2d;
  /** The product of the up-scaled mask from above with `averaged`; same size. */
  readonly intermediate: Map2d;
}

/**
 * A final mask in the network's input size. Values 0..1; of a signed one -1..1, divided by the largest magnitude, so that 0
 * is where the method finds nothing.
 */
export interface SaliencyMask extends Map2d {
  readonly signed: boolean;
  /** True when there is nothing to tell, and the mask is all zero: one value everywhere, of a signed mask 0. */
  readonly flat: boolean;
  /**
   * What 0 and 1 stand for: the smallest and the largest value before normalising, which compare one frame with another.
   * Both at least 0; 0 or Infinity where float64 cannot hold them, NaN where the maps held no numbers. Of a signed mask what
   * -1 and 1 stand for: its largest magnitude below and above 0. Of the activations for VisualBackProp, in the unit of the
   * steering for occlusion.
   */
  readonly min: number;
  readonly max: number;
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
  /** Read from the outputs as `SteeringState` says, in its `predictedUnit`; NaN when the network says so. */
  readonly predictedSteering: number;
  /** Every output, flattened, in the order of `ModelInfo.outputs`. */
  readonly outputs: readonly Float32Array[];
  /** As the session's method makes it. VisualBackProp makes none for a network without convolutions. */
  readonly mask: SaliencyMask | null;
  /** Of VisualBackProp, whatever made the mask; shallowest first. */
  readonly stages: readonly StageMaps[];
  /** What part of the camera frame the network saw, in its pixels. */
  readonly networkView: FrameRect;
  readonly timings: FrameTimings;
  readonly problems: readonly Problem[];
}

/**
 * Agreement of predicted with recorded steering, over frames that have both as finite numbers. Errors are predicted minus
 * recorded, in the unit of the recorded steering; null where the predicted one has another unit.
 */
export interface SteeringMetrics {
  /** Frames that entered the figures. */
  readonly count: number;
  /** Mean absolute error. */
  readonly mae: number | null;
  /** Root mean squared error. */
  readonly rmse: number | null;
  /** The largest absolute error. */
  readonly maxError: number | null;
  /** Mean error. */
  readonly bias: number | null;
  /**
   * Coefficient of determination: 1 − Σ error² / Σ (recorded − its mean)². 1 is perfect, 0 no better than the mean of what
   * was recorded, below 0 worse; null too where that is constant.
   */
  readonly r2: number | null;
  /** Pearson correlation, which knows no unit; null when either side is constant. */
  readonly pearsonR: number | null;
}

/** How far the prediction lies behind the recorded steering in time: negative where it runs ahead. */
export interface SteeringLag {
  readonly frames: number;
  /** Null where the drive has no time. */
  readonly secs: number | null;
  /** Pearson correlation of the two, shifted by it. */
  readonly correlation: number;
}

/** What the papers' autonomy figure is on recorded data: an estimate, since nobody drove by these predictions. */
export interface AutonomyEstimate {
  /** 0..1: 1 − interventions · 6 s / elapsed time. */
  readonly share: number;
  readonly interventions: number;
  /** Time between frames that have an error, pauses aside. */
  readonly elapsedSecs: number;
  /** An intervention is an |error| above it, in the unit of the recorded steering, for at least `leastSecs`. */
  readonly threshold: number;
  readonly leastSecs: number;
}

/** All that is said of a drive or a range of it: agreement frame by frame, and how it goes on in time. */
export interface SteeringFigures extends SteeringMetrics {
  /** Of `maxError`, in the drive; null without an error. */
  readonly maxErrorFrame: number | null;
  /** Null where the two have too little in common to tell. */
  readonly lag: SteeringLag | null;
  /**
   * Root mean square of the second difference in time, in the unit of each per s²: how restless the steering is. Null
   * without time.
   */
  readonly jerk: { readonly recorded: number | null; readonly predicted: number | null };
  /**
   * Frames on which predicted and recorded steering lie on opposite sides of straight on, both by more than `deadBand`;
   * null where units differ.
   */
  readonly signErrors: { readonly count: number; readonly share: number; readonly deadBand: number } | null;
  /** Null without time, for less than 6 s of it, and where units differ. */
  readonly autonomy: AutonomyEstimate | null;
}
