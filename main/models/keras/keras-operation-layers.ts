import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { affineText, resizeLayer } from './keras-arithmetic-layers.ts';
import { NamedTensor } from './keras-flatten.ts';
import { LayerSettings, type KerasLayer } from './keras-layer-config.ts';
import { axisAmong, OperationArguments } from './keras-operation-arguments.ts';
import { slicedAxes } from './keras-operation-slices.ts';
import { operationOf } from './keras-operations.ts';
import { reshape } from './keras-plain-layers.ts';
import { activationOf, channelsOf, identity, plain, type LayerRecipe, type RecipeCall } from './keras-recipe.ts';
import type { Formula } from '../lambda/lambda-formula.ts';
import type { PerChannel } from '../lambda/lambda-names.ts';
import { Affine } from '../layers/layers-affine.ts';
import { ChannelMix } from '../layers/layers-channel-mix.ts';
import { Combine, type Combination } from '../layers/layers-combine.ts';
import { FormulaLayer } from '../layers/layers-formula.ts';
import { Reduce } from '../layers/layers-reduce.ts';
import { Slice } from '../layers/layers-slice.ts';

/**
 * How to make a function of TensorFlow or of keras.ops that was called on tensors of a functional network, and is a layer
 * of it; null for a layer proper.
 * @throws SteerscopeError `unsupported-layer`.
 */
export function operationRecipe(layer: KerasLayer, call: RecipeCall): LayerRecipe | null {
  const operation = operationOf(layer, call.arguments);
  if (!operation) return null;
  const settings = new LayerSettings(layer);
  const given = new OperationArguments(settings, operation);
  const make = Object.hasOwn(makers, operation.name) ? makers[operation.name] : undefined;
  if (!make) throw settings.unsupported(`computes ${written(layer)}, which Steerscope does not know`);
  return make({ settings, given, shapes: call.inputShapes, shape: call.inputShapes[0] ?? [] });
}

function written({ className, config }: KerasLayer): string {
  return className.endsWith('OpLambda') ? `tf.${String(config['function'])}` : className;
}

interface Call {
  readonly settings: LayerSettings;
  readonly given: OperationArguments;
  /** Of every tensor among the arguments. */
  readonly shapes: readonly Shape[];
  /** Of the first. */
  readonly shape: Shape;
}
type Maker = (call: Call) => LayerRecipe;

const makers: Readonly<Record<string, Maker>> = {
  ...Object.fromEntries(
    (['add', 'subtract', 'multiply', 'divide', 'power', 'maximum', 'minimum'] as const).map((name) => [
      name,
      (call: Call) => binary(name, call),
    ]),
  ),
  ...Object.fromEntries(
    (['negative', 'abs', 'square', 'sqrt', 'exp', 'log', 'atan', 'sin', 'cos'] as const).map((name) => [
      name,
      ({ settings }: Call) => formula(settings, { kind: 'function', name, of: value }, name),
    ]),
  ),
  ...Object.fromEntries(
    ['relu', 'relu6', 'sigmoid', 'tanh', 'elu', 'selu', 'silu', 'softplus', 'softsign'].map((name) => [
      name,
      ({ settings }: Call) => activation(settings, name),
    ]),
  ),
  softmax: ({ settings, given, shape }) => {
    const axis = given.optional(1, 'axis') ?? -1;
    if (axis !== -1 && axis !== shape.length - 1)
      throw settings.unsupported('normalises along another axis than the last');
    return activation(settings, 'softmax');
  },
  clip: ({ settings, given }) => {
    const bounds = [given.number(1, 'clip_value_min', 'x_min'), given.number(2, 'clip_value_max', 'x_max')];
    const [lowest = 0, highest = 0] = bounds;
    const above: Formula = { kind: 'binary', operator: 'maximum', left: value, right: constant(lowest) };
    const clipped: Formula = { kind: 'binary', operator: 'minimum', left: above, right: constant(highest) };
    return formula(settings, clipped, `clipped to ${lowest}..${highest}`);
  },
  cast: ({ settings, given }) => {
    const type = given.optional(1, 'dtype') ?? settings.raw('dtype');
    if (!/^float/.test(String(type))) throw settings.unsupported(`rounds to the type ${String(type)}`);
    return plain(identity(settings.name));
  },
  identity: ({ settings }) => plain(identity(settings.name)),
  getitem: ({ settings, given, shape }) => {
    const axes = slicedAxes(settings, given.required(1, 'slice_spec', 'key'), shape);
    const [rows, columns, channels] = axes;
    const isCrop = axes.every(({ step, alone }) => step === 1 && !alone) && channels?.count === shape[3];
    if (shape.length !== 4 || !isCrop || !rows || !columns) return plain(new Slice({ axes, name: settings.name }));
    const cropping = [rows, columns].map(({ start, count }, axis): [number, number] => [
      start,
      (shape[axis + 1] ?? 0) - start - count,
    ]);
    return plain(
      layers.cropping2D({ cropping: cropping as [[number, number], [number, number]], name: settings.name }),
    );
  },
  concatenate: ({ settings, given, shapes, shape }) => {
    const axis = axisAmong(settings, given.optional(1, 'axis') ?? 0, shape.length);
    if (shapes.length === 1) return plain(identity(settings.name));
    return plain(layers.concatenate({ axis, name: settings.name }));
  },
  reshape: ({ settings, given, shape }) => {
    const [batch, ...wanted] = given.integers(1, 'shape', 'newshape');
    if (batch !== -1) throw settings.unsupported('puts the batch into its shape');
    return plain(reshape(settings, shape, wanted));
  },
  transpose: ({ settings, given, shape }) => {
    const [batch, ...dims] = given.integers(1, 'perm', 'axes');
    if (batch !== 0 || dims.length !== shape.length - 1) throw settings.unsupported('moves the batch');
    return plain(layers.permute({ dims, name: settings.name }));
  },
  expand_dims: ({ settings, given, shape }) => {
    const axis = axisAmong(settings, given.required(1, 'axis'), shape.length + 1);
    return plain(reshape(settings, shape, (shape.slice(1) as number[]).toSpliced(axis - 1, 0, 1)));
  },
  squeeze: ({ settings, given, shape }) => {
    const axes = given.optional(1, 'axis') === undefined ? null : given.axes(shape.length, 1, 'axis');
    const kept = shape.slice(1).filter((length, index) => length !== 1 || (axes && !axes.includes(index + 1)));
    return plain(reshape(settings, shape, kept as number[]));
  },
  mean: (call) => reduce('mean', call),
  sum: (call) => reduce('sum', call),
  max: (call) => reduce('max', call),
  min: (call) => reduce('min', call),
  resize: ({ settings, given, shape }) => {
    const [height = 0, width = 0] = given.integers(1, 'size');
    const method = given.optional(2, 'method', 'interpolation') ?? 'bilinear';
    const further = ['preserve_aspect_ratio', 'antialias', 'crop_to_aspect_ratio', 'pad_to_aspect_ratio'];
    if (shape.length !== 4 || further.some((option) => given.optional(9, option) === true))
      throw settings.unsupported('resizes in a way that Steerscope does not know');
    return plain(resizeLayer(settings, { height, width }, method), String(method));
  },
  grayscale: ({ settings, shape }) => {
    if (shape.length !== 4 || channelsOf(shape) !== 3) throw settings.unsupported('takes three channels');
    return plain(new ChannelMix({ matrix: [[0.2989, 0.587, 0.114]], name: settings.name }), 'RGB to grey');
  },
};

