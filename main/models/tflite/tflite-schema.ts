import type { DilatedWindow } from '../tensorflow/space-to-batch.ts';
import { operatorNames } from './tflite-operator-names.ts';
import { FlatBufferDamage, FlatFile, type FlatTable } from './flat-table.ts';

/**
 * The parts of a TensorFlow Lite file that say what the network computes, by the field numbers of
 * tensorflow/lite/schema/schema.fbs, version 3.
 */
export interface TfliteGraph {
  readonly path: string;
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  /** Indices of tensors; outputs in the order in which the exporting program counted them, where it did. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Names that the exporting program gave inputs and outputs, by index of the tensor. */
  readonly signatureNames: ReadonlyMap<number, string>;
}

export interface TfliteTensor {
  readonly name: string;
  /** With the batch axis; for one picture. */
  readonly shape: readonly number[];
  /** As `shape`, with -1 for a length that the file leaves open; `shape` then says 1, right or wrong. */
  readonly signature: readonly number[];
  /** `FLOAT32`. */
  readonly type: string;
  /** Empty for what is computed. */
  readonly data: Uint8Array;
  readonly quantisation: TfliteQuantisation | null;
  readonly isSparse: boolean;
}

/** value = scale * (stored - zero point), one of each, or one for each index along `axis`. */
export interface TfliteQuantisation {
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
  readonly axis: number;
}

export interface TfliteOperator {
  /** `CONV_2D`; what has no name here is `operator 117`; an operator of an extension has its own name. */
  readonly type: string;
  /** Indices of tensors; -1 for an input left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** The settings, in the table that belongs to the operator. */
  readonly options: FlatTable | null;
  /** How a convolution slides that was put together of three operators, instead of what its settings say. */
  readonly dilated?: DilatedWindow;
}

const types = 'FLOAT32 FLOAT16 INT32 UINT8 INT64 STRING BOOL INT16 COMPLEX64 INT8 FLOAT64'.split(' ');

/** Beyond these counts and lengths no steering network goes; a broken or hostile file does. */
const mostTables = 20_000;
const longestRank = 8;

/** @throws FlatBufferDamage */
export function readTfliteGraph(bytes: Uint8Array, path: string): TfliteGraph {
  return graphOf(new FlatFile(bytes).root(), path);
}

function graphOf(model: FlatTable, path: string): TfliteGraph {
  const codes = model.tables(1, mostTables).map(operatorName);
  const buffers = model.tables(4, mostTables).map((buffer) => ({
    data: buffer.bytes(0),
    // Files beyond 2 GiB keep their data behind the FlatBuffer: fields offset and size.
    isElsewhere: buffer.has(1),
  }));
  const [graph] = model.tables(2, mostTables);
  if (graph === undefined) throw new FlatBufferDamage('it holds no graph');
  const tensors = graph.tables(0, mostTables).map((tensor): TfliteTensor => {
    const buffer = buffers[tensor.int32(2)];
    if (buffer === undefined || buffer.isElsewhere) throw new FlatBufferDamage('a tensor has no buffer');
    const shape = tensor.int32s(0);
    if (shape.length > longestRank || shape.some((length) => length < 0))
      throw new FlatBufferDamage(`a tensor has the shape ${shape.slice(0, longestRank).join('x')}`);
    const signature = tensor.int32s(7);
    const type = tensor.int8(1);
    return {
      name: tensor.text(3),
      shape,
      signature: signature.length === shape.length ? signature : shape,
      type: types[type] ?? `type ${type}`,
      data: buffer.data,
      quantisation: quantisationOf(tensor.table(4)),
      isSparse: tensor.has(6),
    };
  });
  const known = (indices: readonly number[], optional: boolean): readonly number[] => {
    if (indices.some((index) => (index < 0 && !(optional && index === -1)) || index >= tensors.length))
      throw new FlatBufferDamage('an operator names a tensor that is not there');
    return indices;
  };
  const operators = graph.tables(3, mostTables).map((operator): TfliteOperator => {
    const type = codes[operator.int32(0)];
    if (type === undefined) throw new FlatBufferDamage('an operator has no kind');
    return {
      type,
      inputs: known(operator.int32s(1), true),
      outputs: known(operator.int32s(2), false),
      options: operator.table(4),
    };
  });
  const names = signatureNames(model);
  return {
    path,
    tensors,
    operators,
    inputs: known(graph.int32s(1), false),
    outputs: inTurn(known(graph.int32s(2), false), names),
    signatureNames: names,
  };
}

function operatorName(code: FlatTable): string {
  // The first field has room for 127 operators; later ones are in the last.
  const builtin = Math.max(code.int8(0), code.int32(3));
  const name = operatorNames[builtin] ?? `operator ${builtin}`;
  return name === 'CUSTOM' ? code.text(1) || name : name;
}

function quantisationOf(table: FlatTable | null): TfliteQuantisation | null {
  const scales = table?.float32s(2) ?? [];
  if (table === null || scales.length === 0) return null;
  return { scales, zeroPoints: table.int64s(3), axis: table.int32(6) };
}

/** Of the first signature; it belongs to the first graph in every file with one way in. */
function signatureNames(model: FlatTable): Map<number, string> {
  const [signature] = model.tables(7, mostTables);
  const names = new Map<number, string>();
  if (signature === undefined || signature.int32(4) !== 0) return names;
  for (const field of [0, 1])
    for (const entry of signature.tables(field, mostTables)) names.set(entry.int32(1), entry.text(0));
  return names;
}

/**
 * Outputs that the exporting program counted (`output_0`, `output_1`) in that order: the converter lists them in any. All
 * others stay as the file lists them.
 */
function inTurn(outputs: readonly number[], names: ReadonlyMap<number, string>): readonly number[] {
  const parts = new Map(outputs.map((index) => [index, /^(.*?)(\d+)$/.exec(names.get(index) ?? '')]));
  const stems = new Set([...parts.values()].map((found) => found?.[1]));
  if (stems.size !== 1 || stems.has(undefined)) return outputs;
  const number = (index: number) => Number(parts.get(index)?.[2]);
  return [...outputs].sort((left, right) => number(left) - number(right));
}
