import type { Shape } from '@tensorflow/tfjs-layers';
import { activationLayers } from './keras-activation-layers.ts';
import { arithmeticLayers } from './keras-arithmetic-layers.ts';
import { isRecord } from '../is-record.ts';
import { LayerSettings, type KerasLayer } from './keras-layer-config.ts';
import { normalisingLayers } from './keras-normalising-layers.ts';
import { operationRecipe } from './keras-operation-layers.ts';
import { plainLayers } from './keras-plain-layers.ts';
import type { LayerRecipe, RecipeCall, Recipes } from './keras-recipe.ts';
import { customLayer } from './keras-refused-layers.ts';
import { weightedLayers } from './keras-weighted-layers.ts';

const recipes: Recipes = {
  ...weightedLayers,
  ...normalisingLayers,
  ...plainLayers,
  ...activationLayers,
  ...arithmeticLayers,
};

/**
 * How to make `layer`, whose first input has the shape `inputShape` (batch first).
 * @throws SteerscopeError `unsupported-layer`.
 */
export function recipeOf(layer: KerasLayer, inputShape: Shape, call: RecipeCall): LayerRecipe {
  const operation = operationRecipe(layer, call);
  if (operation) return operation;
  const { activation } = layer.config;
  if (isRecord(activation)) return withActivationLayer(layer, activation, inputShape, call);
  const make = Object.hasOwn(recipes, layer.className) ? recipes[layer.className] : undefined;
  if (!make) throw customLayer(layer);
  return make(new LayerSettings(layer), inputShape, layer, call);
}

/** A layer whose activation is a layer of its own: `Conv2D(..., activation=LeakyReLU(0.1))`; or a function by name. */
function withActivationLayer(
  layer: KerasLayer,
  { class_name: className, config }: Readonly<Record<string, unknown>>,
  inputShape: Shape,
  call: RecipeCall,
): LayerRecipe {
  if (className === 'function' || typeof config === 'string')
    return recipeOf({ ...layer, config: { ...layer.config, activation: config } }, inputShape, call);
  const make =
    typeof className === 'string' && Object.hasOwn(activationLayers, className)
      ? activationLayers[className]
      : undefined;
  if (!make || !isRecord(config)) throw new LayerSettings(layer).unsupported('has an activation of an unknown kind');
  const bare = { ...layer, name: `${layer.name}/linear`, config: { ...layer.config, activation: 'linear' } };
  const first = recipeOf(bare, inputShape, call);
  const after = make(new LayerSettings({ ...layer, className: String(className), config }), inputShape, layer, call);
  return { ...first, layers: [...first.layers, ...after.layers] };
}
