import * as tf from '@tensorflow/tfjs-core';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import type { WeightArray } from './keras-contents.ts';
import type { KerasLayer } from './keras-layer-config.ts';
import type { LayerRecipe } from './keras-recipe.ts';

/** No weight or map of a steering network is larger, in elements; what claims to be is broken or hostile. */
export const maximumElements = 2 ** 26;

/** @throws SteerscopeError `not-a-network` when the file has other weights than the layer needs. */
export function checkWeights(
  layer: KerasLayer,
  expected: readonly (readonly number[])[],
  stored: readonly WeightArray[],
): void {
  const found = stored.map((weight) => weight.shape);
  const fits =
    expected.length === found.length &&
    expected.every((shape, index) => sameShape(shape, found[index] ?? []) && elements(shape) <= 4 * maximumElements);
  if (fits) return;
  const list = (shapes: readonly (readonly number[])[]): string =>
    shapes.length === 0 ? 'none' : shapes.map((shape) => `[${shape.join(', ')}]`).join(' ');
  throw new SteerscopeError(
    'not-a-network',
    `The weights of layer ${layer.name} (${layer.writtenAs}) do not fit it: expected ${list(expected)}, found ${list(found)}`,
    'Check that the weights belong to this architecture, and that the file is complete.',
  );
}

/** Counts the weights of layers that are called again and again, of which a network written as ONNX has a copy a call. */
export class RepeatedWeights {
  #elements = 0;

  /** @throws SteerscopeError `unsupported-network`. */
  add(layer: KerasLayer, stored: readonly WeightArray[]): void {
    this.#elements += stored.reduce((sum, { values }) => sum + values.length, 0);
    if (this.#elements <= maximumElements) return;
    throw new SteerscopeError(
      'unsupported-network',
      `Layer ${layer.name} (${layer.writtenAs}) and others are called so often that their weights exceed the memory`,
      'Export the network to ONNX.',
    );
  }
}

/** Copies the weights into the layers; false when some are NaN or infinite. */
export function setWeights(recipe: LayerRecipe, stored: readonly WeightArray[]): boolean {
  const layer = recipe.weighted ?? recipe.layers[0];
  if (!layer || recipe.weightShapes.length === 0) return true;
  const finite = stored.every(({ values }) => values.every((value) => Number.isFinite(value)));
  if (layer.weights.length === 0) return finite;
  const values = recipe.rearranged?.(stored) ?? stored.map((weight) => weight.values);
  tf.tidy(() =>
    layer.setWeights(layer.weights.map((weight, index) => tf.tensor(values[index]!, weight.shape as number[]))),
  );
  return finite;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
