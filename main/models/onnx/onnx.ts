import { open as openFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { TensorProto_DataType } from 'onnx-buf';
import type { ModelInfo, ModelOutput } from '../../../shared/model.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import type { Model, ModelFormat, OpenModelOptions } from '../model.ts';
import { holdsExternalData, withExternalData } from './onnx-external-data.ts';
import { isCastable, withFloatEnds } from './onnx-float-ends.ts';
import { decodeOnnx, readOnnxGraph, type OnnxGraph } from './onnx-graph.ts';
import { onnxInputs } from './onnx-input.ts';
import { onnxLayers } from './onnx-layers.ts';
import { refuseGiants } from './onnx-refusals.ts';
import { declaredShape, onnxShapes, type Shape, type Shapes } from './onnx-shapes.ts';
import { onnxStages } from './onnx-stages.ts';
import { readNetworkFile } from '../read-network-file.ts';

/** ONNX files, opset 7 and later, with their weights inside or in files beside them. */
export const onnxFormat: ModelFormat = {
  id: 'onnx',
  name: 'ONNX',
  match,
  open: async (path, options) => {
    const bytes = await readNetworkFile(path);
    const model = decodeOnnx(bytes, path);
    const isWhole = model.graph === undefined || !holdsExternalData(model.graph);
    return readOnnxModel(isWhole ? bytes : await withExternalData(model, path), path, options);
  },
};

/**
 * A network from the bytes of an ONNX file; `path` names it in messages.
 * @throws SteerscopeError `not-a-network`, `unsupported-network`.
 */
export function readOnnxModel(bytes: Uint8Array, path: string, { pictureSize }: OpenModelOptions = {}): Model {
  const graph = readOnnxGraph(bytes, path);
  const { input, otherInputs, scalesInput } = onnxInputs(graph, pictureSize ?? null);
  const shapes = onnxShapes(graph);
  refuseGiants(graph, shapes);
  const { stages, taps, problems } = onnxStages(graph, input, shapes);
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
    otherInputs,
    outputs,
    layers,
    stages,
    parameterCount: layers.reduce((sum, layer) => sum + layer.parameterCount, 0),
    scalesInput,
    problems,
  };
  return { info, graph: { kind: 'onnx', bytes: withFloatEnds(bytes, graph), taps }, dispose: () => undefined };
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

function outputsOf(graph: OnnxGraph, shapes: Shapes): ModelOutput[] {
  return graph.proto.output.map((output) => {
    const type = output.type?.value;
    if (
      type !== undefined &&
      type.case !== undefined &&
      (type.case !== 'tensorType' || !givesNumbers(type.value.elemType))
    )
      throw new SteerscopeError(
        'unsupported-network',
        `The network gives no numbers at ${output.name}: ${graph.path}`,
        'Export the network with its steering as numbers.',
      );
    // The file knows best whether its output has a batch axis: Squeeze takes it away from a batch of one.
    const declared = withoutBatch(declaredShape(output));
    const followed = withoutBatch(shapes.get(output.name) ?? null);
    return {
      name: output.name,
      shape: (declared ?? followed ?? []).map((length, axis) => length ?? followed?.[axis] ?? 1),
    };
  });
}

/** Types that are left undeclared are found out when the network runs. */
function givesNumbers(type: TensorProto_DataType): boolean {
  return type === TensorProto_DataType.UNDEFINED || isCastable(type);
}

/** One axis of a fixed length beyond 1 is no batch: numbers whose batch of one was squeezed away. */
function withoutBatch(shape: Shape | null): Shape | null {
  const [first = null] = shape ?? [];
  return shape?.length === 1 && first !== null && first > 1 ? shape : (shape?.slice(1) ?? null);
}
