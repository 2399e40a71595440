import { TensorProto_DataType, type AttributeProto, type NodeProto, type TensorProto } from 'onnx-buf';
import { batchValue, floatTensor, intTensor, onnxModel, onnxNode } from '../onnx/onnx-write.ts';
import { elementTypes } from './tensorflow-attributes.ts';
import type { FrozenGraph, GraphConstant, OpenShape } from './tensorflow-graph.ts';

/**
 * Collects an ONNX graph whose tensors are called as the TensorFlow graph's are. What one TensorFlow node becomes is one
 * main node, which has its name, and helpers around it.
 */
export class GraphWriter {
  /** Names of the nodes that stand for no TensorFlow node of their own. */
  readonly helpers = new Set<string>();
  /** The TensorFlow tensor of which a helper is another order of the axes, by the helper's tensor. */
  readonly reordered = new Map<string, string>();
  readonly #nodes: NodeProto[] = [];
  readonly #constants: TensorProto[] = [];
  readonly #names = new Set<string>();
  readonly #written = new Set<string>();
  readonly #graph: FrozenGraph;

  constructor(graph: FrozenGraph) {
    this.#graph = graph;
    for (const name of [...graph.inputs, ...graph.nodes].map((one) => one.name)) this.#names.add(name);
  }

  /** Adds a node called `name`; it gives `output`. */
  node(
    opType: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: readonly AttributeProto[],
    name: string,
  ): void {
    const node = onnxNode(opType, inputs, outputs[0] ?? '', attributes);
    node.output = [...outputs];
    node.name = name;
    this.#nodes.push(node);
  }

  /** A name that nothing has yet. */
  freeName(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#names.has(name) || this.#graph.constants.has(name); count += 1)
      name = `${wanted}_${count}`;
    this.#names.add(name);
    return name;
  }

  /** Adds a constant that the graph has, once; its name stays. */
  constant(name: string, { type, shape, values }: GraphConstant): string {
    if (this.#written.has(name)) return name;
    this.#written.add(name);
    if (type === 'float32') this.#constants.push(floatTensor(name, shape, values as Float32Array));
    else {
      const tensor = intTensor(name, [...values]);
      tensor.dims = shape.map(BigInt);
      this.#constants.push(tensor);
    }
    return name;
  }

  floats(wanted: string, dims: readonly number[], values: Float32Array): string {
    const name = this.freeName(wanted);
    this.#constants.push(floatTensor(name, dims, values));
    return name;
  }

  ints(wanted: string, values: readonly number[]): string {
    const name = this.freeName(wanted);
    this.#constants.push(intTensor(name, values));
    return name;
  }

  /** The whole model. Outputs are called `name` where that is free, else as their tensor; batch axes stay open. */
  toBytes(
    outputs: readonly { readonly name: string; readonly tensor: string; readonly shape: OpenShape }[],
  ): Uint8Array {
    const named = outputs.map(({ name, tensor, shape }) => {
      if (name === tensor) return batchValue(tensor, shape.slice(1));
      const output = this.freeName(name);
      this.helpers.add(output);
      this.node('Identity', [tensor], [output], [], output);
      return batchValue(output, shape.slice(1));
    });
    const inputs = this.#graph.inputs.map(({ name, shape, type }) => {
      const value = batchValue(name, shape?.slice(1) ?? []);
      const tensor = value.type?.value;
      if (tensor?.case !== 'tensorType') return value;
      if (type === elementTypes.DT_UINT8) tensor.value.elemType = TensorProto_DataType.UINT8;
      const [batch] = tensor.value.shape?.dim ?? [];
      const fixed = shape?.[0] ?? null;
      if (batch !== undefined && fixed !== null) batch.value = { case: 'dimValue', value: BigInt(fixed) };
      return value;
    });
    return onnxModel(this.#nodes, this.#constants, inputs, named);
  }
}