const value: Formula = { kind: 'value' };
const constant = (number: PerChannel): Formula => ({ kind: 'constant', value: number });

function formula(settings: LayerSettings, what: Formula, detail: string): LayerRecipe {
  return plain(new FormulaLayer({ formula: what, name: settings.name }), detail);
}

function activation(settings: LayerSettings, name: string): LayerRecipe {
  const named = new LayerSettings({
    name: settings.name,
    className: 'Activation',
    writtenAs: name,
    module: '',
    config: { activation: name },
  });
  return plain(layers.activation({ activation: activationOf(named), name: settings.name }));
}

/** Of two tensors, or of one and numbers on either side. */
function binary(operation: Combination, { settings, given, shapes, shape }: Call): LayerRecipe {
  const [left, right] = [given.required(0, 'x', 'x1'), given.required(1, 'y', 'x2')];
  if (left instanceof NamedTensor && right instanceof NamedTensor) {
    const [a = [], b = []] = shapes;
    const isAlike = a.length === b.length && a.every((length, axis) => length === b[axis]);
    if (isAlike && operation === 'add') return plain(layers.add({ name: settings.name }));
    if (isAlike && operation === 'multiply') return plain(layers.multiply({ name: settings.name }));
    return plain(new Combine({ operation, name: settings.name }));
  }
  const isSecond = left instanceof NamedTensor;
  const number = given.perChannel(isSecond ? right : left, shape);
  const mapped = (map: (one: number) => number): PerChannel =>
    typeof number === 'number' ? map(number) : number.map(map);
  const affine = (scale: PerChannel, offset: PerChannel): LayerRecipe =>
    plain(new Affine({ scale, offset, name: settings.name }), affineText(scale, offset));
  if (operation === 'add') return affine(1, number);
  if (operation === 'multiply') return affine(number, 0);
  if (operation === 'subtract')
    return isSecond
      ? affine(
          1,
          mapped((one) => -one),
        )
      : affine(-1, number);
  if (operation === 'divide' && isSecond)
    return affine(
      mapped((one) => 1 / one),
      0,
    );
  const [first, second] = isSecond ? [value, constant(number)] : [constant(number), value];
  return formula(settings, { kind: 'binary', operator: operation, left: first, right: second }, operation);
}

function reduce(reduction: 'mean' | 'sum' | 'max' | 'min', { settings, given, shape }: Call): LayerRecipe {
  const axes = given.axes(shape.length, 1, 'axis');
  const keepDims = given.optional(2, 'keepdims') === true;
  return plain(new Reduce({ reduction, axes, keepDims, name: settings.name }), reduction);
}
