import { basename } from 'node:path';
import type { Stage } from '../../shared/geometry.ts';
import type { LayerInfo } from '../../shared/model.ts';
import { graphToOnnx, type WrittenGraph } from './graph-to-onnx.ts';
import type { Model, OnnxTap } from './model.ts';
import { readOnnxModel } from './onnx.ts';
import { graphModelArtifacts } from './tensorflow-graph-model.ts';
import { producerOf, type FrozenGraph } from './tensorflow-graph.ts';

/** What the reader of a format knows beside the graph. */
export interface TensorflowFile {
  readonly path: string;
  readonly format: string;
  readonly formatName: string;
}

/**
 * A TensorFlow graph as a network: written as ONNX, in which stages are found, and kept for TF.js.
 * @throws SteerscopeError `unsupported-network`, `not-a-network`.
 */
export function tensorflowModel(graph: FrozenGraph, file: TensorflowFile): Model {
  const written = graphToOnnx(graph);
  const read = readOnnxModel(written.bytes, file.path);
  if (read.graph.kind !== 'onnx') throw new Error('an ONNX graph reads as another');
  const { stages, taps } = ofTensorflow(read.info.stages, read.graph.taps, written);
  const layers = layersOf(read.info.layers, graph, written);
  return {
    info: { ...read.info, ...file, name: basename(file.path), layers, stages },
    graph: {
      kind: 'tensorflow-graph',
      artifacts: graphModelArtifacts(graph),
      outputTensors: graph.outputs.map(({ tensor }) => tensor),
      fixedBatch: graph.inputs.find(({ shape }) => shape?.length === 4)?.shape?.[0] ?? null,
      bytes: read.graph.bytes,
      taps,
    },
    dispose: () => read.dispose(),
  };
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
  const kinds = new Map(graph.nodes.map(({ name, op }) => [name, op]));
  // An activation fused into a convolution is a helper called after it: `conv/Relu`.
  const fused = new Map(
    layers
      .filter(({ name, activation }) => helpers.has(name) && activation !== null)
      .map(({ name, activation }) => [name.slice(0, name.lastIndexOf('/')), activation]),
  );
  return layers
    .filter(({ name }) => !helpers.has(name))
    .map((layer) => {
      const lengths = shapes.get(producerOf(layer.name))?.slice(1) ?? [null];
      const outputShape = lengths.some((length) => length === null) ? null : (lengths as number[]);
      const activation = layer.activation ?? fused.get(layer.name) ?? null;
      return { ...layer, type: kinds.get(layer.name) ?? layer.type, outputShape, activation };
    });
}
