import { open as openFile } from 'node:fs/promises';
import type { ModelInfo } from '../../../shared/model.ts';
import type { Problem } from '../../../shared/problem.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { FlatBufferDamage } from './flat-table.ts';
import type { Model, ModelFormat } from '../model.ts';
import { readOnnxModel } from '../onnx/onnx.ts';
import { readNetworkFile } from '../read-network-file.ts';
import { refuseOtherInputs, refuseQuantised } from './tflite-refusals.ts';
import { readTfliteGraph } from './tflite-schema.ts';
import { tfliteToOnnx, type EmittedTflite } from './tflite-to-onnx.ts';

/** TensorFlow Lite files (LiteRT) with float arithmetic. */
export const tfliteFormat: ModelFormat = {
  id: 'tflite',
  name: 'TensorFlow Lite',
  match,
  open: async (path) => readTfliteModel(await readNetworkFile(path), path),
};

/**
 * A network from the bytes of a TensorFlow Lite file, written as ONNX to run; `path` names it in messages.
 * @throws SteerscopeError `not-a-network`, `unsupported-network`, `unsupported-layer`.
 */
export function readTfliteModel(bytes: Uint8Array, path: string): Model {
  const emitted = inFile(path, () => {
    const graph = readTfliteGraph(bytes, path);
    refuseQuantised(graph);
    refuseOtherInputs(graph);
    return tfliteToOnnx(graph, bytes.length);
  });
  const model = readOnnxModel(emitted.bytes, path);
  return { ...model, info: inWordsOfTheFile(model.info, emitted) };
}

/** Layers, stages and steps called after the file's operators, not after the nodes written for them. */
function inWordsOfTheFile(info: ModelInfo, { layers, hasRoundedWeights }: EmittedTflite): ModelInfo {
  return {
    ...info,
    format: tfliteFormat.id,
    formatName: `TensorFlow Lite (${hasRoundedWeights ? '8-bit weights' : 'float32'})`,
    layers,
    stages: info.stages.map((stage) => ({
      ...stage,
      layer: layerOf(stage.layer),
      steps: stage.steps.map((step) => ({ ...step, layer: layerOf(step.layer) })),
    })),
    parameterCount: layers.reduce((sum, layer) => sum + layer.parameterCount, 0),
    problems: [...info.problems.map(inLayers), ...(hasRoundedWeights ? [roundedWeights] : [])],
  };
}

function inLayers(problem: Problem): Problem {
  if (problem.place === null) return problem;
  const layer = layerOf(problem.place);
  return { ...problem, place: layer, message: problem.message.replaceAll(problem.place, layer) };
}

/** Nodes are called `<layer>/<operator>`, and layers have no slash. */
function layerOf(node: string): string {
  return node.split('/')[0] ?? node;
}

const roundedWeights: Problem = {
  severity: 'info',
  code: 'weights-8-bit',
  message:
    'The weights are kept in 8 bits; TensorFlow Lite also rounds the activations between its layers then, Steerscope does not, so predictions differ a little.',
  place: null,
  frame: null,
};

/** The identifier of the schema, behind the offset of the root table. */
async function match(path: string): Promise<boolean> {
  const file = await openFile(path);
  try {
    if (!(await file.stat()).isFile()) return false;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return bytesRead === 8 && buffer.toString('latin1', 4) === 'TFL3';
  } finally {
    await file.close();
  }
}

/** Says which file is damaged, or holds what cannot be run: the emitters know no path, and settings are read as they go. */
function inFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof FlatBufferDamage)
      throw new SteerscopeError(
        'not-a-network',
        `The TensorFlow Lite file is damaged or cut short (${cause.message}): ${path}`,
        'Check that the file was copied in full, or convert the network again.',
        { cause },
      );
    if (!(cause instanceof SteerscopeError) || cause.message.endsWith(path)) throw cause;
    throw new SteerscopeError(cause.code, `${cause.message}: ${path}`, cause.nextStep, { cause });
  }
}
