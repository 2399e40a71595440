import type { KerasCall } from './keras-flatten.ts';
import type { KerasLayer } from './keras-layer-config.ts';
import { decodeLambda } from '../lambda/lambda-decode.ts';

/**
 * How a tensor lies in the network that is built, which has the channels last throughout: with its axes as Keras has
 * them, or with Keras's first axis, the channels of a network with channels first, moved to the end.
 */
export type AxisOrder = 'as-written' | 'moved';

/** A layer in the words of channels last, and the order of axes in which it takes all its inputs and gives its output. */
export interface LastPlaced {
  readonly layer: KerasLayer;
  readonly takes: AxisOrder;
  readonly gives: AxisOrder;
}

/** Layers that say of which axes they are. */
const spatial = new Set([
  'Conv2D',
  'DepthwiseConv2D',
  'SeparableConv2D',
  'Conv2DTranspose',
  'MaxPooling2D',
  'AveragePooling2D',
  'GlobalMaxPooling2D',
  'GlobalAveragePooling2D',
  'UpSampling2D',
  'ZeroPadding2D',
  'Cropping2D',
  'Resizing',
  'CenterCrop',
]);

/** Layers that do the same to every element, whatever axes it lies on. */
const elementwise =
  /^(ReLU|LeakyReLU|ELU|ThresholdedReLU|\w*Dropout\w*|GaussianNoise|ActivityRegularization|Identity|Random(?!Crop)\w*|Add|Subtract|Multiply|Average|Maximum|Minimum)$/;

/** `layer`, given inputs of four axes that lie so. */
export function channelsLast(layer: KerasLayer, inputs: readonly AxisOrder[]): LastPlaced {
  const { className, config } = layer;
  const isFirst = config['data_format'] === 'channels_first';
  const written: LastPlaced = { layer, takes: 'as-written', gives: 'as-written' };
  const moved = (settings: Readonly<Record<string, unknown>> = {}): LastPlaced => ({
    layer: { ...layer, config: { ...config, data_format: 'channels_last', ...settings } },
    takes: 'moved',
    gives: 'moved',
  });
  if (spatial.has(className)) return isFirst ? moved() : written;
  // Keras itself moves the channels to the end here.
  if (className === 'Flatten' && isFirst) return { ...moved(), gives: 'as-written' };
  if (!inputs.includes('moved')) return written;
  const { axis } = config;
  const singleAxis: unknown = Array.isArray(axis) && axis.length === 1 ? axis[0] : axis;
  if (className === 'BatchNormalization' && singleAxis === 1) return moved({ axis: 3 });
  const areAllMoved = inputs.every((order) => order === 'moved');
  if (className === 'Concatenate' && areAllMoved && singleAxis !== undefined) {
    const place = movedAxis[String(singleAxis)];
    return place === undefined ? written : moved({ axis: place });
  }
  return areAllMoved && isElementwise(layer) ? moved() : written;
}

/** Of an axis of `[batch, channel, row, column]`: where it is in `[batch, row, column, channel]`. */
const movedAxis: Readonly<Record<string, number>> = { 1: 3, 2: 1, 3: 2, '-1': 2, '-2': 1, '-3': 3 };

function isElementwise(layer: KerasLayer): boolean {
  const { className, config } = layer;
  if (className === 'Activation') return !/softmax/.test(String(config['activation']));
  if (className === 'Rescaling') return !Array.isArray(config['scale']) && !Array.isArray(config['offset']);
  if (className !== 'Lambda') return elementwise.test(className);
  if (layer.stated) return false;
  return decodeLambda(layer.name, config).operations.every(
    (operation) =>
      operation.kind === 'affine' && typeof operation.scale === 'number' && typeof operation.offset === 'number',
  );
}

/** Whether the network takes its picture `input` with the channels first: the first layers that say so decide. */
export function takesChannelsFirst(calls: readonly KerasCall[], input: string): boolean {
  const pictures = new Set([input]);
  for (const { layer, name, inputs } of calls) {
    if (!inputs.some((one) => pictures.has(one))) continue;
    if (spatial.has(layer.className)) return layer.config['data_format'] === 'channels_first';
    if (['Flatten', 'Reshape', 'Permute', 'Dense'].includes(layer.className)) continue;
    pictures.add(name);
  }
  return false;
}
