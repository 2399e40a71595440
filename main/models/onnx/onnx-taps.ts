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

/**
 * Name of the output that `withAveragedTaps` adds for a stage: float32, the tap's shape without the channel axis; by a
 * convolution with one channel.
 */
export function averagedName(stageIndex: number): string {
  return `steerscope-averaged-${stageIndex}`;
}

/** Name of the output that `withChannels` adds for a stage: float32, the tap as it is. */
export function channelsName(stageIndex: number): string {
  return `steerscope-channels-${stageIndex}`;
}

/**
 * How channels are averaged. onnxruntime keeps the maps of convolutions on a CPU in blocks of channels, which a reduction must
 * first copy into planes; a convolution with equal weights reads them as they are, in a tenth of the time on large maps. On
 * other devices a convolution may be less exact than the sum.
 */
export type Averaging = 'reduction' | 'convolution';

/**
 * The model with one output more a tap: the mean over its channels, or over their positive part where the stage asks for
 * it. By convolution only those with a stage, and channels before rows.
 */
export function withAveragedTaps(
  bytes: Uint8Array,
  taps: readonly OnnxTap[],
  stages: readonly Stage[],
  averaging: Averaging = 'reduction',
): Uint8Array {
  const { opset } = readOnnxGraph(bytes, 'the model');
  const constants = new Map<string, TensorProto>();
  const average = (input: string, index: number, { channelAxis }: OnnxTap): NodeProto => {
    const channels = stages[index]?.channels;
    if (averaging === 'convolution' && channelAxis === 1 && channels !== undefined) {
      const weights = `steerscope-mean-of-${channels}`;
      constants.set(weights, floatTensor(weights, [1, channels, 1, 1], new Float32Array(channels).fill(1 / channels)));
      return onnxNode('Conv', [input, weights], averagedName(index), []);
    }
    if (opset < axesAsInputOpset)
      return onnxNode('ReduceMean', [input], averagedName(index), [int('keepdims', 0), ints('axes', [channelAxis])]);
    const axes = axesName + channelAxis;
    constants.set(axes, intTensor(axes, [channelAxis]));
    return onnxNode('ReduceMean', [input, axes], averagedName(index), [int('keepdims', 0)]);
  };
  const nodes = taps.flatMap((tap, index) => {
    const float = `steerscope-float-${index}`;
    const stage = stages[index];
    if (!stage || !takesPositivePart(stage)) return [toFloat(tap.tensor, float), average(float, index, tap)];
    const positive = `steerscope-positive-${index}`;
    return [toFloat(tap.tensor, float), onnxNode('Relu', [float], positive, []), average(positive, index, tap)];
  });
  return appendToOnnx(bytes, {
    nodes,
    outputs: taps.map((_, index) => averagedName(index)),
    constants: [...constants.values()],
  });
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
