import type { Shape } from '@tensorflow/tfjs-layers';
import { shortJson, type LayerSettings } from './keras-layer-config.ts';
import { channelsOf, plain, shortNumber, type Recipes } from './keras-recipe.ts';
import { lambdaRecipe } from './lambda-layers.ts';
import type { PerChannel } from './lambda-names.ts';
import { Affine } from './layers-affine.ts';
import { BilinearResize } from './layers-resize.ts';

/** Fixed arithmetic and resizing inside the network, as layers of Keras or as a Lambda. */
export const arithmeticLayers: Recipes = {
  Rescaling: (settings, inputShape) => {
    const [scale, offset] = [perChannel(settings, 'scale', 1), perChannel(settings, 'offset', 0)];
    for (const values of [scale, offset]) checkChannels(settings, values, inputShape);
    return plain(new Affine({ scale, offset, name: settings.name }), affineText(scale, offset));
  },
  Resizing: (settings) => {
    const interpolation = settings.raw('interpolation') ?? 'bilinear';
    if (interpolation !== 'bilinear' || settings.raw('crop_to_aspect_ratio') === true)
      throw settings.unsupported(`resizes in a way that Steerscope does not know (${shortJson(interpolation)})`);
    const size = { height: settings.integer('height'), width: settings.integer('width') };
    return plain(new BilinearResize({ ...size, sampling: 'half-pixel', name: settings.name }), 'bilinear');
  },
  Lambda: lambdaRecipe,
};

function perChannel(settings: LayerSettings, key: string, otherwise: number): PerChannel {
  const value = settings.raw(key);
  if (!Array.isArray(value)) return settings.number(key, otherwise);
  if (!value.every((item) => typeof item === 'number')) throw settings.unsupported(`has a ${key} that is no number`);
  return value;
}

function affineText(scale: PerChannel, offset: PerChannel): string {
  const text = (value: PerChannel): string =>
    typeof value === 'number' ? shortNumber(value) : `[${value.map(shortNumber).join(', ')}]`;
  return `x * ${text(scale)} + ${text(offset)}`.replace('+ -', '- ');
}

function checkChannels(settings: LayerSettings, values: PerChannel, shape: Shape): void {
  if (typeof values !== 'number' && values.length !== channelsOf(shape))
    throw settings.unsupported(`takes ${String(values.length)} channels but gets ${String(channelsOf(shape))}`);
}
