import type { DeviceChoice, EngineChoice } from '../../shared/analysis.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { Model } from '../models/model.ts';
import type { Engine } from './engine.ts';
import { openOnnxEngine, type OnnxEngineOptions } from './onnx.ts';
import { openTensorflowEngine } from './tensorflow.ts';

export interface OpenEngineOptions extends OnnxEngineOptions {
  /** @default 'auto' */
  readonly device?: DeviceChoice | undefined;
}

/**
 * Opens the engine asked for. `auto` takes onnxruntime, several times faster on a CPU, and TensorFlow.js for the layers
 * that it cannot run, with the reason in `info.fallbackReason`.
 * @throws SteerscopeError `unsupported-network`, `unsupported-layer`, `engine-failed`.
 */
export async function openEngine(model: Model, choice: EngineChoice, options: OpenEngineOptions = {}): Promise<Engine> {
  if (choice === 'onnx') return openOnnxEngine(model, options);
  if (choice === 'tensorflow') return openTensorflowEngine(model);
  try {
    return await openOnnxEngine(model, options);
  } catch (error) {
    if (!(error instanceof SteerscopeError) || model.graph.kind !== 'layers') throw error;
    return withFallbackReason(await openTensorflowEngine(model), error.message);
  }
}

function withFallbackReason(engine: Engine, fallbackReason: string): Engine {
  return {
    info: { ...engine.info, fallbackReason },
    run: (batch) => engine.run(batch),
    activations: (picture, stageIndex) => engine.activations(picture, stageIndex),
    dispose: () => engine.dispose(),
  };
}
