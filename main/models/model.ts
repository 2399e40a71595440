import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LambdaStep } from '../../shared/lambda-step.ts';
import type { ModelInfo } from '../../shared/model.ts';

/** A network ready for an engine: TF.js layers, a TensorFlow graph, or the bytes of an ONNX model. */
export type ModelGraph =
  | { readonly kind: 'layers'; readonly layersModel: LayersModel }
  | {
      /** A TensorFlow graph: for TF.js as it is, and written as ONNX; tensors have the same names in both. */
      readonly kind: 'tensorflow-graph';
      /** A TF.js graph-model with its weights, in memory; made when asked for, since not every engine needs it. */
      artifacts(): io.ModelArtifacts;
      /** The tensor of each of `ModelInfo.outputs`. */
      readonly outputTensors: readonly string[];
      /** Pictures that the graph takes at once, where it does not leave that open. */
      readonly fixedBatch: number | null;
      readonly bytes: Uint8Array;
      readonly taps: readonly OnnxTap[];
    }
  | { readonly kind: 'onnx'; readonly bytes: Uint8Array; readonly taps: readonly OnnxTap[] };

/** The tensor of one stage in an ONNX graph, in the order of `ModelInfo.stages`. */
export interface OnnxTap {
  /** `Stage.tap`. */
  readonly tensor: string;
  /** Which of the tensor's four axes counts the channels: 1 in NCHW, 3 in NHWC. */
  readonly channelAxis: number;
}

/** An opened network. `dispose` frees its weights. */
export interface Model {
  readonly info: ModelInfo;
  readonly graph: ModelGraph;
  dispose(): void;
}

export interface OpenModelOptions {
  /** What Lambda layers do, by the layer's name; instead of what is decoded from their bytecode. */
  readonly lambdas?: Readonly<Record<string, readonly LambdaStep[]>> | undefined;
  /** Size of the pictures, for a network that leaves it open: what the preprocessing's last resize gives. */
  readonly pictureSize?: { readonly height: number; readonly width: number } | undefined;
}

/** A reader of one format: recognises by content, then opens. */
export interface ModelFormat {
  readonly id: string;
  readonly name: string;
  /** Whether `path` is of this format; looks at a few bytes only, never throws for a readable file. */
  match(path: string): Promise<boolean>;
  /** @throws SteerscopeError `not-a-network`, `unsupported-network`, `unsupported-layer`, `not-readable`. */
  open(path: string, options?: OpenModelOptions): Promise<Model>;
}
