import type { Tensor } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import type { OnnxEmitter } from '../onnx/onnx-emitter.ts';

/**
 * A tensor of the emitted graph. `shape` is the layer's, batch first and channels last; in the graph a tensor of four
 * axes lies channels first, all others as in `shape`.
 */
export interface EmittedTensor {
  readonly name: string;
  readonly shape: readonly (number | null)[];
}

/** One layer to emit. */
export interface LayerToEmit {
  readonly layer: layers.Layer;
  /** As the layer's `getConfig` gives it. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly EmittedTensor[];
  /** Of the layer's output, batch first and channels last. */
  readonly outputShape: readonly (number | null)[];
  readonly graph: OnnxEmitter;
}

/** Adds the nodes of a layer; the name of its output comes back. */
export type LayerEmitter = (layer: LayerToEmit) => string;

/** The only input of a layer that has one. */
export function onlyInput({ inputs, layer }: LayerToEmit): EmittedTensor {
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) throw cannotEmit(layer, `has ${inputs.length} inputs`);
  return input;
}

/** A layer's weights with their shapes, in the order in which Keras keeps them. */
export function weightsOf(layer: layers.Layer): { shape: number[]; values: Float32Array }[] {
  return layer
    .getWeights()
    .map((weight: Tensor) => ({ shape: weight.shape, values: Float32Array.from(weight.dataSync()) }));
}

/** Height, width and channels of a map; they must be known. */
export function mapSize(layer: layers.Layer, shape: readonly (number | null)[]): [number, number, number] {
  const [, height, width, channels] = shape;
  if (shape.length !== 4 || !height || !width || !channels)
    throw cannotEmit(layer, `works on a shape of [${shape.map((length) => length ?? '?').join(', ')}]`);
  return [height, width, channels];
}

/** A setting that is a pair of numbers, or one for both. */
export function pair(value: unknown, fallback: number): [number, number] {
  if (typeof value === 'number') return [value, value];
  if (Array.isArray(value)) return [Number(value[0]), Number(value[1] ?? value[0])];
  return [fallback, fallback];
}

/** The error for a layer, or a setting of one, that has no ONNX form here. */
export function cannotEmit(layer: layers.Layer, why: string): SteerscopeError {
  return new SteerscopeError(
    'unsupported-layer',
    `Layer ${layer.name} (${layer.getClassName()}) ${why}, so ONNX Runtime cannot run it.`,
    'Run the network with the engine TensorFlow.js (tensorflow).',
  );
}
