import { basename } from 'node:path';
import type { Stage } from '../../../shared/geometry.ts';
import type { LayerInfo } from '../../../shared/model.ts';
import { graphToOnnx, type WrittenGraph } from './graph-to-onnx.ts';
import type { Model, OnnxTap, OpenModelOptions } from '../model.ts';
import { halfPrecisionProblem } from '../half-precision-problem.ts';
import { readOnnxModel } from '../onnx/onnx.ts';
import { openPictureSize, refuseSequences } from '../picture-refusals.ts';
import { elementTypes, textSetting, typeSetting } from './tensorflow-attributes.ts';
import { graphModelArtifacts } from './tensorflow-graph-model.ts';
import { producerOf, type FrozenGraph } from './tensorflow-graph.ts';

/** What the reader of a format knows beside the graph. */
export interface TensorflowFile {
  readonly path: string;
  readonly format: string;
  readonly formatName: string;
}

const halfTypes = new Set<number>([elementTypes.DT_HALF, elementTypes.DT_BFLOAT16]);

/**
 * A TensorFlow graph as a network: written as ONNX, in which stages are found, and kept for TF.js.
 * @throws SteerscopeError `unsupported-network`, `not-a-network`.
 */
export function tensorflowModel(frozen: FrozenGraph, file: TensorflowFile, { pictureSize }: OpenModelOptions): Model {
  refuseSequences(frozen.inputs, file.path);
  const graph = withPictureSize(frozen, pictureSize);
  const written = graphToOnnx(graph);
  const read = readOnnxModel(written.bytes, file.path);
  if (read.graph.kind !== 'onnx') throw new Error('an ONNX graph reads as another');
  const { stages, taps } = ofTensorflow(read.info.stages, read.graph.taps, written);
  const layers = layersOf(read.info.layers, graph, written);
  const half = graph.nodes.find(({ attributes }) => halfTypes.has(typeSetting(attributes, 'T', 0)));
  return {
    info: {
      ...read.info,
      ...file,
      name: basename(file.path),
      layers,
      stages,
      problems: [...read.info.problems, ...(half ? [halfPrecisionProblem('TensorFlow', half.name)] : [])],
    },
    graph: {
      kind: 'tensorflow-graph',
      artifacts: () => graphModelArtifacts(graph),
      outputTensors: graph.outputs.map(({ tensor }) => tensor),
      fixedBatch: graph.inputs.find(({ shape }) => shape?.length === 4)?.shape?.[0] ?? null,
      bytes: read.graph.bytes,
      taps,
    },
    dispose: () => read.dispose(),
  };
}

/** Windows slide over maps of a known size: one that the file leaves open is what the preprocessing gives. */
function withPictureSize(graph: FrozenGraph, size: OpenModelOptions['pictureSize']): FrozenGraph {
  const inputs = graph.inputs.map((input) => {
    const [batch = null, height, width, channels = null] = input.shape ?? [];
    if (input.shape?.length !== 4 || (height !== null && width !== null)) return input;
    if (size === undefined) throw openPictureSize(input, graph.path);
    return { ...input, shape: [batch, height ?? size.height, width ?? size.width, channels] };
  });
  return { ...graph, inputs };
}

/** A stage that ended in a transposition is tapped at the tensor that was transposed: TensorFlow has no other. */
function ofTensorflow(stages: readonly Stage[], taps: readonly OnnxTap[], { reordered }: WrittenGraph) {
  const tensorOf = (tensor: string) => reordered.get(tensor) ?? tensor;
  return {
    stages: stages.map((stage) => ({ ...stage, tap: tensorOf(stage.tap) })),
    taps: taps.map((tap) =>
      reordered.has(tap.tensor) ? { ...tap, tensor: tensorOf(tap.tensor), channelAxis: 3 } : tap,
    ),
  };
}

/** Nodes by TensorFlow's kinds and shapes, without those that were added around them. */
function layersOf(layers: readonly LayerInfo[], graph: FrozenGraph, { helpers, shapes }: WrittenGraph): LayerInfo[] {
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  // An activation fused into a convolution is a helper called after it: `conv/Relu`.
  const fused = new Map(
    layers
      .filter(({ name, activation }) => helpers.has(name) && activation !== null)
      .map(({ name, activation }) => [name.slice(0, name.lastIndexOf('/')), activation]),
  );
  const inputsOf = new Map(layers.map(({ name, inputs }) => [name, inputs]));
  return layers
    .filter(({ name }) => !helpers.has(name))
    .map((layer) => {
      const lengths = shapes.get(producerOf(layer.name))?.slice(1) ?? [null];
      const outputShape = lengths.some((length) => length === null) ? null : (lengths as number[]);
      const activation = layer.activation ?? fused.get(layer.name) ?? null;
      const { op: type = layer.type, attributes = {} } = nodes.get(layer.name) ?? {};
      // Written out in the ONNX graph; TensorFlow has a word for it.
      const isSame = layer.padding !== null && textSetting(attributes, 'padding', '') === 'SAME';
      const inputs = [...new Set(layer.inputs.flatMap((input) => withoutHelpers(input, inputsOf, helpers)))];
      return { ...layer, type, inputs, outputShape, activation, padding: isSame ? 'same' : layer.padding };
    });
}

/** The node itself, or those from which a helper takes. */
function withoutHelpers(
  name: string,
  inputsOf: ReadonlyMap<string, readonly string[]>,
  helpers: ReadonlySet<string>,
): string[] {
  const found: string[] = [];
  const waiting = [name];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (helpers.has(one)) waiting.push(...(inputsOf.get(one) ?? []));
    else found.push(one);
  }
  return found;
}
