import type { GeometryStep, WindowAxis } from '../../shared/geometry.ts';
import { inputShapeOf, isConvolution, outputShapeOf, type Layer } from './layers-path.ts';

type Pair = readonly [number, number];

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
  'Add',
  'Multiply',
  'Average',
  'Maximum',
  'Minimum',
  'Concatenate',
]);

/**
 * What `layer` does to the rows and columns of its input map; null when it leaves them as they are.
 * Undefined when that is not known, and no mask can be led through it.
 */
export function stepOf(layer: Layer): GeometryStep | null | undefined {
  const [, inputHeight, inputWidth] = inputShapeOf(layer);
  const [, outputHeight, outputWidth] = outputShapeOf(layer);
  const areMaps = inputShapeOf(layer).length === 4 && outputShapeOf(layer).length === 4;
  if (!areMaps || !inputHeight || !inputWidth || !outputHeight || !outputWidth) return undefined;
  const { name } = layer;
  const window = windowOf(layer);
  if (window)
    return {
      kind: isConvolution(layer) ? 'convolution' : 'pooling',
      layer: name,
      vertical: windowAxis(window, 0, inputHeight, outputHeight),
      horizontal: windowAxis(window, 1, inputWidth, outputWidth),
    };
  const className = layer.getClassName();
  if (className === 'Cropping2D' || className === 'ZeroPadding2D') {
    const sides = sidesOf(layer);
    return { kind: className === 'Cropping2D' ? 'crop' : 'pad', layer: name, ...sides, inputHeight, inputWidth };
  }
  if (['BilinearResize', 'Resizing', 'UpSampling2D'].includes(className))
    return { kind: 'resize', layer: name, inputHeight, inputWidth, outputHeight, outputWidth };
  const keepsSize = inputHeight === outputHeight && inputWidth === outputWidth;
  return pointwise.has(className) && keepsSize ? null : undefined;
}

/** What a Cropping2D removes, or a ZeroPadding2D adds, on each side. */
export function sidesOf(layer: Layer) {
  const config = layer.getConfig();
  const sides = config[layer.getClassName() === 'Cropping2D' ? 'cropping' : 'padding'];
  const [[top, bottom], [left, right]] = sides as unknown as [Pair, Pair];
  return { top, bottom, left, right };
}

/** TensorFlow's SAME puts the odd element of padding after the map. */
function windowAxis(window: LayerWindow, axis: 0 | 1, inputSize: number, outputSize: number): WindowAxis {
  const [kernel, stride, dilation] = [window.kernel[axis], window.strides[axis], window.dilations[axis]];
  const span = dilation * (kernel - 1) + 1;
  const total = window.padding === 'same' ? Math.max((outputSize - 1) * stride + span - inputSize, 0) : 0;
  return { kernel, stride, dilation, padBefore: Math.floor(total / 2), inputSize, outputSize };
}
