import type { Shape } from '@tensorflow/tfjs-layers';
import { shortJson, type LayerSettings } from './keras-layer-config.ts';
import type { WeightArray } from './keras-contents.ts';
import { channelsOf, plain, shortNumber, type Layer, type LayerRecipe, type Recipes } from './keras-recipe.ts';
import { lambdaRecipe } from '../lambda/lambda-layers.ts';
import type { PerChannel } from '../lambda/lambda-names.ts';
import { Affine } from '../layers/layers-affine.ts';
import { BilinearResize, NearestResize } from '../layers/layers-resize.ts';

/** Fixed arithmetic and resizing inside the network, as layers of Keras or as a Lambda. */
export const arithmeticLayers: Recipes = {
  Rescaling: (settings, inputShape) => {
    const [scale, offset] = [perChannel(settings, 'scale', 1), perChannel(settings, 'offset', 0)];
    for (const values of [scale, offset]) checkChannels(settings, values, inputShape);
    return plain(new Affine({ scale, offset, name: settings.name }), affineText(scale, offset));
  },
  Normalization: (settings, inputShape, _, { stored }) => normalization(settings, inputShape, stored),
  Resizing: (settings) => {
    for (const option of ['crop_to_aspect_ratio', 'pad_to_aspect_ratio', 'antialias'])
      if (settings.raw(option) === true) throw settings.unsupported(`resizes with ${option}`);
    const size = { height: settings.integer('height'), width: settings.integer('width') };
    return plain(
      resizeLayer(settings, size, settings.raw('interpolation') ?? 'bilinear'),
      shortJson(settings.raw('interpolation') ?? 'bilinear'),
    );
  },
  Lambda: lambdaRecipe,
};

/** A resize as TensorFlow 2 does it. */
export function resizeLayer(
  settings: LayerSettings,
  size: { readonly height: number; readonly width: number },
  interpolation: unknown,
): Layer {
  if (interpolation === 'bilinear') return new BilinearResize({ ...size, sampling: 'half-pixel', name: settings.name });
  if (interpolation === 'nearest') return new NearestResize({ ...size, name: settings.name });
  throw settings.unsupported(`resizes in a way that Steerscope does not know (${shortJson(interpolation)})`);
}

/** Keras divides by nothing smaller. */
const smallestDeviation = 1e-7;

/** (x - mean) / deviation, of one number or one a channel, given or learnt by adapt(); the other way round if inverted. */
function normalization(settings: LayerSettings, inputShape: Shape, stored: readonly WeightArray[]): LayerRecipe {
  const isGiven = settings.raw('mean') !== null && settings.raw('mean') !== undefined;
  const [mean = [], variance = []] = isGiven
    ? [settings.raw('mean'), settings.raw('variance')].map((value) => flatNumbers(settings, value))
    : stored.map(({ values }) => [...values]);
  const channels = channelsOf(inputShape);
  if (mean.length !== variance.length || (mean.length !== 1 && mean.length !== channels))
    throw settings.unsupported('normalises other axes than the channels');
  const deviation = variance.map((value) => Math.max(Math.sqrt(value), smallestDeviation));
  const isInverted = settings.flag('invert', false);
  const scale = deviation.map((value) => (isInverted ? value : 1 / value));
  const offset = mean.map((value, index) => (isInverted ? value : -value * (scale[index] ?? 0)));
  const layer = new Affine({ scale: single(scale), offset: single(offset), name: settings.name });
  // The mean, the variance and how many pictures were seen; all of them are in the layer by now.
  return {
    layers: [layer],
    weightShapes: stored.map(({ shape }) => shape),
    detail: affineText(layer.scale, layer.offset),
  };
}

const single = (values: readonly number[]): PerChannel => (values.length === 1 ? (values[0] ?? 0) : values);

function flatNumbers(settings: LayerSettings, value: unknown): number[] {
  const numbers = [value].flat(5) as unknown[];
  if (!numbers.every((item) => typeof item === 'number')) throw settings.unsupported('has a mean that is no number');
  return numbers;
}

function perChannel(settings: LayerSettings, key: string, otherwise: number): PerChannel {
  const value = settings.raw(key);
  if (!Array.isArray(value)) return settings.number(key, otherwise);
  if (!value.every((item) => typeof item === 'number')) throw settings.unsupported(`has a ${key} that is no number`);
  return value;
}

export function affineText(scale: PerChannel, offset: PerChannel): string {
  const text = (value: PerChannel): string =>
    typeof value === 'number' ? shortNumber(value) : `[${value.map(shortNumber).join(', ')}]`;
  return `x * ${text(scale)} + ${text(offset)}`.replace('+ -', '- ');
}

function checkChannels(settings: LayerSettings, values: PerChannel, shape: Shape): void {
  if (typeof values !== 'number' && values.length !== channelsOf(shape))
    throw settings.unsupported(`takes ${String(values.length)} channels but gets ${String(channelsOf(shape))}`);
}
