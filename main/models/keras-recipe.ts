import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import type { KerasLayer, LayerSettings } from './keras-layer-config.ts';

export type Layer = layers.Layer;

/** How one Keras layer is made with TF.js. */
export interface LayerRecipe {
  /** One after the other; the last carries the Keras layer's name. */
  readonly layers: readonly Layer[];
  /** Shapes that its weights must have, in Keras's order. */
  readonly weightShapes: readonly (readonly number[])[];
  /** `LayerInfo.detail`. */
  readonly detail: string;
}

/** Makes the recipe of one kind of layer, whose input has the shape `inputShape` (batch first). */
export type RecipeMaker = (settings: LayerSettings, inputShape: Shape, layer: KerasLayer) => LayerRecipe;

/** By Keras 2's class name. */
export type Recipes = Readonly<Record<string, RecipeMaker>>;

export function withWeights(layer: Layer, weightShapes: readonly (readonly number[])[]): LayerRecipe {
  return { layers: [layer], weightShapes, detail: '' };
}

export function plain(layer: Layer, detail = ''): LayerRecipe {
  return { layers: [layer], weightShapes: [], detail };
}

/** Dropout does nothing outside training, and every reader of TF.js layers knows it. */
export function identity(name: string): Layer {
  return layers.dropout({ rate: 0, name });
}

export function positive(settings: LayerSettings, key: string, pair: [number, number]): [number, number] {
  if (pair.some((size) => size === 0)) throw settings.unsupported(`has a ${key} of zero`);
  return pair;
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
