import { floatAttribute } from '../onnx/onnx-attributes.ts';
import type { GraphNode } from '../onnx/onnx-graph.ts';
import type { BackwardWriter } from './backward-writer.ts';
import type { NetworkMap } from './network-map.ts';

/** g·x + h with a number for each channel, or one for all, of shapes that stretch over x; null for 1 and for 0. */
export interface Affine {
  readonly gain: string | null;
  readonly shift: string | null;
}

/** Arithmetic by constants beside a linear layer, and the tensor at its far end. */
export interface Folded extends Affine {
  readonly tensor: string;
}

/** Lengths with which one number a channel stretches over a map: `[1, channels, 1, 1]`, or `[1, units]` behind dense layers. */
export type ChannelLengths = readonly number[];

/**
 * Of what follows `output` as its only reader: the bias as a node of its own, batch normalisation, scaling and shifting
 * by constants, one after the other.
 */
export function affineBehind(write: BackwardWriter, map: NetworkMap, output: string, lengths: ChannelLengths): Folded {
  let folded: Folded = { tensor: output, gain: null, shift: null };
  for (;;) {
    const reader = map.onlyReaderOf(folded.tensor);
    const next = reader && affineOf(write, map, reader, folded.tensor, lengths);
    if (!next) return folded;
    const { gain, shift } = folded;
    folded = {
      tensor: reader.proto.output[0] ?? '',
      gain: product(write, gain, next.gain),
      shift: shift === null ? next.shift : total(write, product(write, shift, next.gain), next.shift),
    };
  }
}

/** Batch normalisation that makes `input`, where nothing else reads it. */
export function normalisationBefore(
  write: BackwardWriter,
  map: NetworkMap,
  input: string,
  lengths: ChannelLengths,
): Folded {
  const maker = map.makerOf(input);
  const isRead = map.onlyReaderOf(input) === undefined;
  const unfolded: Folded = { tensor: input, gain: null, shift: null };
  if (maker?.proto.opType !== 'BatchNormalization' || isRead) return unfolded;
  const tensor = maker.proto.input[0] ?? '';
  const affine = affineOf(write, map, maker, tensor, lengths);
  return affine ? { tensor, ...affine } : unfolded;
}

export function product(write: BackwardWriter, left: string | null, right: string | null): string | null {
  return left === null || right === null ? (left ?? right) : write.multiply(left, right);
}

export function total(write: BackwardWriter, left: string | null, right: string | null): string | null {
  return left === null || right === null ? (left ?? right) : write.add(left, right);
}

function affineOf(
  write: BackwardWriter,
  map: NetworkMap,
  { proto }: GraphNode,
  tensor: string,
  lengths: ChannelLengths,
): Affine | null {
  const { opType, input } = proto;
  const place = input.indexOf(tensor);
  if (opType === 'BatchNormalization') return place === 0 ? normalisation(write, map, proto, lengths) : null;
  if (!['Add', 'Sub', 'Mul', 'Div'].includes(opType)) return null;
  const constant = stretched(write, map, input[1 - place] ?? '', lengths);
  if (constant === null) return null;
  if (opType === 'Add') return { gain: null, shift: constant };
  if (opType === 'Mul') return { gain: constant, shift: null };
  if (opType === 'Div') return place === 0 ? { gain: write.divide(write.scalar(1), constant), shift: null } : null;
  return place === 0
    ? { gain: null, shift: write.node('Neg', [constant]) }
    : { gain: write.scalar(-1), shift: constant };
}

/** g = scale / √(variance + epsilon), h = offset − g·mean; of axis 1, as ONNX has it. */
function normalisation(
  write: BackwardWriter,
  map: NetworkMap,
  proto: GraphNode['proto'],
  lengths: ChannelLengths,
): Affine | null {
  const names = proto.input.slice(1, 5);
  if (!names.every((name) => map.isFixed(name)) || lengths.some((length, axis) => axis !== 1 && length !== 1))
    return null;
  const [scale = '', offset = '', mean = '', variance = ''] = names.map((name) =>
    write.reshape(write.network(name), lengths),
  );
  const epsilon = write.scalar(floatAttribute(proto, 'epsilon', 1e-5));
  const gain = write.divide(scale, write.node('Sqrt', [write.add(variance, epsilon)]));
  return { gain, shift: write.subtract(offset, write.multiply(gain, mean)) };
}

/** A constant operand that is one number, or one for each channel; null for any other. */
function stretched(write: BackwardWriter, map: NetworkMap, name: string, lengths: ChannelLengths): string | null {
  const shape = map.isFixed(name) ? map.shapeOf(name) : undefined;
  if (shape === undefined) return null;
  const isOne = shape.every((length) => length === 1);
  if (!isOne && withoutLeadingOnes(shape).join() !== withoutLeadingOnes(lengths).join()) return null;
  return write.reshape(write.network(name), isOne ? lengths.map(() => 1) : lengths);
}

function withoutLeadingOnes(lengths: readonly (number | null)[]): readonly (number | null)[] {
  const first = lengths.findIndex((length) => length !== 1);
  return first < 0 ? [] : lengths.slice(first);
}
