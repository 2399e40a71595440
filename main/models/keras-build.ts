import * as tf from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import type { LayersModel, Shape, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { WeightArray } from './keras-contents.ts';
import type { KerasNetwork } from './keras-json.ts';
import type { KerasLayer } from './keras-layer-config.ts';
import type { LayerOrigin } from './layers-info.ts';
import { recipeOf } from './keras-layers.ts';
import type { LayerRecipe } from './keras-recipe.ts';
import { startTensorflow } from './tensorflow-backend.ts';

export interface BuiltNetwork {
  readonly layersModel: LayersModel;
  readonly origins: ReadonlyMap<string, LayerOrigin>;
  /** Layers with weights that are NaN or infinite. */
  readonly notFinite: readonly string[];
}

/** No weight or map of a steering network is larger, in elements; what claims to be is broken or hostile. */
const maximumElements = 2 ** 28;

/**
 * Builds the network in TF.js with the weights that `weightsOf` finds for each layer.
 * @throws SteerscopeError `unsupported-layer`, `not-a-network` when weights are missing or of another shape.
 */
export async function buildKerasNetwork(
  network: KerasNetwork,
  weightsOf: (layer: string) => readonly WeightArray[],
  path: string,
): Promise<BuiltNetwork> {
  // Weights live on the backend.
  await startTensorflow();
  const entry = input({ shape: [...network.input.shape], name: network.input.name });
  const tensors = new Map<string, SymbolicTensor>([[network.input.name, entry]]);
  const origins = new Map<string, LayerOrigin>();
  const notFinite: string[] = [];
  const made: tf.serialization.Serializable[] = [];
  try {
    for (const layer of network.layers) {
      const inputs = layer.inputs.map((name) => tensors.get(name)).filter((tensor) => tensor !== undefined);
      const { recipe, output } = applyLayer(layer, inputs, weightsOf(layer.name), path);
      made.push(...recipe.layers);
      tensors.set(layer.name, output);
      origins.set(layer.name, { type: layer.writtenAs, detail: recipe.detail });
      if (!setWeights(recipe, weightsOf(layer.name))) notFinite.push(layer.name);
    }
    const outputs = network.outputs.map((name) => tensors.get(name)).filter((tensor) => tensor !== undefined);
    return { layersModel: model({ inputs: entry, outputs, name: network.name }), origins, notFinite };
  } catch (thrown) {
    for (const layer of made) (layer as unknown as { dispose(): void }).dispose();
    throw thrown;
  }
}

function applyLayer(
  layer: KerasLayer,
  inputs: readonly SymbolicTensor[],
  stored: readonly WeightArray[],
  path: string,
): { recipe: LayerRecipe; output: SymbolicTensor } {
  const [first] = inputs;
  if (!first) throw new Error(`Layer ${layer.name} takes nothing.`);
  try {
    const recipe = recipeOf(layer, first.shape);
    // Before anything is allocated: a shape in the config is only believed when the file has the weights for it.
    checkWeights(layer, recipe.weightShapes, stored);
    let output: SymbolicTensor | readonly SymbolicTensor[] = inputs.length === 1 ? first : inputs;
    for (const step of recipe.layers) {
      const outputShape = step.computeOutputShape(shapesOf(output)) as Shape;
      checkMap(layer, shapesOf(output), outputShape);
      output = step.apply(output as SymbolicTensor) as SymbolicTensor;
    }
    return { recipe, output: output as SymbolicTensor };
  } catch (thrown) {
    if (thrown instanceof SteerscopeError)
      throw new SteerscopeError(thrown.code, `${thrown.message}: ${path}`, thrown.nextStep, { cause: thrown });
    throw new SteerscopeError(
      'unsupported-layer',
      `Layer ${layer.name} (${layer.writtenAs}) cannot be built (${thrown instanceof Error ? thrown.message : String(thrown)}): ${path}`,
      'Check that Keras itself loads the network, or export it to ONNX.',
      { cause: thrown },
    );
  }
}

function shapesOf(tensors: SymbolicTensor | readonly SymbolicTensor[]): Shape | Shape[] {
  return 'shape' in tensors ? tensors.shape : tensors.map((tensor) => tensor.shape);
}

function checkMap(layer: KerasLayer, inputShape: Shape | Shape[], outputShape: Shape): void {
  const sizes = outputShape.slice(1).map((size) => size ?? 0);
  if (sizes.every((size) => size >= 1) && elements(sizes) <= maximumElements) return;
  throw new SteerscopeError(
    'unsupported-layer',
    `Layer ${layer.name} (${layer.writtenAs}) makes a map of size [${sizes.join(', ')}] of one of size [${JSON.stringify(inputShape).replace(/^\[null,|\]$|\[|null,/g, '')}], which cannot be`,
    'Check the input size that the network was saved with.',
  );
}

function checkWeights(
  layer: KerasLayer,
  expected: readonly (readonly number[])[],
  stored: readonly WeightArray[],
): void {
  const found = stored.map((weight) => weight.shape);
  const fits =
    expected.length === found.length &&
    expected.every((shape, index) => sameShape(shape, found[index] ?? []) && elements(shape) <= maximumElements);
  if (fits) return;
  const list = (shapes: readonly (readonly number[])[]): string =>
    shapes.length === 0 ? 'none' : shapes.map((shape) => `[${shape.join(', ')}]`).join(' ');
  throw new SteerscopeError(
    'not-a-network',
    `The weights of layer ${layer.name} (${layer.writtenAs}) do not fit it: expected ${list(expected)}, found ${list(found)}`,
    'Check that the weights belong to this architecture, and that the file is complete.',
  );
}

/** Copies the weights into the layers; false when some are NaN or infinite. */
function setWeights(recipe: LayerRecipe, stored: readonly WeightArray[]): boolean {
  const [layer] = recipe.layers;
  if (!layer || recipe.weightShapes.length === 0) return true;
  let finite = true;
  tf.tidy(() => {
    const tensors = stored.map((weight) => {
      finite &&= weight.values.every((value) => Number.isFinite(value));
      return tf.tensor(weight.values, [...weight.shape]);
    });
    layer.setWeights(tensors);
  });
  return finite;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
