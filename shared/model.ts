import type { Stage } from './geometry.ts';
import type { Problem } from './problem.ts';

/** A network input that takes pictures, without the batch axis. */
export interface ImageInput {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Order of the axes that the file's network wants: `NHWC` (Keras) or `NCHW` (most ONNX exports). */
  readonly layout: 'NHWC' | 'NCHW';
}

/** A network input beside the picture: numbers, without the batch axis. */
export interface NumbersInput {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A network output, without the batch axis; a scalar has shape []. */
export interface ModelOutput {
  readonly name: string;
  readonly shape: readonly number[];
}

/** One layer (Keras) or node (ONNX), for display. */
export interface LayerInfo {
  readonly name: string;
  /** The framework's own word: `Conv2D`, `Conv`. */
  readonly type: string;
  /** Names of the layers, and of the network's inputs, that it takes from; constants are none of them. */
  readonly inputs: readonly string[];
  /** Without the batch axis; null where it is not known. */
  readonly outputShape: readonly number[] | null;
  readonly parameterCount: number;
  /** Null when the layer has no activation of its own. */
  readonly activation: string | null;
  /** `[vertical, horizontal]`; null when the layer slides no window. */
  readonly kernel: readonly [number, number] | null;
  readonly strides: readonly [number, number] | null;
  readonly dilations: readonly [number, number] | null;
  /** `valid`, `same`, or `top,left,bottom,right` in elements. */
  readonly padding: string | null;
  /** What the columns cannot say: `x / 127.5 - 1` for a decoded Lambda. Empty when nothing. */
  readonly detail: string;
}

/** What a network is, without its weights: shown by `inspect`, sent to the window. */
export interface ModelInfo {
  readonly kind: 'network';
  readonly path: string;
  readonly name: string;
  /** Id of the format: `keras-h5`, `keras-json-h5`, `keras-archive`, `tfjs-layers`, `tfjs-graph`, `saved-model`, `tflite`, `onnx`. */
  readonly format: string;
  /** The format in words, with the version that wrote it: `Keras 1.2.1 HDF5`. */
  readonly formatName: string;
  readonly input: ImageInput;
  /** Speed, inertial unit, one-hot behaviour ...; empty for most networks. */
  readonly otherInputs: readonly NumbersInput[];
  readonly outputs: readonly ModelOutput[];
  readonly layers: readonly LayerInfo[];
  /** The stages of VisualBackProp, shallowest first; empty for a network without convolutions. */
  readonly stages: readonly Stage[];
  readonly parameterCount: number;
  /** Whether the network itself scales its input from 0..255 (a Lambda, a Rescaling layer, Sub/Div nodes at the start). */
  readonly scalesInput: boolean;
  /** What lies outside the paper (ELU, pooling ...) or was assumed. */
  readonly problems: readonly Problem[];
}
