import type { SaliencyMask } from '../../shared/analysis.ts';
import type { BackwardAnswer, BackwardPass, Seeds } from '../../shared/backward-pass.ts';
import type { Stage } from '../../shared/geometry.ts';
import type { MapPoint } from '../../shared/map-path.ts';
import type { Map2d } from '../../shared/pixels.ts';
import type { VisualBackPropResult } from './visual-backprop.ts';

/** What a method may look at, and ask the network, to find out which parts of one picture it steers by. */
export interface SaliencyQuestion {
  /** The picture as the network is given it: `[row, column, channel]`. Not to be changed. */
  readonly input: Float32Array;
  /** The lowest and highest number that each of its channels can hold, by its preprocessing; null where that cannot be told. */
  readonly valueRange: { readonly low: readonly number[]; readonly high: readonly number[] } | null;
  readonly size: { readonly height: number; readonly width: number; readonly channels: number };
  /** What the network would be given of a black picture of the camera, with all else as it is. */
  readonly black: () => Float32Array;
  /** What the network answered the picture, one flat array an output. */
  readonly outputs: readonly Float32Array[];
  /** The network's stages, with pooling as the user reads it, and the averaged map of each, shallowest first. */
  readonly stages: readonly Stage[];
  readonly averaged: readonly Map2d[];
  /** What VisualBackProp made of the picture; null for a network without convolutions. */
  readonly backProp: VisualBackPropResult | null;
  /** The maps that every way through the network comes through, the picture first; of a network without convolutions none. */
  readonly path: () => readonly MapPoint[];
  /**
   * What these maps hold for an input: of each the mean of its channels, negative numbers as they are, or every channel.
   * Fails with `unsupported-layer` where the network has no ONNX form, as `path`.
   */
  readonly maps: (
    points: readonly MapPoint[],
    reading: 'mean' | 'each',
    input: Float32Array,
  ) => Promise<readonly (readonly Map2d[])[]>;
  /**
   * The steering that the network answers other inputs with, `[input, row, column, channel]`; what it is given beside the
   * picture stays. Cancels the work by failing.
   */
  readonly steer: (inputs: Float32Array, count: number) => Promise<Float64Array>;
  /**
   * A pass back through the network for other inputs, `[input, row, column, channel]`, one answer an input: from the steering
   * where it is a number or the mean over bins, else from the probability of the bin that is the likeliest for the picture.
   * Cancels the work by failing; fails with `unsupported-layer` where the network cannot be gone back through.
   * @param seeds another thing to explain, for each input.
   */
  readonly trace: (
    pass: BackwardPass,
    inputs: Float32Array,
    count: number,
    seeds?: Seeds,
  ) => Promise<readonly BackwardAnswer[]>;
}

/** A way to make the final mask; null where it cannot for such a network. */
export type MaskMethod = (question: SaliencyQuestion) => Promise<SaliencyMask | null>;
