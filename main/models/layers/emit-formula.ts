import { cannotEmit, onlyInput, type LayerEmitter, type LayerToEmit } from './emit-layer.ts';
import type { Formula, FormulaFunction, FormulaOperator } from '../lambda/lambda-formula.ts';
import { axesOf } from './layers-formula.ts';
import { int, ints } from '../onnx/onnx-write.ts';

/** Decoded Lambdas: arithmetic that keeps every element in its place, and channels made of channels. */
export const formulaEmitters: Readonly<Record<string, LayerEmitter>> = {
  Formula: (one) => emit(one.config['formula'] as unknown as Formula, one),
  ChannelMix: (one) => {
    const { graph, layer, config } = one;
    const { name, shape } = onlyInput(one);
    const matrix = config['matrix'] as number[][];
    if (shape.length !== 4) throw cannotEmit(layer, 'mixes the channels of what is no picture');
    const channels = matrix.map((row) => {
      const weights = graph.floats('weights', [row.length, 1, 1], Float32Array.from(row));
      const axes = graph.ints('axes', [1]);
      return graph.node('ReduceSum', [graph.node('Mul', [name, weights]), axes], [int('keepdims', 1)]);
    });
    return channels.length === 1 ? (channels[0] ?? name) : graph.node('Concat', channels, [int('axis', 1)]);
  },
};

const operators: Readonly<Record<FormulaOperator, string>> = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'Div',
  power: 'Pow',
  maximum: 'Max',
  minimum: 'Min',
};

const functions: Readonly<Record<Exclude<FormulaFunction, 'square'>, string>> = {
  negative: 'Neg',
  abs: 'Abs',
  sqrt: 'Sqrt',
  exp: 'Exp',
  log: 'Log',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  softplus: 'Softplus',
  relu: 'Relu',
  elu: 'Elu',
  atan: 'Atan',
  sin: 'Sin',
  cos: 'Cos',
};

function emit(formula: Formula, one: LayerToEmit): string {
  const { graph } = one;
  const { name, shape } = onlyInput(one);
  switch (formula.kind) {
    case 'value':
      return name;
    case 'constant': {
      if (typeof formula.value === 'number') return graph.scalar('constant', formula.value);
      const { length } = formula.value;
      return graph.floats('constant', shape.length === 4 ? [length, 1, 1] : [length], Float32Array.from(formula.value));
    }
    case 'function': {
      const of = emit(formula.of, one);
      return formula.name === 'square' ? graph.node('Mul', [of, of]) : graph.node(functions[formula.name], [of]);
    }
    case 'binary':
      return graph.node(operators[formula.operator], [emit(formula.left, one), emit(formula.right, one)]);
    case 'reduce': {
      const of = emit(formula.of, one);
      // Maps of four axes lie channels first here.
      const axes = axesOf(formula.over, shape.length).map((axis) =>
        shape.length === 4 ? ([0, 2, 3, 1][axis] ?? axis) : axis,
      );
      // An attribute in the opset that is written, but for sums.
      if (formula.name === 'sum') return graph.node('ReduceSum', [of, graph.ints('axes', axes)], [int('keepdims', 1)]);
      const opType = { min: 'ReduceMin', max: 'ReduceMax', mean: 'ReduceMean' }[formula.name];
      return graph.node(opType, [of], [ints('axes', axes), int('keepdims', 1)]);
    }
  }
}
