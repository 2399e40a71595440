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

/** @throws SteerscopeError `unsupported-layer` when a layer has no ONNX form here. */
export function onnxForm({ graph, info }: Model): OnnxForm {
  if (graph.kind !== 'layers') return { bytes: graph.bytes, taps: graph.taps, info };
  // What is emitted from layers takes its pictures as the layers do, whatever the file's network wanted.
  const form = layersModelToOnnx(graph.layersModel, info.stages);
  return { ...form, info: { ...info, input: { ...info.input, layout: 'NHWC' } } };
}
