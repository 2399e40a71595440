import { input, layers, model } from '@tensorflow/tfjs-layers';
import type { LayersModel, Shape, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ImageInput } from '../../../shared/model.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { channelsLast, takesChannelsFirst, type AxisOrder } from './keras-channels-first.ts';
import type { WeightArray } from './keras-contents.ts';
import type { KerasCall } from './keras-flatten.ts';
import type { KerasNetwork } from './keras-json.ts';
import type { KerasLayer } from './keras-layer-config.ts';
import { recipeOf } from './keras-layers.ts';
import type { Layer, LayerRecipe } from './keras-recipe.ts';
import { checkWeights, RepeatedWeights, maximumElements, setWeights } from './keras-set-weights.ts';
import type { LayerOrigin } from '../layers/layers-info.ts';
import { startTensorflow } from '../native/tensorflow-backend.ts';
import { TfjsNames } from '../tfjs/tfjs-names.ts';

export interface BuiltNetwork {
  readonly layersModel: LayersModel;
  readonly origins: ReadonlyMap<string, LayerOrigin>;
  /** Layers with weights that are NaN or infinite. */
  readonly notFinite: readonly string[];
  /** How the file's network takes its picture; the one that is built takes it channels last. */
  readonly layout: ImageInput['layout'];
}

/** A tensor of the network under construction. */
interface Placed {
  readonly tensor: SymbolicTensor;
  readonly order: AxisOrder;
}

/**
 * Builds the network in TF.js with the weights that `weightsOf` finds for each layer, its channels last throughout. A layer
 * with weights that is called again stays one layer; of one without, every call becomes a layer.
 * @throws SteerscopeError `unsupported-layer`, `not-a-network` when weights are missing or of another shape.
 */
export async function buildKerasNetwork(
  network: KerasNetwork,
  weightsOf: (layer: string) => readonly WeightArray[],
  path: string,
): Promise<BuiltNetwork> {
  // Weights live on the backend.
  await startTensorflow();
  const picture = network.inputs.find(({ shape }) => shape.length === 3)?.name ?? '';
  const isChannelsFirst = located(path, () => takesChannelsFirst(network.calls, picture));
  const placed = new Map<string, Placed>();
  const origins = new Map<string, LayerOrigin>();
  const notFinite = new Set<string>();
  const made: Layer[] = [];
  const shared = new Map<string, LayerRecipe>();
  const repeated = new RepeatedWeights();
  const names = new TfjsNames();
  try {
    const entries = network.inputs.map(({ name, shape }) => {
      const isMoved = isChannelsFirst && name === picture;
      const moved = [...shape.slice(1), shape[0] ?? 0];
      const tensor = input({ shape: isMoved ? moved : [...shape], name: names.take(name) });
      placed.set(name, { tensor, order: isMoved ? 'moved' : 'as-written' });
      return tensor;
    });
    for (const call of network.calls) {
      const inputs = call.inputs.map((name) => placed.get(name)).filter((one) => one !== undefined);
      const { layer, takes, gives } = located(path, () => channelsLast(call.layer, ordersOf(inputs)));
      const ordered = inputs.map((one) => inOrder(one, takes, () => names.take(`${call.name}/moved`), made));
      const stored = weightsOf(call.layer.name);
      const known = shared.get(layer.name);
      const name = known ? layer.name : names.take(call.name);
      const { recipe, output } = located(path, () => {
        if (known) repeated.add(layer, stored);
        return applyLayer({ ...layer, name }, call, ordered, stored, known);
      });
      placed.set(call.name, { tensor: output, order: output.shape.length === 4 ? gives : 'as-written' });
      if (known) {
        // TF.js counts every call as a user of the layer and frees it after the last; the network is one.
        disposeLayers(recipe.layers);
        continue;
      }
      made.push(...recipe.layers);
      origins.set(name, { type: layer.writtenAs, detail: recipe.detail });
      if (recipe.weightShapes.length > 0) shared.set(layer.name, recipe);
      if (!setWeights(recipe, stored)) notFinite.add(layer.name);
    }
    const results = network.outputs.map((name) => placed.get(name)).filter((one) => one !== undefined);
    const outputs = results.map((one) => inOrder(one, 'as-written', () => names.take('output'), made));
    const layersModel = model({ inputs: entries, outputs, name: network.name });
    return { layersModel, origins, notFinite: [...notFinite], layout: isChannelsFirst ? 'NCHW' : 'NHWC' };
  } catch (thrown) {
    disposeLayers(made);
    if (thrown instanceof SteerscopeError) throw thrown;
    throw new SteerscopeError(
      'unsupported-network',
      `This network cannot be built (${thrown instanceof Error ? thrown.message : String(thrown)}): ${path}`,
      'Check that Keras itself loads the network, or export it to ONNX.',
      { cause: thrown },
    );
  }
}

