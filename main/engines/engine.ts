import type { EngineInfo } from '../../shared/analysis.ts';
import type { BackwardAnswer, BackwardPass, Seeds } from '../../shared/backward-pass.ts';
import type { Map2d } from '../../shared/pixels.ts';
import type { OnnxTap } from '../models/model.ts';

/** A batch of network inputs in NHWC, whatever layout the network wants; the engine transposes. */
export interface InputBatch {
  readonly count: number;
  /** `[batch, height, width, channel]`, float32. */
  readonly data: Float32Array;
  /** Of each of `ModelInfo.otherInputs`, by name: `[batch, ...shape]`, float32. Left out where there are none. */
  readonly others?: Readonly<Record<string, Float32Array>> | undefined;
}

/** What comes back for each picture of a batch. */
export interface EngineResult {
  /** One flat array an output, in the order of `ModelInfo.outputs`. */
  readonly outputs: readonly Float32Array[];
  /**
   * One map a stage, in the order of `ModelInfo.stages`: activations averaged over channels, negative ones as 0 (there are
   * none behind the ReLU that VisualBackProp was published for).
   */
  readonly averaged: readonly Map2d[];
}

/** Of a tensor's channels: their mean, negative numbers as they are, or each of them. */
export type ChannelReading = 'mean' | 'each';

/** Runs one network. Not reentrant: await one call before the next. */
export interface Engine {
  readonly info: EngineInfo;
  /** Forward pass; averages over channels are taken inside the engine. One result per picture. */
  run(batch: InputBatch): Promise<readonly EngineResult[]>;
  /**
   * Every channel of one stage for one picture: `[channel][row, column]`. `others` as in `InputBatch`, of one picture; zeros
   * where they are left out.
   */
  activations(input: Float32Array, stageIndex: number, others?: InputBatch['others']): Promise<readonly Map2d[]>;
  /**
   * A pass back from `seeds`, one answer a picture. The first of its kind takes longer.
   * @throws SteerscopeError `unsupported-layer` where the network holds something that it cannot go back through.
   */
  backward(pass: BackwardPass, batch: InputBatch, seeds: Seeds): Promise<readonly BackwardAnswer[]>;
  /**
   * Maps of any tensors of the network's ONNX form (`networkPath`) for one picture: for each tensor one map, or one a
   * channel. `others` as in `activations`.
   * @throws SteerscopeError `unsupported-layer` when a layer has no ONNX form here.
   */
  maps(
    taps: readonly OnnxTap[],
    reading: ChannelReading,
    input: Float32Array,
    others?: InputBatch['others'],
  ): Promise<readonly (readonly Map2d[])[]>;
  dispose(): Promise<void>;
}
