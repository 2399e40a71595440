import type { Shape } from '@tensorflow/tfjs-layers';
import { arithmeticLayers } from './keras-arithmetic-layers.ts';
import { LayerSettings, type KerasLayer } from './keras-layer-config.ts';
import { plainLayers } from './keras-plain-layers.ts';
import type { LayerRecipe, Recipes } from './keras-recipe.ts';
import { weightedLayers } from './keras-weighted-layers.ts';

const recipes: Recipes = { ...weightedLayers, ...plainLayers, ...arithmeticLayers };

/**
 * How to make `layer`, whose input has the shape `inputShape` (batch first).
 * @throws SteerscopeError `unsupported-layer`.
 */
export function recipeOf(layer: KerasLayer, inputShape: Shape): LayerRecipe {
  const settings = new LayerSettings(layer);
  const make = Object.hasOwn(recipes, layer.className) ? recipes[layer.className] : undefined;
  if (make) return make(settings, inputShape, layer);
  if (/^Quantize(Layer|WrapperV2|Wrapper)$/.test(layer.writtenAs))
    throw settings.unsupported(
      'belongs to quantisation-aware training, which rounds values inside the network',
      'Open the network as it was before quantisation, or export it to ONNX.',
    );
  if (['Sequential', 'Model', 'Functional'].includes(layer.className))
    throw settings.unsupported('is a network inside the network', 'Export the whole to ONNX, where it is one graph.');
  throw settings.unsupported('is of a kind that Steerscope does not know');
}
