import { emitActivation } from './emit-activations.ts';
import { formulaEmitters } from './emit-formula.ts';
import { cannotEmit, onlyInput, weightsOf, type LayerEmitter, type LayerToEmit } from './emit-layer.ts';
import { toChannelsLast } from '../onnx/axis-order.ts';
import { asKept, channelsLast } from './emit-shapes.ts';
import type { Combination } from './layers-combine.ts';
import { float, int, ints } from '../onnx/onnx-write.ts';

/** Dense layers, normalisation, scaling, and what joins branches. */
export const arithmeticEmitters: Readonly<Record<string, LayerEmitter>> = {
  Dense: (one) => {
    const { graph, layer, config, outputShape } = one;
    const [kernel, bias] = weightsOf(layer);
    if (kernel === undefined) throw cannotEmit(layer, 'has no weights');
    const weight = graph.floats('kernel', kernel.shape, kernel.values);
    const biases = bias === undefined ? [] : [graph.floats('bias', bias.shape, bias.values)];
    if (outputShape.length === 2) {
      const dense = graph.node('Gemm', [onlyInput(one).name, weight, ...biases]);
      return emitActivation(layer, config['activation'], dense, 2, graph);
    }
    const product = graph.node('MatMul', [channelsLast(one), weight]);
    const dense = biases[0] === undefined ? product : graph.node('Add', [product, biases[0]]);
    return emitActivation(layer, config['activation'], asKept(one, dense), outputShape.length, graph);
  },
  BatchNormalization: (one) => {
    const { graph, layer, config } = one;
    const { name, shape } = onlyInput(one);
    const rank = shape.length;
    const written = Number(Array.isArray(config['axis']) ? config['axis'][0] : (config['axis'] ?? -1));
    const axis = written < 0 ? written + rank : written;
    const epsilon = Number(config['epsilon'] ?? 1e-3);
    const weights = weightsOf(layer).map(({ values }) => values);
    const length = weights[0]?.length ?? 0;
    const scale = config['scale'] === false ? new Float32Array(length).fill(1) : weights.shift();
    const offset = config['center'] === false ? new Float32Array(length) : weights.shift();
    const [mean, variance] = weights;
    if (!scale || !offset || !mean || !variance) throw cannotEmit(layer, 'lacks weights');
    if (axis === rank - 1 && (rank === 2 || rank === 4)) {
      const parts = Object.entries({ scale, offset, mean, variance });
      const inputs = parts.map(([what, values]) => graph.floats(what, [length], values));
      return graph.node('BatchNormalization', [name, ...inputs], [float('epsilon', epsilon)]);
    }
    const factor = scale.map((value, index) => value / Math.sqrt((variance[index] ?? 0) + epsilon));
    const rest = offset.map((value, index) => value - (mean[index] ?? 0) * (factor[index] ?? 0));
    const kept = rank === 4 ? (([0, 2, 3, 1] as const)[axis] ?? 1) : axis;
    const dims = [length, ...Array.from({ length: rank - 1 - kept }, () => 1)];
    const scaled = graph.node('Mul', [name, graph.floats('factor', dims, factor)]);
    return graph.node('Add', [scaled, graph.floats('rest', dims, rest)]);
  },
  LayerNormalization: (one) => {
    const { graph, layer, config, outputShape } = one;
    const axes = [config['axis']]
      .flat()
      .map((axis) => (Number(axis) < 0 ? Number(axis) + outputShape.length : Number(axis)));
    const first = Math.min(...axes);
    if (first + axes.length !== outputShape.length) throw cannotEmit(layer, 'normalises other axes than the last ones');
    const dims = outputShape.slice(first).map((size) => size ?? 0);
    const size = dims.reduce((product, length) => product * length, 1);
    const weights = weightsOf(layer).map(({ values }) => values);
    const scale = config['scale'] === false ? new Float32Array(size).fill(1) : weights.shift();
    const offset = config['center'] === false ? new Float32Array(size) : weights.shift();
    if (!scale || !offset) throw cannotEmit(layer, 'lacks weights');
    const constants = [graph.floats('scale', dims, scale), graph.floats('offset', dims, offset)];
    const attributes = [int('axis', first), float('epsilon', Number(config['epsilon'] ?? 1e-3))];
    return asKept(one, graph.node('LayerNormalization', [channelsLast(one), ...constants], attributes));
  },
  ...formulaEmitters,
  Affine: (one) => affine(one),
  Rescaling: (one) => affine(one),
  Add: (one) => joined(one, 'Add'),
  Multiply: (one) => joined(one, 'Mul'),
  Maximum: (one) => joined(one, 'Max'),
  Minimum: (one) => joined(one, 'Min'),
  Average: (one) => one.graph.node('Div', [joined(one, 'Add'), one.graph.scalar('count', one.inputs.length)]),
  Combine: (one) => combined(one),
  Reduce: (one) => {
    const { graph, config } = one;
    const { name, shape } = onlyInput(one);
    const keepDims = config['keepDims'] === true;
    const isMap = shape.length === 4 && keepDims;
    const axes = (config['axes'] as number[]).map((axis) => (isMap ? ([0, 2, 3, 1][axis] ?? axis) : axis));
    const input = isMap ? name : channelsLast(one);
    const keep = int('keepdims', Number(keepDims));
    // An attribute in the opset that is written, but for sums.
    if (config['reduction'] === 'sum') return graph.node('ReduceSum', [input, graph.ints('axes', axes)], [keep]);
    const opType = { mean: 'ReduceMean', max: 'ReduceMax', min: 'ReduceMin' }[String(config['reduction'])];
    return graph.node(opType ?? '', [input], [ints('axes', axes), keep]);
  },
  Dot: (one) => dot(one),
  Concatenate: (one) => {
    const rank = one.outputShape.length;
    const axis = Number(one.config['axis'] ?? -1);
    const at = axis < 0 ? axis + rank : axis;
    const kept = rank === 4 ? (([0, 2, 3, 1] as const)[at] ?? 1) : at;
    const names = one.inputs.map((input) => input.name);
    return one.graph.node('Concat', names, [int('axis', kept)]);
  },
};

