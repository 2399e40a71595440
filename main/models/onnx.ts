import { open as openFile, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ModelInfo, ModelOutput } from '../../shared/model.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { Model, ModelFormat } from './model.ts';
import { readOnnxGraph, type OnnxGraph } from './onnx-graph.ts';
import { onnxImageInput } from './onnx-input.ts';
import { onnxLayers } from './onnx-layers.ts';
import { mainPath } from './onnx-main-path.ts';
import { declaredShape, onnxShapes, type Shapes } from './onnx-shapes.ts';
import { onnxStages } from './onnx-stages.ts';
import { stageProblems } from './stage-problems.ts';

/** Protocol buffers hold at most 2 GiB. */
const largestFileBytes = 2 ** 31 - 1;

/** ONNX files, opset 7 and later, complete in one file. */
export const onnxFormat: ModelFormat = {
  id: 'onnx',
  name: 'ONNX',
  match,
  open: async (path) => readOnnxModel(await readWhole(path), path),
};

/**
 * A network from the bytes of an ONNX file; `path` names it in messages.
 * @throws SteerscopeError `not-a-network`, `unsupported-network`.
 */
export function readOnnxModel(bytes: Uint8Array, path: string): Model {
  const graph = readOnnxGraph(bytes, path);
  const { input, scalesInput } = onnxImageInput(graph, path);
  const shapes = onnxShapes(graph);
  const way = mainPath(graph, input.name, shapes);
  const { stages, taps, unread } = onnxStages(way.nodes, input, graph, shapes);
  const layers = onnxLayers(graph, shapes);
  const outputs = outputsOf(graph, shapes);
  const producer = [graph.model.producerName, graph.model.producerVersion].filter((word) => word !== '').join(' ');
  const info: ModelInfo = {
    kind: 'network',
    path,
    name: basename(path),
    format: onnxFormat.id,
    formatName: `ONNX opset ${graph.opset}${producer === '' ? '' : ` (${producer})`}`,
    input,
    otherInputs: [],
    outputs,
    layers,
    stages,
    parameterCount: layers.reduce((sum, layer) => sum + layer.parameterCount, 0),
    scalesInput,
    problems: [...pathProblems(way.merges, unread), ...stageProblems(stages)],
  };
  return { info, graph: { kind: 'onnx', bytes, taps }, dispose: () => undefined };
}

/** A protocol buffer that starts as onnx.proto's ModelProto does: field 1, the IR version (3 or later), then another field. */
async function match(path: string): Promise<boolean> {
  const file = await openFile(path);
  try {
    if (!(await file.stat()).isFile()) return false;
    const { bytesRead, buffer } = await file.read(new Uint8Array(3), 0, 3, 0);
    const [tag = 0, irVersion = 0, nextTag = 0] = buffer;
    const isFieldOfModel = [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72].includes(nextTag);
    return bytesRead === 3 && tag === 0x08 && irVersion >= 3 && irVersion < 0x40 && isFieldOfModel;
  } finally {
    await file.close();
  }
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    const file = await openFile(path);
    try {
      const { size } = await file.stat();
      if (size <= largestFileBytes) return await readFile(file);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new SteerscopeError(
      'not-readable',
      `The network cannot be read (${cause instanceof Error ? cause.message : String(cause)}): ${path}`,
      'Check that the file is there and that you may read it.',
      { cause },
    );
  }
  throw new SteerscopeError(
    'unsupported-network',
    `The file is larger than an ONNX file can be, 2 GiB: ${path}`,
    'Open the network itself, not an archive or a data file.',
  );
}

function outputsOf(graph: OnnxGraph, shapes: Shapes): ModelOutput[] {
  return graph.proto.output.map((output) => {
    // The file knows best whether its output has a batch axis: Squeeze takes it away from a batch of one.
    const declared = declaredShape(output)?.slice(1);
    const followed = shapes.get(output.name)?.slice(1);
    return {
      name: output.name,
      shape: (declared ?? followed ?? []).map((length, axis) => length ?? followed?.[axis] ?? 1),
    };
  });
}

function pathProblems(merges: readonly string[], unread: string | null): Problem[] {
  const problems: Problem[] = [];
  if (unread !== null)
    problems.push({
      severity: 'warning',
      code: 'geometry-unknown',
      message: `What node ${unread} does to rows and columns is not known, so no mask can be scaled up through it.`,
      place: unread,
      frame: null,
    });
  if (merges.length > 0)
    problems.push({
      severity: 'info',
      code: 'branches',
      message: `The network has branches; masks follow the one with the most convolutions at ${merges.join(', ')}.`,
      place: merges[0] ?? null,
      frame: null,
    });
  return problems;
}
