import { TensorProto_DataType, type ValueInfoProto } from 'onnx-buf';
import type { ImageInput, NumbersInput } from '../../../shared/model.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import {
  inputWords,
  notForPictures,
  openPictureSize,
  refuseSequences,
  type DescribedInput,
} from '../picture-refusals.ts';
import { isCastable } from './onnx-float-ends.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import { onnxHead } from './onnx-head.ts';
import { declaredShape, type Shape } from './onnx-shapes.ts';

/** The network's inputs, and whether the network itself brings 0..255 into a small range. */
export interface OnnxInputs {
  readonly input: ImageInput;
  readonly otherInputs: readonly NumbersInput[];
  readonly scalesInput: boolean;
}

/** Height and width of a picture. */
export interface PictureSize {
  readonly height: number;
  readonly width: number;
}

/** Elements of the largest picture taken; what wants more is broken or hostile. */
const largestPicture = 2 ** 26;

/** Numbers of the largest input beside the picture. */
const mostNumbers = 4096;

/** A network that multiplies its input by less than this wants it in 0..255. */
const largestShrinkingScale = 0.1;

/**
 * The input of four axes is the picture, all others are numbers. `openSize` is the size of pictures for a network that
 * leaves it open.
 * @throws SteerscopeError `unsupported-network` unless the graph takes one batch of pictures, and numbers with each.
 */
export function onnxInputs(graph: OnnxGraph, openSize: PictureSize | null): OnnxInputs {
  const { path } = graph;
  for (const value of graph.inputs) assertNumbers(value, path);
  refuseSequences(graph.inputs.map(described), path);
  const pictures = graph.inputs.filter((value) => declaredShape(value)?.length === 4);
  const [picture] = pictures;
  if (picture === undefined) throw noPicture(graph);
  if (pictures.length > 1)
    throw notForPictures(`takes several pictures (${pictures.map((one) => one.name).join(', ')})`, path);
  const { input, scalesInput } = imageInput(picture, graph, openSize);
  const others = graph.inputs.filter((value) => value !== picture);
  return { input, otherInputs: others.map((value) => numbersInput(value, path)), scalesInput };
}

function imageInput(value: ValueInfoProto, graph: OnnxGraph, openSize: PictureSize | null) {
  const { path } = graph;
  const shape = declaredShape(value) ?? [];
  const head = onnxHead(graph, value.name);
  const channelAxis = head.channelAxis ?? guessChannelAxis(shape);
  const order = channelAxis === 1 ? ([2, 3, 1] as const) : ([1, 2, 3] as const);
  const [declaredHeight, declaredWidth, declaredChannels] = order.map((axis) => shape[axis] ?? null);
  const height = declaredHeight ?? openSize?.height;
  const width = declaredWidth ?? openSize?.width;
  const channels = declaredChannels ?? head.channels;
  if (typeof height !== 'number' || typeof width !== 'number' || typeof channels !== 'number')
    throw openPictureSize(described(value), path);
  if (height * width * channels > largestPicture)
    throw notForPictures(`takes pictures of ${width} x ${height} with ${channels} channels`, path);
  const layout = channelAxis === 1 ? ('NCHW' as const) : ('NHWC' as const);
  fixShape(value, layout === 'NCHW' ? [null, channels, height, width] : [null, height, width, channels]);
  return {
    input: { name: value.name, height, width, channels, layout },
    scalesInput: typeOf(value) === TensorProto_DataType.UINT8 || head.scale < largestShrinkingScale,
  };
}

/** Writes the lengths that were left open, so that the shapes behind can be followed. */
function fixShape(value: ValueInfoProto, lengths: Shape): void {
  const type = value.type?.value;
  if (type?.case !== 'tensorType') return;
  for (const [axis, dim] of (type.value.shape?.dim ?? []).entries()) {
    const length = lengths[axis] ?? null;
    if (length !== null) dim.value = { case: 'dimValue', value: BigInt(length) };
  }
}

function numbersInput(value: ValueInfoProto, path: string): NumbersInput {
  const [batch, ...shape] = declaredShape(value) ?? [];
  const count = shape.reduce<number>((product, length) => product * (length ?? Infinity), 1);
  const hasBatch = batch !== undefined && (batch === null || batch === 1);
  if (!hasBatch || !(count <= mostNumbers))
    throw new SteerscopeError(
      'unsupported-network',
      `The network takes ${inputWords(described(value))} beside its picture, which is no batch of a few numbers: ${path}`,
      'Export it with batch x numbers for that input.',
    );
  return { name: value.name, shape: shape.map((length) => length ?? 1) };
}

/** Refuses sequences, maps, text and types that cannot be fed. */
function assertNumbers(value: ValueInfoProto, path: string): void {
  const type = value.type?.value;
  if (type?.case !== 'tensorType')
    throw notForPictures(`takes a ${type?.case ?? 'value without a type'} at ${value.name}`, path);
  if (!isCastable(type.value.elemType))
    throw new SteerscopeError(
      'unsupported-network',
      `The network takes ${TensorProto_DataType[type.value.elemType] ?? 'unknown'} numbers at ${value.name}: ${path}`,
      'Export it with a float32 input.',
    );
}

function typeOf(value: ValueInfoProto): TensorProto_DataType {
  const type = value.type?.value;
  return type?.case === 'tensorType' ? type.value.elemType : TensorProto_DataType.UNDEFINED;
}

function noPicture({ inputs, path }: OnnxGraph): SteerscopeError {
  const all = inputs.map((value) => inputWords(described(value))).join(', ');
  return notForPictures(inputs.length === 0 ? 'takes no input' : `takes ${all}, which is no picture`, path);
}

/** Pictures have few channels: the axis of at most four, else the smaller one. */
function guessChannelAxis(shape: Shape): number {
  const [first, last] = [shape[1] ?? Infinity, shape[3] ?? Infinity];
  return last < first ? 3 : 1;
}

function described(value: ValueInfoProto): DescribedInput {
  return { name: value.name, shape: declaredShape(value) };
}
