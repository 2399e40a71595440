import type { AttributeProto } from 'onnx-buf';
import { reachOf, samePads, windowSettings, type WindowLengths } from '../onnx/window-settings.ts';
import type { NodeToWrite } from './graph-node.ts';
import { intsSetting, textSetting } from './tensorflow-attributes.ts';
import type { OpenShape } from './tensorflow-graph.ts';

/** Where the rows, columns and channels of a map are. */
export interface MapAxes {
  readonly row: number;
  readonly channel: number;
}

/** How a window slides: as ONNX settings, and the size of what comes out. */
export interface Window {
  readonly attributes: readonly AttributeProto[];
  readonly height: number;
  readonly width: number;
}

/** By the node's `data_format`. */
export function axesOf(one: NodeToWrite): MapAxes {
  const format = textSetting(one.node.attributes, 'data_format', 'NHWC');
  if (format === 'NHWC') return { row: 1, channel: 3 };
  return format === 'NCHW' ? { row: 2, channel: 1 } : one.refuse(`has its axes in the order ${format}`);
}

/** Vertical, horizontal, by the node's settings; a pooling has no dilations. */
export function windowAxes(
  one: NodeToWrite,
  kernel: readonly [number, number],
): readonly [WindowLengths, WindowLengths] {
  const { row } = axesOf(one);
  const [strides, dilations] = ['strides', 'dilations'].map((name) => intsSetting(one.node.attributes, name));
  const axis = (index: 0 | 1): WindowLengths => {
    const [stride, dilation] = [strides?.[row + index] ?? 1, dilations?.[row + index] ?? 1];
    if (kernel[index] >= 1 && stride >= 1 && dilation >= 1) return { kernel: kernel[index], stride, dilation };
    return one.refuse(`slides a window of ${kernel.join('x')} in steps of ${stride}`);
  };
  return [axis(0), axis(1)];
}

/** The pads written out, for every way of TensorFlow's to say them. */
export function windowOf(one: NodeToWrite, kernel: readonly [number, number]): Window {
  const { attributes } = one.node;
  const { row } = axesOf(one);
  const shape = one.shapeOf(0, 4);
  const explicit = intsSetting(attributes, 'explicit_paddings');
  const padding = textSetting(attributes, 'padding', 'VALID');
  const axis = (lengths: WindowLengths, index: 0 | 1) => {
    const size = shape[row + index] ?? one.refuse('reads a map whose size is open');
    const [before = 0, after = 0] =
      padding === 'EXPLICIT' ? explicit.slice(2 * (row + index), 2 * (row + index) + 2) : [];
    const pads = padding === 'SAME' ? samePads(size, lengths) : { before, after };
    const output = Math.floor((size + pads.before + pads.after - reachOf(lengths)) / lengths.stride) + 1;
    if (!(output >= 1 && output <= 2 ** 20))
      one.refuse(
        `slides a window of ${kernel.join('x')} over a map of ${shape.slice(row, row + 2).join('x')}, where it does not fit`,
      );
    return { ...lengths, ...pads, output };
  };
  const axes = windowAxes(one, kernel);
  const [vertical, horizontal] = [axis(axes[0], 0), axis(axes[1], 1)];
  return { attributes: windowSettings(vertical, horizontal), height: vertical.output, width: horizontal.output };
}

/** The shape of what a window makes of `input`. */
export function resized(
  input: OpenShape,
  { row, channel }: MapAxes,
  window: Window,
  channels: number | null,
): OpenShape {
  return input.map((length, axis) =>
    axis === row ? window.height : axis === row + 1 ? window.width : axis === channel ? channels : length,
  );
}
