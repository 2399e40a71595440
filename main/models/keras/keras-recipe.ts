import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import type { WeightArray } from './keras-contents.ts';
import type { NamedTensor } from './keras-flatten.ts';
import type { KerasLayer, LayerSettings } from './keras-layer-config.ts';
import type { CallArguments } from './keras-references.ts';

export type Layer = layers.Layer;

/** How one Keras layer is made with TF.js. */
export interface LayerRecipe {
  /** One after the other; the last carries the Keras layer's name. */
  readonly layers: readonly Layer[];
  /** Which of `layers` takes the weights; the first when left out. */
  readonly weighted?: Layer | undefined;
  /** Shapes that the weights must have in the file, in Keras's order. */
  readonly weightShapes: readonly (readonly number[])[];
  /** The values as that layer wants them, where the file has them in another order; else they go as they are. */
  readonly rearranged?: ((stored: readonly WeightArray[]) => readonly Float32Array[]) | undefined;
  /** `LayerInfo.detail`. */
  readonly detail: string;
}

/** What a recipe is made for. */
export interface RecipeCall {
  /** Of every tensor among the arguments, batch first. */
  readonly inputShapes: readonly Shape[];
  readonly arguments: CallArguments<NamedTensor>;
  /** The layer's weights; not yet compared with `weightShapes`. */
  readonly stored: readonly WeightArray[];
}

/** Makes the recipe of one kind of layer, whose first input has the shape `inputShape` (batch first). */
export type RecipeMaker = (
  settings: LayerSettings,
  inputShape: Shape,
  layer: KerasLayer,
  call: RecipeCall,
) => LayerRecipe;

/** By Keras 2's class name. */
export type Recipes = Readonly<Record<string, RecipeMaker>>;

export function withWeights(layer: Layer, weightShapes: readonly (readonly number[])[]): LayerRecipe {
  return { layers: [layer], weightShapes, detail: '' };
}

export function plain(layer: Layer, detail = ''): LayerRecipe {
  return { layers: [layer], weightShapes: [], detail };
}

/** Layers without weights, one after the other; the last must carry the Keras layer's name. */
export function inTurn(made: readonly Layer[], detail = ''): LayerRecipe {
  return { layers: made, weightShapes: [], detail };
}

/** Dropout does nothing outside training, and every reader of TF.js layers knows it. */
export function identity(name: string): Layer {
  return layers.dropout({ rate: 0, name });
}

export function positive(settings: LayerSettings, key: string, pair: [number, number]): [number, number] {
  if (pair.some((size) => size === 0)) throw settings.unsupported(`has a ${key} of zero`);
  return pair;
}

export function productOf(sizes: readonly (number | null)[]): number {
  return sizes.reduce<number>((product, size) => product * (size ?? 0), 1);
}

/** TF.js declares the names as a union that it does not export. */
export function activationOf(settings: LayerSettings) {
  return settings.activation() as 'linear';
}

export function channelsOf(shape: Shape): number {
  return shape.at(-1) ?? 0;
}

/** Six digits: settings were often rounded to 32 bits. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}