/** x * scale + offset, one number or one a channel. */
function affine(one: LayerToEmit): string {
  const { graph, config } = one;
  const { name, shape } = onlyInput(one);
  const constant = (what: string, value: unknown) => {
    const values = Float32Array.from(Array.isArray(value) ? (value as number[]) : [Number(value)]);
    const dims = shape.length === 4 ? [values.length, 1, 1] : [values.length];
    return graph.floats(what, values.length === 1 ? [] : dims, values);
  };
  const scaled = graph.node('Mul', [name, constant('scale', config['scale'] ?? 1)]);
  return graph.node('Add', [scaled, constant('offset', config['offset'] ?? 0)]);
}

const combinations: Readonly<Record<Combination, string>> = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'Div',
  power: 'Pow',
  maximum: 'Max',
  minimum: 'Min',
};

/** Lengths stretch as in NumPy, which ONNX does too: with the axes in the layer's order where their numbers differ. */
function combined(one: LayerToEmit): string {
  const { graph, inputs, outputShape } = one;
  const opType = combinations[one.config['operation'] as Combination];
  const isAlike = inputs.every(({ shape }) => shape.length === outputShape.length);
  const names = inputs.map(({ name, shape }) =>
    isAlike || shape.length !== 4 ? name : graph.node('Transpose', [name], [ints('perm', toChannelsLast)]),
  );
  const result = graph.node(opType, names);
  return isAlike ? result : asKept(one, result);
}

/** Of two vectors: the sum of their products. */
function dot(one: LayerToEmit): string {
  const { graph, inputs, layer, config } = one;
  if (inputs.some(({ shape }) => shape.length !== 2)) throw cannotEmit(layer, 'multiplies what are no vectors');
  const axes = graph.ints('axes', [1]);
  const sum = (tensor: string): string => graph.node('ReduceSum', [tensor, axes], [int('keepdims', 1)]);
  const factors = inputs.map(({ name }) => {
    if (config['normalize'] !== true) return name;
    const smallest = graph.scalar('smallest', 1e-7);
    const length = graph.node('Sqrt', [graph.node('Max', [sum(graph.node('Mul', [name, name])), smallest])]);
    return graph.node('Div', [name, length]);
  });
  return sum(graph.node('Mul', factors));
}

function joined(one: LayerToEmit, opType: string): string {
  const [first, ...others] = one.inputs;
  const rank = one.outputShape.length;
  if (first === undefined || one.inputs.some((input) => input.shape.length !== rank))
    throw cannotEmit(one.layer, 'joins shapes of different length');
  return others.reduce((sum, input) => one.graph.node(opType, [sum, input.name]), first.name);
}
