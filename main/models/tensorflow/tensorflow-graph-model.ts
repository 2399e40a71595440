import { toJson, create } from '@bufbuild/protobuf';
import type { io } from '@tensorflow/tfjs-core';
import { elementTypes, floatTypes, type Attributes } from './tensorflow-attributes.ts';
import type { FrozenGraph, GraphConstant } from './tensorflow-graph.ts';
import { AttrValueSchema, NodeDefSchema, type AttrValue, type NodeDef } from './tensorflow-messages_pb.ts';

/**
 * The graph as a TF.js graph-model in memory, ready for `loadGraphModelSync`. Nodes and inputs have the names that they
 * have here; the batch stays open.
 */
export function graphModelArtifacts(graph: FrozenGraph): io.ModelArtifacts {
  const inputs = graph.inputs.map(({ name, type, shape }) =>
    node(name, 'Placeholder', [], {
      dtype: typeValue(type),
      shape: create(AttrValueSchema, {
        value: {
          case: 'shape',
          value: { dim: (shape ?? []).map((length, axis) => ({ size: lengthOf(length, axis) })) },
        },
      }),
    }),
  );
  const constants = [...graph.constants].map(([name, { type }]) =>
    node(name, 'Const', [], { dtype: typeValue(typesInGraph[type]) }),
  );
  const nodes = graph.nodes.map(({ name, op, inputs: from, attributes }) =>
    node(name, op, from, { ...defaults[op], ...inFloat32(attributes) }),
  );
  return {
    modelTopology: {
      node: [...inputs, ...constants, ...nodes].map((one) => toJson(NodeDefSchema, one)),
      versions: { producer: 1 },
    },
    weightSpecs: [...graph.constants].map(([name, { type, shape }]) => ({ name, dtype: type, shape: [...shape] })),
    weightData: [...graph.constants.values()].map(bytesOf),
    signature: {
      inputs: Object.fromEntries(graph.inputs.map(({ name }) => [name, { name }])),
      outputs: Object.fromEntries(graph.outputs.map(({ name, tensor }) => [name, { name: tensor }])),
    },
  };
}

const noDilations: Attributes = {
  dilations: create(AttrValueSchema, { value: { case: 'list', value: { i: [1n, 1n, 1n, 1n] } } }),
};
const smallEpsilon: Attributes = { epsilon: create(AttrValueSchema, { value: { case: 'f', value: 1e-4 } }) };

/** Settings that files leave out since TensorFlow knows them, where TF.js does not or has others. */
const defaults: Readonly<Record<string, Attributes>> = {
  Conv2D: noDilations,
  _FusedConv2D: noDilations,
  DepthwiseConv2dNative: noDilations,
  FusedDepthwiseConv2dNative: noDilations,
  FusedBatchNorm: smallEpsilon,
  FusedBatchNormV2: smallEpsilon,
  FusedBatchNormV3: smallEpsilon,
};

const typesInGraph = { float32: elementTypes.DT_FLOAT, int32: elementTypes.DT_INT32, bool: elementTypes.DT_BOOL };

function node(name: string, op: string, input: readonly string[], attributes: Attributes): NodeDef {
  return create(NodeDefSchema, { name, op, input: [...input], attr: { ...attributes } });
}

/** TF.js knows no other fractions than float32, and no other whole numbers than int32. */
function inFloat32(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => {
      const type = value.value.case === 'type' ? value.value.value : null;
      if (type === null) return [name, value];
      return [
        name,
        typeValue(
          floatTypes.has(type) ? elementTypes.DT_FLOAT : type === elementTypes.DT_INT64 ? elementTypes.DT_INT32 : type,
        ),
      ];
    }),
  );
}

function typeValue(type: number): AttrValue {
  return create(AttrValueSchema, { value: { case: 'type', value: type } });
}

function lengthOf(length: number | null, axis: number): bigint {
  return axis === 0 || length === null ? -1n : BigInt(length);
}

/** As TF.js lays weights out: four bytes a number, one a truth value. */
function bytesOf({ type, values }: GraphConstant): ArrayBuffer {
  if (type === 'bool') return Uint8Array.from(values).buffer;
  return values.slice().buffer as ArrayBuffer;
}
