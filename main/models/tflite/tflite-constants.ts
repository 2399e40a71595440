import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { storedNumbers, type StoredType } from '../stored-numbers.ts';
import type { TfliteGraph, TfliteQuantisation, TfliteTensor } from './tflite-schema.ts';

/** Numbers known before the network runs: weights, as float32. */
export interface TfliteConstant {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Weights grow at most fourfold, from 8 bits to 32; a file that asks for more lists the same bytes again and again. */
const bytesPerByteOfFile = 8;

/** The constant tensors of a graph, turned into numbers when first asked for. */
export class TfliteConstants {
  readonly #graph: TfliteGraph;
  readonly #floats = new Map<number, TfliteConstant>();
  readonly #ints = new Map<number, readonly number[]>();
  #bytesLeft: number;
  /** Whether weights of 8 bits were read. */
  hasRoundedWeights = false;

  constructor(graph: TfliteGraph, fileBytes: number) {
    this.#graph = graph;
    this.#bytesLeft = fileBytes * bytesPerByteOfFile;
  }

  /**
   * The numbers of a constant tensor; null for one that is computed, or holds integers that are no quantised weights.
   * @throws SteerscopeError `not-a-network` when the data does not fill the shape, `unsupported-network` for sparse weights.
   */
  floats(index: number): TfliteConstant | null {
    const known = this.#floats.get(index);
    if (known !== undefined) return known;
    const tensor = this.#graph.tensors[index];
    if (tensor === undefined || tensor.data.length === 0) return null;
    const type = storedTypes[tensor.type];
    if (type === undefined || (tensor.type.includes('INT') && tensor.quantisation === null)) return null;
    if (tensor.isSparse)
      throw new SteerscopeError(
        'unsupported-network',
        `The network leaves out zeros of its weights (${tensor.name}), which Steerscope does not read: ${this.#graph.path}`,
        'Convert it again without sparsity.',
      );
    const { bytes, read } = storedNumbers[type];
    const count = this.#count(tensor, bytes);
    const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
    const values = new Float32Array(count);
    for (let at = 0; at < count; at += 1) values[at] = read(view, at * bytes);
    if (tensor.quantisation !== null && tensor.type.includes('INT')) {
      dequantise(values, tensor.shape, tensor.quantisation);
      this.hasRoundedWeights ||= tensor.type === 'INT8' || tensor.type === 'UINT8';
    }
    const constant = { shape: tensor.shape, values };
    this.#floats.set(index, constant);
    return constant;
  }

  /** The integers of a tensor that is constant or was worked out (a shape, axes, bounds); null for any other tensor. */
  ints(index: number): readonly number[] | null {
    const known = this.#ints.get(index);
    if (known !== undefined) return known;
    const tensor = this.#graph.tensors[index];
    if (tensor === undefined || tensor.data.length === 0 || (tensor.type !== 'INT32' && tensor.type !== 'INT64'))
      return null;
    const { bytes, read } = storedNumbers[tensor.type === 'INT32' ? 'int32' : 'int64'];
    const count = this.#count(tensor, bytes);
    const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
    return Array.from({ length: count }, (_, at) => read(view, at * bytes));
  }

  /** Takes the numbers of one tensor for another: DEQUANTIZE of weights kept in half precision. */
  alias(index: number, constant: TfliteConstant): void {
    this.#floats.set(index, constant);
  }

  /** Notes integers that were worked out from shapes. */
  noteInts(index: number, values: readonly number[]): void {
    this.#ints.set(index, values);
  }

  #count(tensor: TfliteTensor, elementBytes: number): number {
    const count = tensor.shape.reduce((product, length) => product * length, 1);
    this.#bytesLeft -= 4 * count;
    if (count * elementBytes !== tensor.data.length || this.#bytesLeft < 0)
      throw new SteerscopeError(
        'not-a-network',
        `The weights ${tensor.name} are ${tensor.data.length} bytes, not ${tensor.shape.join('x')} numbers: ${this.#graph.path}`,
        'Check that the file was copied in full, or convert the network again.',
      );
    return count;
  }
}

const storedTypes: Readonly<Record<string, StoredType>> = {
  FLOAT32: 'float32',
  FLOAT16: 'float16',
  FLOAT64: 'float64',
  INT8: 'int8',
  UINT8: 'uint8',
  INT32: 'int32',
};

/** Stored integers to the numbers they stand for, in place. */
function dequantise(values: Float32Array, shape: readonly number[], quantisation: TfliteQuantisation): void {
  const { scales, zeroPoints, axis } = quantisation;
  const perChannel = scales.length > 1;
  const inner = perChannel ? shape.slice(axis + 1).reduce((product, length) => product * length, 1) : values.length;
  for (let at = 0; at < values.length; at += 1) {
    const channel = perChannel ? Math.floor(at / inner) % scales.length : 0;
    values[at] = ((values[at] ?? 0) - (zeroPoints[channel] ?? 0)) * (scales[channel] ?? 0);
  }
}
