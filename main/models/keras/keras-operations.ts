import { isRecord } from '../is-record.ts';
import type { NamedTensor } from './keras-flatten.ts';
import type { KerasLayer } from './keras-layer-config.ts';
import type { CallArguments } from './keras-references.ts';

/** A function of TensorFlow or of keras.ops that was called on tensors of a functional network. */
export interface KerasOperation {
  /** One name for what has many: `divide`. */
  readonly name: string;
  readonly arguments: CallArguments<NamedTensor>;
  /** What Keras 3 keeps beside the arguments: the axis of a mean. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** By what the file calls them: the name in TensorFlow without `math.`, the class in keras.ops, the node of TensorFlow 1. */
const names: Readonly<Record<string, string>> = {
  '__operators__.add': 'add',
  add: 'add',
  Add: 'add',
  AddV2: 'add',
  subtract: 'subtract',
  Subtract: 'subtract',
  Sub: 'subtract',
  multiply: 'multiply',
  Multiply: 'multiply',
  Mul: 'multiply',
  truediv: 'divide',
  divide: 'divide',
  TrueDivide: 'divide',
  Divide: 'divide',
  RealDiv: 'divide',
  pow: 'power',
  Power: 'power',
  Pow: 'power',
  maximum: 'maximum',
  Maximum: 'maximum',
  minimum: 'minimum',
  Minimum: 'minimum',
  negative: 'negative',
  Negative: 'negative',
  Neg: 'negative',
  abs: 'abs',
  Absolute: 'abs',
  Abs: 'abs',
  square: 'square',
  Square: 'square',
  sqrt: 'sqrt',
  Sqrt: 'sqrt',
  exp: 'exp',
  Exp: 'exp',
  log: 'log',
  Log: 'log',
  atan: 'atan',
  Arctan: 'atan',
  Atan: 'atan',
  sin: 'sin',
  Sin: 'sin',
  cos: 'cos',
  Cos: 'cos',
  clip_by_value: 'clip',
  Clip: 'clip',
  'nn.relu': 'relu',
  Relu: 'relu',
  'nn.relu6': 'relu6',
  Relu6: 'relu6',
  sigmoid: 'sigmoid',
  'nn.sigmoid': 'sigmoid',
  Sigmoid: 'sigmoid',
  tanh: 'tanh',
  'nn.tanh': 'tanh',
  Tanh: 'tanh',
  'nn.elu': 'elu',
  Elu: 'elu',
  'nn.selu': 'selu',
  Selu: 'selu',
  'nn.silu': 'silu',
  Silu: 'silu',
  softplus: 'softplus',
  'nn.softplus': 'softplus',
  Softplus: 'softplus',
  softsign: 'softsign',
  'nn.softsign': 'softsign',
  Softsign: 'softsign',
  'nn.softmax': 'softmax',
  Softmax: 'softmax',
  '__operators__.getitem': 'getitem',
  GetItem: 'getitem',
  concat: 'concatenate',
  Concatenate: 'concatenate',
  reshape: 'reshape',
  Reshape: 'reshape',
  transpose: 'transpose',
  'compat.v1.transpose': 'transpose',
  Transpose: 'transpose',
  expand_dims: 'expand_dims',
  ExpandDims: 'expand_dims',
  squeeze: 'squeeze',
  'compat.v1.squeeze': 'squeeze',
  Squeeze: 'squeeze',
  reduce_mean: 'mean',
  Mean: 'mean',
  reduce_sum: 'sum',
  Sum: 'sum',
  reduce_max: 'max',
  Max: 'max',
  reduce_min: 'min',
  Min: 'min',
  'image.resize': 'resize',
  Resize: 'resize',
  'image.rgb_to_grayscale': 'grayscale',
  RGBToGrayscale: 'grayscale',
  cast: 'cast',
  Cast: 'cast',
  identity: 'identity',
  Identity: 'identity',
  stop_gradient: 'identity',
  StopGradient: 'identity',
  convert_to_tensor: 'identity',
  ConvertToTensor: 'identity',
};

/** The operation that `layer` is; null for a layer proper. An empty name: one that Steerscope does not know. */
export function operationOf(layer: KerasLayer, given: CallArguments<NamedTensor>): KerasOperation | null {
  const { className, config, module } = layer;
  if (className === 'TFOpLambda' || className === 'SlicingOpLambda') {
    const written = String(config['function']).replace(/^math\./, '');
    return { name: nameOf(written), arguments: given, settings: {} };
  }
  if (className === 'TensorFlowOpLayer') return graphNode(config, given);
  if (!module.split('.').includes('ops') && !isCalledAsFunction(layer, given)) return null;
  return { name: nameOf(className), arguments: given, settings: config };
}

/** Classes that are functions only, or layers too; where Keras 3 wrote HDF5 it left out which. */
const functionsOnly =
  /^(TrueDivide|Divide|Power|Negative|Absolute|Square|Sqrt|Exp|Log|Arctan|Sin|Cos|Clip|Relu6?|Sigmoid|Tanh|Elu|Selu|Silu|Softplus|Softsign|GetItem|Transpose|ExpandDims|Squeeze|Mean|Sum|Max|Min|Resize|RGBToGrayscale|Cast|StopGradient|ConvertToTensor)$/;
const layersToo = /^(Add|Subtract|Multiply|Maximum|Minimum)$/;

/** Layers that join take one list; the functions of the same name take two arguments. */
function isCalledAsFunction({ className, config, module }: KerasLayer, given: CallArguments<NamedTensor>): boolean {
  if (module !== '') return false;
  if (className === 'Reshape') return 'newshape' in config;
  return functionsOnly.test(className) || (layersToo.test(className) && given.positional.length === 2);
}

function nameOf(written: string): string {
  return Object.hasOwn(names, written) ? (names[written] ?? '') : '';
}

/** A node of a graph of TensorFlow 1, as tf.keras of 2.0 to 2.3 wrote it: some of its inputs are constants, by their index. */
function graphNode(config: Readonly<Record<string, unknown>>, given: CallArguments<NamedTensor>): KerasOperation {
  const { node_def: node, constants } = config;
  const kind = isRecord(node)
    ? node['op']
    : /"op":\s*"(\w+)"|\bop:\s*"(\w+)"/.exec(String(node))?.slice(1).find(Boolean);
  const positional = given.positional.flat() as unknown[];
  const byIndex = isRecord(constants) ? Object.entries(constants) : [];
  for (const [index, value] of byIndex.toSorted(([a], [b]) => Number(a) - Number(b)))
    positional.splice(Number(index), 0, value);
  const name = nameOf(String(kind));
  const isArithmetic =
    /^(add|subtract|multiply|divide|power|maximum|minimum|negative|abs|square|sqrt|exp|log|relu|relu6|sigmoid|tanh|elu|selu)$/;
  return { name: isArithmetic.test(name) ? name : '', arguments: { positional, keywords: {} }, settings: {} };
}
