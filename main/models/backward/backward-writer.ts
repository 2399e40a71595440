import { create } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  TensorProto_DataType,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
} from 'onnx-buf';
import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import { floatTensor, int, ints, intTensor, onnxNode } from '../onnx/onnx-write.ts';

/** Since these opsets what had been an attribute is an input. */
const sliceInputsOpset = 10;
const padInputsOpset = 11;
const sumAxesInputOpset = 13;
const extremeAxesInputOpset = 18;

const prefix = 'steerscope-back';

/**
 * Collects nodes that go behind those of a network's own graph, in the graph's opset. Every method adds a node and gives
 * the name of its output; all of it is float32, whatever the network computes in.
 */
export class BackwardWriter {
  readonly nodes: NodeProto[] = [];
  readonly opset: number;
  readonly #isFloat32: boolean;
  readonly #made = new Map<string, string>();
  #count = 0;

  constructor(graph: OnnxGraph) {
    this.opset = graph.opset;
    this.#isFloat32 = isFloat32(graph);
  }

  node(opType: string, inputs: readonly string[], attributes: readonly AttributeProto[] = []): string {
    const output = `${prefix}-${(this.#count += 1)}`;
    this.nodes.push(onnxNode(opType, inputs, output, attributes));
    return output;
  }

  /** A tensor of the network's own, as float32. */
  network(tensor: string): string {
    return this.#isFloat32 ? tensor : this.once(`float ${tensor}`, () => this.float(tensor));
  }

  /** What `make` adds, only the first time that `key` is asked for. */
  once(key: string, make: () => string): string {
    const made = this.#made.get(key) ?? make();
    this.#made.set(key, made);
    return made;
  }

  /** A constant of its own node: older files would have to list an initialiser among their inputs. */
  constant(tensor: TensorProto): string {
    const value = create(AttributeProtoSchema, { name: 'value', type: AttributeProto_AttributeType.TENSOR, t: tensor });
    return this.node('Constant', [], [value]);
  }

  floats(dims: readonly number[], values: Float32Array): string {
    return this.constant(floatTensor('', dims, values));
  }

  scalar(value: number): string {
    return this.once(`scalar ${value}`, () => this.floats([], Float32Array.of(value)));
  }

  ints(values: readonly number[]): string {
    return this.once(`ints ${values.join()}`, () => this.constant(intTensor('', values)));
  }

  float(tensor: string): string {
    return this.node('Cast', [tensor], [int('to', TensorProto_DataType.FLOAT)]);
  }

  add(left: string, right: string): string {
    return this.node('Add', [left, right]);
  }

  subtract(left: string, right: string): string {
    return this.node('Sub', [left, right]);
  }

  multiply(left: string, right: string): string {
    return this.node('Mul', [left, right]);
  }

  divide(left: string, right: string): string {
    return this.node('Div', [left, right]);
  }

  times(tensor: string, factor: number): string {
    return factor === 1 ? tensor : this.multiply(tensor, this.scalar(factor));
  }

  /** 1 where `left` is above `right`, else 0. */
  isGreater(left: string, right: string): string {
    return this.float(this.node('Greater', [left, right]));
  }

  /** 1 where the two are equal, else 0; neither holds NaN. Of floats, Equal knows only since opset 11. */
  isEqual(left: string, right: string): string {
    const apart = this.node('Or', [this.node('Less', [left, right]), this.node('Greater', [left, right])]);
    return this.float(this.node('Not', [apart]));
  }

  /** All tensors together; there is at least one. */
  sum(tensors: readonly string[]): string {
    return tensors.reduce((total, tensor) => this.add(total, tensor));
  }

  matMul(left: string, right: string): string {
    return this.node('MatMul', [left, right]);
  }

  transpose(tensor: string, order: readonly number[]): string {
    return order.every((axis, index) => axis === index)
      ? tensor
      : this.node('Transpose', [tensor], [ints('perm', order)]);
  }