function ordersOf(inputs: readonly Placed[]): AxisOrder[] {
  return inputs.map(({ order }) => order);
}

const moveChannels: Readonly<Record<AxisOrder, readonly number[]>> = { moved: [2, 3, 1], 'as-written': [3, 1, 2] };

/** The tensor with its axes in the order wanted. */
function inOrder({ tensor, order }: Placed, wanted: AxisOrder, name: () => string, made: Layer[]): SymbolicTensor {
  if (tensor.shape.length !== 4 || order === wanted) return tensor;
  const permute = layers.permute({ dims: [...moveChannels[wanted]], name: name() });
  made.push(permute);
  return permute.apply(tensor) as SymbolicTensor;
}

function applyLayer(
  layer: KerasLayer,
  call: KerasCall,
  inputs: readonly SymbolicTensor[],
  stored: readonly WeightArray[],
  known: LayerRecipe | undefined,
): { recipe: LayerRecipe; output: SymbolicTensor } {
  const [first] = inputs;
  if (!first) throw new Error(`Layer ${layer.name} takes nothing.`);
  const inputShapes = inputs.map((tensor) => tensor.shape);
  let recipe = known;
  try {
    recipe ??= recipeOf(layer, first.shape, { inputShapes, arguments: call.arguments, stored });
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
    if (!known) disposeLayers(recipe?.layers ?? []);
    if (thrown instanceof SteerscopeError) throw thrown;
    throw new SteerscopeError(
      'unsupported-layer',
      `Layer ${layer.name} (${layer.writtenAs}) cannot be built (${thrown instanceof Error ? thrown.message : String(thrown)})`,
      'Check that Keras itself loads the network, or export it to ONNX.',
      { cause: thrown },
    );
  }
}

/** Frees the weights of layers; TF.js refuses to dispose of one that was never applied. */
function disposeLayers(made: readonly Layer[]): void {
  for (const layer of made) if (layer.built && layer.inboundNodes.length > 0) layer.dispose();
}

/** Puts the path last in what is refused. */
function located<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (thrown) {
    if (!(thrown instanceof SteerscopeError)) throw thrown;
    throw new SteerscopeError(thrown.code, `${thrown.message}: ${path}`, thrown.nextStep, { cause: thrown });
  }
}

function shapesOf(tensors: SymbolicTensor | readonly SymbolicTensor[]): Shape | Shape[] {
  return 'shape' in tensors ? tensors.shape : tensors.map((tensor) => tensor.shape);
}

function checkMap(layer: KerasLayer, inputShape: Shape | Shape[], outputShape: Shape): void {
  const sizes = outputShape.slice(1).map((size) => size ?? 0);
  const elements = sizes.reduce((product, size) => product * size, 1);
  if (sizes.every((size) => size >= 1) && elements <= maximumElements) return;
  throw new SteerscopeError(
    'unsupported-layer',
    `Layer ${layer.name} (${layer.writtenAs}) makes a map of size [${sizes.join(', ')}] of one of size [${JSON.stringify(inputShape).replace(/^\[null,|\]$|\[|null,/g, '')}], which cannot be`,
    'Check the input size that the network was saved with.',
  );
}
