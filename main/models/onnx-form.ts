import type { ModelInfo } from '../../shared/model.ts';
import { layersModelToOnnx } from './layers/layers-to-onnx.ts';
import type { Model, OnnxTap } from './model.ts';

/** A network as ONNX, whatever it was read from. */
export interface OnnxForm {
  readonly bytes: Uint8Array;
  readonly taps: readonly OnnxTap[];
  /** With the input as these bytes want it. */
  readonly info: ModelInfo;
}

/** Told again of a network that is asked for frame after frame, without writing it again. */
const refusals = new WeakMap<Model, unknown>();

/** @throws SteerscopeError `unsupported-layer` when a layer has no ONNX form here. */
export function onnxForm(model: Model): OnnxForm {
  if (refusals.has(model)) throw refusals.get(model);
  try {
    return written(model);
  } catch (thrown) {
    refusals.set(model, thrown);
    throw thrown;
  }
}

function written({ graph, info }: Model): OnnxForm {
  if (graph.kind !== 'layers') return { bytes: graph.bytes, taps: graph.taps, info };
  // What is emitted from layers takes its pictures as the layers do, whatever the file's network wanted.
  const form = layersModelToOnnx(graph.layersModel, info.stages);
  return { ...form, info: { ...info, input: { ...info.input, layout: 'NHWC' } } };
}
