import { emitActivation } from './emit-activations.ts';
import { formulaEmitters } from './emit-formula.ts';
import { cannotEmit, onlyInput, weightsOf, type LayerEmitter, type LayerToEmit } from './emit-layer.ts';
import { asKept, channelsLast } from './emit-shapes.ts';
import { float, int } from './onnx-write.ts';

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
    const axis = Number(Array.isArray(config['axis']) ? config['axis'][0] : (config['axis'] ?? -1));
    if (axis !== -1 && axis !== shape.length - 1) throw cannotEmit(layer, `normalises along axis ${axis}`);
    if (shape.length !== 2 && shape.length !== 4) throw cannotEmit(layer, `works on ${shape.length} axes`);
    const weights = weightsOf(layer).map(({ values }) => values);
    const length = weights[0]?.length ?? 0;
    const scale = config['scale'] === false ? new Float32Array(length).fill(1) : weights.shift();
    const offset = config['center'] === false ? new Float32Array(length) : weights.shift();
    const parts = [scale, offset, ...weights].map((values, index) => {
      if (values === undefined) throw cannotEmit(layer, 'lacks weights');
      return graph.floats(['scale', 'offset', 'mean', 'variance'][index] ?? 'weight', [length], values);
    });
    return graph.node('BatchNormalization', [name, ...parts], [float('epsilon', Number(config['epsilon'] ?? 1e-3))]);
  },
  ...formulaEmitters,
  Affine: (one) => affine(one),
  Rescaling: (one) => affine(one),
  Add: (one) => joined(one, 'Add'),
  Multiply: (one) => joined(one, 'Mul'),
  Maximum: (one) => joined(one, 'Max'),
  Minimum: (one) => joined(one, 'Min'),
  Average: (one) => one.graph.node('Div', [joined(one, 'Add'), one.graph.scalar('count', one.inputs.length)]),
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

function joined(one: LayerToEmit, opType: string): string {
  const [first, ...others] = one.inputs;
  const rank = one.outputShape.length;
  if (first === undefined || one.inputs.some((input) => input.shape.length !== rank))
    throw cannotEmit(one.layer, 'joins shapes of different length');
  return others.reduce((sum, input) => one.graph.node(opType, [sum, input.name]), first.name);
}
