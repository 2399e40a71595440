import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { halfPrecision } from '../half-precision.ts';
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
    const read = readers[tensor.type];
    if (read === undefined || (tensor.type.includes('INT') && tensor.quantisation === null)) return null;
    if (tensor.isSparse)
      throw new SteerscopeError(
        'unsupported-network',
        `The network leaves out zeros of its weights (${tensor.name}), which Steerscope does not read: ${this.#graph.path}`,
        'Convert it again without sparsity.',
      );
    const count = this.#count(tensor, read.bytes);
    const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
    const values = new Float32Array(count);
    for (let at = 0; at < count; at += 1) values[at] = read.number(view, at * read.bytes);
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
    const size = tensor.type === 'INT32' ? 4 : 8;
    const count = this.#count(tensor, size);
    const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
    return Array.from({ length: count }, (_, at) =>
      size === 4 ? view.getInt32(at * 4, true) : Number(view.getBigInt64(at * 8, true)),
    );
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

/** How to read one number of each type, little-endian as TensorFlow Lite stores them. */
const readers: Readonly<Record<string, { bytes: number; number: (view: DataView, at: number) => number }>> = {
  FLOAT32: { bytes: 4, number: (view, at) => view.getFloat32(at, true) },
  FLOAT16: { bytes: 2, number: (view, at) => halfPrecision(view.getUint16(at, true)) },
  FLOAT64: { bytes: 8, number: (view, at) => view.getFloat64(at, true) },
  INT8: { bytes: 1, number: (view, at) => view.getInt8(at) },
  UINT8: { bytes: 1, number: (view, at) => view.getUint8(at) },
  INT32: { bytes: 4, number: (view, at) => view.getInt32(at, true) },
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
