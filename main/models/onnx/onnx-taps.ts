import { TensorProto_DataType, type NodeProto } from 'onnx-buf';
import type { Stage } from '../../../shared/geometry.ts';
import type { OnnxTap } from '../model.ts';
import { appendToOnnx } from './onnx-append.ts';
import { readOnnxGraph } from './onnx-graph.ts';
import { int, ints, intTensor, onnxNode } from './onnx-write.ts';
import { takesPositivePart } from '../stages/positive-part.ts';

/** Since this opset ReduceMean takes its axes as an input; before, as an attribute. */
const axesAsInputOpset = 18;
const axesName = 'steerscope-axes-';

/** Name of the output that `withAveragedTaps` adds for a stage: float32, the tap's shape without the channel axis. */
export function averagedName(stageIndex: number): string {
  return `steerscope-averaged-${stageIndex}`;
}

/** Name of the output that `withChannels` adds for a stage: float32, the tap as it is. */
export function channelsName(stageIndex: number): string {
  return `steerscope-channels-${stageIndex}`;
}

/** The model with one output more a stage: the mean over channels of its tap, or of the tap's positive part. */
export function withAveragedTaps(bytes: Uint8Array, taps: readonly OnnxTap[], stages: readonly Stage[]): Uint8Array {
  const { opset } = readOnnxGraph(bytes, 'the model');
  const nodes = taps.flatMap((tap, index) => {
    const float = `steerscope-float-${index}`;
    const average = (input: string): NodeProto => mean(input, averagedName(index), tap.channelAxis, opset);
    const stage = stages[index];
    if (!stage || !takesPositivePart(stage)) return [toFloat(tap.tensor, float), average(float)];
    const positive = `steerscope-positive-${index}`;
    return [toFloat(tap.tensor, float), onnxNode('Relu', [float], positive, []), average(positive)];
  });
  const axes = opset < axesAsInputOpset ? [] : [...new Set(taps.map((tap) => tap.channelAxis))];
  return appendToOnnx(bytes, {
    nodes,
    outputs: taps.map((_, index) => averagedName(index)),
    constants: axes.map((axis) => intTensor(axesName + axis, [axis])),
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

function mean(input: string, output: string, axis: number, opset: number): NodeProto {
  const keep = int('keepdims', 0);
  return opset < axesAsInputOpset
    ? onnxNode('ReduceMean', [input], output, [keep, ints('axes', [axis])])
    : onnxNode('ReduceMean', [input, axesName + axis], output, [keep]);
}