  /** -1 for one length that follows from the others, 0 for one that stays. */
  reshape(tensor: string, lengths: readonly number[]): string {
    return this.node('Reshape', [tensor, this.ints(lengths)]);
  }

  /** The elements of `tensor` in the shape that `like` has when run. */
  reshapeLike(tensor: string, like: string): string {
    return this.node('Reshape', [tensor, this.once(`shape ${like}`, () => this.node('Shape', [like]))]);
  }

  /** In the shape that `like` has when run. */
  zerosLike(like: string): string {
    return this.once(`zeros ${like}`, () =>
      this.opset < 9
        ? this.multiply(this.network(like), this.scalar(0))
        : this.node('ConstantOfShape', [this.once(`shape ${like}`, () => this.node('Shape', [like]))]),
    );
  }

  onesLike(like: string): string {
    return this.once(`ones ${like}`, () => this.add(this.zerosLike(like), this.scalar(1)));
  }

  sumOver(tensor: string, axes: readonly number[], keepsAxes: boolean): string {
    return this.#reduce('ReduceSum', sumAxesInputOpset, tensor, axes, keepsAxes);
  }

  meanOver(tensor: string, axes: readonly number[], keepsAxes: boolean): string {
    return this.#reduce('ReduceMean', extremeAxesInputOpset, tensor, axes, keepsAxes);
  }

  lowestOver(tensor: string, axes: readonly number[]): string {
    return this.#reduce('ReduceMin', extremeAxesInputOpset, tensor, axes, true);
  }

  highestOver(tensor: string, axes: readonly number[]): string {
    return this.#reduce('ReduceMax', extremeAxesInputOpset, tensor, axes, true);
  }

  /** Elements from `starts` up to `ends` along `axes`. */
  slice(tensor: string, starts: readonly number[], ends: readonly number[], axes: readonly number[]): string {
    return this.opset < sliceInputsOpset
      ? this.node('Slice', [tensor], [ints('starts', starts), ints('ends', ends), ints('axes', axes)])
      : this.node('Slice', [tensor, this.ints(starts), this.ints(ends), this.ints(axes)]);
  }

  /** Zeros before and after, a number for each axis. */
  pad(tensor: string, before: readonly number[], after: readonly number[]): string {
    const lengths = [...before, ...after];
    if (lengths.every((length) => length === 0)) return tensor;
    return this.opset < padInputsOpset
      ? this.node('Pad', [tensor], [ints('pads', lengths)])
      : this.node('Pad', [tensor, this.ints(lengths)]);
  }

  concat(tensors: readonly string[], axis: number): string {
    return tensors.length === 1 ? tensors[0]! : this.node('Concat', tensors, [int('axis', axis)]);
  }

  #reduce(opType: string, inputSince: number, tensor: string, axes: readonly number[], keepsAxes: boolean): string {
    if (axes.length === 0) return tensor;
    const keep = int('keepdims', keepsAxes ? 1 : 0);
    return this.opset < inputSince
      ? this.node(opType, [tensor], [ints('axes', axes), keep])
      : this.node(opType, [tensor, this.ints(axes)], [keep]);
  }
}

const otherFloats = new Set([TensorProto_DataType.FLOAT16, TensorProto_DataType.BFLOAT16, TensorProto_DataType.DOUBLE]);

/** Whether none of the numbers that a network computes with are of half or double precision. */
function isFloat32({ constants, inputs, nodes }: OnnxGraph): boolean {
  const inputTypes = inputs.map(({ type }) => (type?.value.case === 'tensorType' ? type.value.value.elemType : 0));
  const castTypes = nodes
    .filter(({ proto }) => proto.opType === 'Cast')
    .flatMap(({ proto }) => proto.attribute.filter(({ name }) => name === 'to').map(({ i }) => Number(i)));
  const types = [...[...constants.values()].map(({ dataType }) => dataType as number), ...inputTypes, ...castTypes];
  return !types.some((type) => otherFloats.has(type));
}
