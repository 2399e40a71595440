import { TensorProto_DataType, type NodeProto, type TensorProto } from 'onnx-buf';
import type { Stage } from '../../../shared/geometry.ts';
import type { OnnxTap } from '../model.ts';
import { appendToOnnx } from './onnx-append.ts';
import { readOnnxGraph } from './onnx-graph.ts';
import { floatTensor, int, ints, intTensor, onnxNode } from './onnx-write.ts';
import { takesPositivePart } from '../stages/positive-part.ts';

/** Since this opset ReduceMean takes its axes as an input; before, as an attribute. */
const axesAsInputOpset = 18;
const axesName = 'steerscope-axes-';

/** Name of the output that `withAveragedTaps` adds for a tap: float32, `[batch, row, column]`, by weights `[batch, 1, row, column]`. */
export function averagedName(stageIndex: number): string {
  return `steerscope-averaged-${stageIndex}`;
}

/** Name of the output that `withChannels` adds for a stage: float32, the tap as it is. */
export function channelsName(stageIndex: number): string {
  return `steerscope-channels-${stageIndex}`;
}

/**
 * How channels are averaged: by the operator for it, or with equal weights, which is faster on a CPU and may be less exact on
 * other devices. onnxruntime keeps the maps of convolutions on a CPU in blocks of channels, and the operator must copy them
 * into planes first. A convolution reads them as they are, but works out and writes a whole block for the one mean: of large
 * maps, or of those that another operator has cut, planes and a matrix product with them are faster.
 */
export type Averaging = 'operator' | 'weights';

/** Up to so many numbers in its map a convolution is faster: measured on PilotNet, NetSVF and a ResNet. */
const smallMap = 2 ** 15;

/**
 * The model with one output more a tap: the mean over its channels, or over their positive part where the stage asks for
 * it. With weights only those with a stage, and channels before rows.
 */
export function withAveragedTaps(
  bytes: Uint8Array,
  taps: readonly OnnxTap[],
  stages: readonly Stage[],
  averaging: Averaging = 'operator',
): Uint8Array {
  const { opset } = readOnnxGraph(bytes, 'the model');
  const constants = new Map<string, TensorProto>();
  const keep: Keep = (constant) => {
    constants.set(constant.name, constant);
    return constant.name;
  };
  const average = (input: string, output: string, axis: number): NodeProto =>
    opset < axesAsInputOpset
      ? onnxNode('ReduceMean', [input], output, [int('keepdims', 0), ints('axes', [axis])])
      : onnxNode('ReduceMean', [input, keep(intTensor(axesName + axis, [axis]))], output, [int('keepdims', 0)]);
  const nodes = taps.map(({ tensor, channelAxis }, index) => {
    const stage = stages[index];
    const isCut = stage !== undefined && takesPositivePart(stage);
    const [float, positive] = [`steerscope-float-${index}`, `steerscope-positive-${index}`];
    const before = [toFloat(tensor, float), ...(isCut ? [onnxNode('Relu', [float], positive, [])] : [])];
    const input = isCut ? positive : float;
    const output = averagedName(index);
    if (averaging === 'operator' || channelAxis !== 1 || !stage)
      return [...before, average(input, output, channelAxis)];
    return [...before, ...averageByWeights(input, output, stage, isCut, keep)];
  });
  return appendToOnnx(bytes, {
    // onnxruntime runs what ends in the last node first, and what that needs: backwards, each map is averaged as soon as it
    // is there, while the caches hold it, and let go of.
    nodes: nodes.reverse().flat(),
    outputs: taps.map((_, index) => averagedName(index)),
    constants: [...constants.values()],
  });
}

/** Takes a constant of the graph and tells its name. */
type Keep = (constant: TensorProto) => string;

/**
 * Added up with weights of 1, then divided: weights of 1 / channels would round the means of whole numbers. onnxruntime
 * makes such weights of a division that comes right behind a matrix product, but not behind a change of shape.
 */
function averageByWeights(input: string, output: string, stage: Stage, isCut: boolean, keep: Keep): NodeProto[] {
  const { height, width, channels } = stage;
  const sums = `${output}-sums`;
  const addUp = isCut || height * width * channels > smallMap ? multiplyPlanes : convolve;
  const count = keep(floatTensor(`steerscope-count-${channels}`, [], Float32Array.of(channels)));
  return [...addUp(input, sums, stage, keep), onnxNode('Div', [sums, count], output, [])];
}

/** Nodes that add channels up, to `[batch, 1, row, column]`. */
type AddUp = (input: string, output: string, stage: Stage, keep: Keep) => NodeProto[];

const convolve: AddUp = (input, output, { channels }, keep) => {
  const weights = floatTensor(`steerscope-kernel-${channels}`, [1, channels, 1, 1], ones(channels));
  return [onnxNode('Conv', [input, keep(weights)], output, [])];
};

const multiplyPlanes: AddUp = (input, output, { height, width, channels }, keep) => {
  const [planes, product] = [`${output}-planes`, `${output}-product`];
  // 0 keeps the batch, -1 joins rows and columns.
  const planesShape = keep(intTensor(`steerscope-planes-${channels}`, [0, channels, -1]));
  const weights = keep(floatTensor(`steerscope-row-${channels}`, [1, channels], ones(channels)));
  const mapShape = keep(intTensor(`steerscope-map-${height}-${width}`, [0, 1, height, width]));
  return [
    onnxNode('Reshape', [input, planesShape], planes, []),
    onnxNode('MatMul', [weights, planes], product, []),
    onnxNode('Reshape', [product, mapShape], output, []),
  ];
};

function ones(channels: number): Float32Array {
  return new Float32Array(channels).fill(1);
}

/** The model with one output more a tap: all its channels. */
export function withChannels(bytes: Uint8Array, taps: readonly OnnxTap[]): Uint8Array {
  const nodes = taps.map((tap, index) => toFloat(tap.tensor, channelsName(index)));
  return appendToOnnx(bytes, { nodes, outputs: taps.map((_, index) => channelsName(index)) });
}

/** Networks in half precision give their maps as float32 too; on float32 the runtime drops this node. */
function toFloat(input: string, output: string): NodeProto {
  return onnxNode('Cast', [input], output, [int('to', TensorProto_DataType.FLOAT)]);
}
