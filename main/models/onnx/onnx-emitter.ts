import type { AttributeProto, NodeProto, TensorProto } from 'onnx-buf';
import { batchValue, floatTensor, intTensor, onnxModel, onnxNode } from './onnx-write.ts';

/** Collects an ONNX graph; every tensor it names is called after the layer being emitted. */
export class OnnxEmitter {
  readonly #nodes: NodeProto[] = [];
  readonly #constants: TensorProto[] = [];
  readonly #names = new Set<string>();
  #layer = '';

  /** Names what follows after `layer`. */
  startLayer(layer: string): void {
    this.#layer = layer;
  }

  /** Adds a node; the name of its output comes back. */
  node(opType: string, inputs: readonly string[], attributes: readonly AttributeProto[] = []): string {
    const output = this.#name(opType);
    this.#nodes.push(onnxNode(opType, inputs, output, attributes));
    return output;
  }

  /** Adds a float32 constant; its name comes back. */
  floats(what: string, dims: readonly number[], values: Float32Array): string {
    const name = this.#name(what);
    this.#constants.push(floatTensor(name, dims, values));
    return name;
  }

  /** Adds a float32 scalar; its name comes back. */
  scalar(what: string, value: number): string {
    return this.floats(what, [], Float32Array.of(value));
  }

  /** Adds a vector of integers; its name comes back. */
  ints(what: string, values: readonly number[]): string {
    const name = this.#name(what);
    this.#constants.push(intTensor(name, values));
    return name;
  }

  /** Declares an output called `name` with the value of `tensor`. */
  rename(tensor: string, name: string): void {
    this.#names.add(name);
    this.#nodes.push(onnxNode('Identity', [tensor], name, []));
  }

  /** The whole model; shapes are without the batch axis, which stays open. */
  toBytes(
    inputs: readonly { readonly name: string; readonly shape: readonly (number | null)[] }[],
    outputs: readonly { readonly name: string; readonly shape: readonly (number | null)[] }[],
  ): Uint8Array {
    return onnxModel(
      this.#nodes,
      this.#constants,
      inputs.map(({ name, shape }) => batchValue(name, shape)),
      outputs.map(({ name, shape }) => batchValue(name, shape)),
    );
  }

  #name(what: string): string {
    const wanted = `${this.#layer}/${what}`;
    let name = wanted;
    for (let count = 2; this.#names.has(name); count += 1) name = `${wanted}_${count}`;
    this.#names.add(name);
    return name;
  }
}
