import type { Shape, layers } from '@tensorflow/tfjs-layers';
import type { WindowAxis, WindowStep } from '../../../shared/geometry.ts';
import { padsToFit } from '../onnx/window-settings.ts';
import type { Slice } from './layers-slice.ts';
import type { Passage } from '../stages/trace-graph.ts';

export type Layer = layers.Layer;

type Pair = readonly [number, number];

/** Layers that slide a kernel of weights over a picture. */
const convolutions = new Set(['Conv2D', 'GroupedConv2D', 'DepthwiseConv2D', 'SeparableConv2D', 'Conv2DTranspose']);

export function isConvolution(layer: Layer): boolean {
  return convolutions.has(layer.getClassName());
}

/** The window that a layer slides, in its own words. */
export interface LayerWindow {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly padding: 'valid' | 'same';
}

/** Null for a layer that slides no window. */
export function windowOf(layer: Layer): LayerWindow | null {
  const className = layer.getClassName();
  const config = layer.getConfig();
  const padding = config['padding'] === 'same' ? 'same' : 'valid';
  if (isConvolution(layer))
    return {
      kernel: config['kernelSize'] as unknown as Pair,
      strides: config['strides'] as unknown as Pair,
      dilations: (config['dilationRate'] as unknown as Pair | null | undefined) ?? [1, 1],
      padding,
    };
  if (className === 'MaxPooling2D' || className === 'AveragePooling2D')
    return {
      kernel: config['poolSize'] as unknown as Pair,
      strides: config['strides'] as unknown as Pair,
      dilations: [1, 1],
      padding,
    };
  return null;
}

/** Layers that keep every element in its place. */
const pointwise = new Set([
  'Activation',
  'ReLU',
  'LeakyReLU',
  'ELU',
  'PReLU',
  'ThresholdedReLU',
  'Softmax',
  'BatchNormalization',
  'LayerNormalization',
  'Dropout',
  'GaussianDropout',
  'GaussianNoise',
  'AlphaDropout',
  'Affine',
  'ChannelMix',
  'Formula',
  'Rescaling',
  'ScaledElu',
  'ShapedRelu',
  'Dense',
  'Combine',
  'Add',
  'Subtract',
  'Multiply',
  'Average',
  'Maximum',
  'Minimum',
  'Concatenate',
]);

/** Whether a layer leaves every element in its place, on whatever axes it lies. */
export function keepsPlaces(layer: Layer): boolean {
  return pointwise.has(layer.getClassName());
}

/** Layers that take away rows and columns. */
const flattening = new Set(['Flatten', 'GlobalAveragePooling2D', 'GlobalMaxPooling2D', 'Reduce']);

/** Layers that resize, bilinearly, by repeating or to the nearest. */
const resizing = new Set(['BilinearResize', 'NearestResize', 'Resizing', 'UpSampling2D']);

/**
 * What `layer`, called `name`, does to the rows and columns of an input of shape `from` to make `to`. Shapes are batch,
 * rows, columns, channels: a Permute, which says so only on other axes, changes nothing.
 */
export function passageOf(layer: Layer, name: string, from: Shape, to: Shape): Passage {
  const className = layer.getClassName();
  const [, inputHeight, inputWidth] = from;
  const [, outputHeight, outputWidth] = to;
  const areMaps = from.length === 4 && to.length === 4;
  const keepsSize = areMaps && inputHeight === outputHeight && inputWidth === outputWidth;
  if (flattening.has(className)) return keepsSize ? null : 'end';
  if (!areMaps || !inputHeight || !inputWidth || !outputHeight || !outputWidth) return 'unknown';
  const window = windowOf(layer);
  // A single element has no place that a kernel could tell: the convolution is a dense layer.
  if (window && isConvolution(layer) && inputHeight * inputWidth === 1) return 'end';
  if (window)
    return {
      kind: windowKind(layer),
      layer: name,
      vertical: windowAxis(layer, window, 0, inputHeight, outputHeight),
      horizontal: windowAxis(layer, window, 1, inputWidth, outputWidth),
    };
  if (className === 'Cropping2D' || className === 'ZeroPadding2D') {
    const sides = sidesOf(layer);
    return { kind: className === 'Cropping2D' ? 'crop' : 'pad', layer: name, ...sides, inputHeight, inputWidth };
  }
  if (resizing.has(className))
    return { kind: 'resize', layer: name, inputHeight, inputWidth, outputHeight, outputWidth };
  if (className === 'Slice') return cropOfSlice(layer, name, inputHeight, inputWidth);
  if (!pointwise.has(className) && className !== 'Permute') return 'unknown';
  if (keepsSize) return null;
  return className === 'Concatenate' ? 'unknown' : 'end';
}

/** What a Cropping2D removes, or a ZeroPadding2D adds, on each side. */
export function sidesOf(layer: Layer) {
  const config = layer.getConfig();
  const sides = config[layer.getClassName() === 'Cropping2D' ? 'cropping' : 'padding'];
  const [[top, bottom], [left, right]] = sides as unknown as [Pair, Pair];
  return { top, bottom, left, right };
}

/** A part of the rows and columns without gaps is a crop. */
function cropOfSlice(layer: Layer, name: string, inputHeight: number, inputWidth: number): Passage {
  const [rows, columns] = (layer as Slice).axes;
  if (rows?.step !== 1 || columns?.step !== 1 || rows.alone || columns.alone) return 'unknown';
  return {
    kind: 'crop',
    layer: name,
    top: rows.start,
    bottom: inputHeight - rows.start - rows.count,
    left: columns.start,
    right: inputWidth - columns.start - columns.count,
    inputHeight,
    inputWidth,
  };
}

function windowKind(layer: Layer): WindowStep['kind'] {
  if (layer.getClassName() === 'Conv2DTranspose') return 'transposed-convolution';
  return isConvolution(layer) ? 'convolution' : 'pooling';
}

/** The padding of a transposed convolution is that of its output. */
function windowAxis(layer: Layer, window: LayerWindow, axis: 0 | 1, inputSize: number, outputSize: number): WindowAxis {
  const [kernel, stride, dilation] = [window.kernel[axis], window.strides[axis], window.dilations[axis]];
  const isTransposed = windowKind(layer) === 'transposed-convolution';
  const [padded, windows] = isTransposed ? [outputSize, inputSize] : [inputSize, outputSize];
  const lengths = { kernel, stride, dilation };
  const padBefore = window.padding === 'same' ? padsToFit(padded, windows, lengths).before : 0;
  return { ...lengths, padBefore, inputSize, outputSize };
}
