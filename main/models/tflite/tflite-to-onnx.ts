import type { LayerInfo } from '../../../shared/model.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { toChannelsFirst, toChannelsLast } from '../onnx/axis-order.ts';
import { largestTensor } from '../network-limits.ts';
import { OnnxEmitter } from '../onnx/onnx-emitter.ts';
import { ints } from '../onnx/onnx-write.ts';
import { TfliteConstants } from './tflite-constants.ts';
import { arithmeticOperators } from './tflite-emit-arithmetic.ts';
import { reducingOperators } from './tflite-emit-reductions.ts';
import { shapeOperators } from './tflite-emit-shapes.ts';
import { windowOperators } from './tflite-emit-windows.ts';
import { withDilations } from './tflite-dilations.ts';
import { tfliteLayer } from './tflite-layer.ts';
import { TfliteNames } from './tflite-names.ts';
import { foldedIntegers, measures } from './tflite-integers.ts';
import { OperatorToEmit, type OperatorEmitter, type TfliteValue } from './tflite-operator.ts';
import type { TfliteGraph, TfliteOperator, TfliteTensor } from './tflite-schema.ts';

const emitters: Readonly<Record<string, OperatorEmitter>> = {
  ...windowOperators,
  ...arithmeticOperators,
  ...reducingOperators,
  ...shapeOperators,
};

/** A TensorFlow Lite network as ONNX, batch open, and its operators for display. */
export interface EmittedTflite {
  readonly bytes: Uint8Array;
  readonly layers: readonly LayerInfo[];
  /** Weights are kept in 8 bits. */
  readonly hasRoundedWeights: boolean;
}

/**
 * Writes a float TensorFlow Lite network as ONNX: inputs and outputs as in the file but with the batch open; nodes are
 * called `<layer>/<operator>`. `fileBytes` bounds what its weights may grow to.
 * @throws SteerscopeError `unsupported-layer`, `unsupported-network`, `not-a-network`.
 */
export function tfliteToOnnx(graph: TfliteGraph, fileBytes: number): EmittedTflite {
  const constants = new TfliteConstants(graph, fileBytes);
  const names = new TfliteNames(graph);
  const emitter = new OnnxEmitter();
  const values = new Map<number, TfliteValue>();
  const inputs = graph.inputs.map((index) => {
    const shape = shapeOf(graph, index);
    const name = names.of(index, 'input');
    emitter.startLayer(name);
    const kept = shape.length === 4 ? emitter.node('Transpose', [name], [ints('perm', toChannelsFirst)]) : name;
    values.set(index, { name: kept, shape });
    return { name, shape: shape.slice(1) };
  });

  // Named before the layers, so that outputs keep the names that programs ask for.
  const outputNames = graph.outputs.map((index) => names.of(index, 'output'));
  const layers: LayerInfo[] = [];
  const givers = new Map(graph.inputs.map((index, at) => [index, inputs[at]?.name ?? '']));
  for (const operator of withDilations(graph, constants)) {
    const [output = -1] = operator.outputs;
    const layer = outputNames[graph.outputs.indexOf(output)] ?? names.of(output, operator.type.toLowerCase());
    const takes = [...new Set(operator.inputs.flatMap((index) => givers.get(index) ?? []))];
    const shown = { ...tfliteLayer(operator, layer, graph, constants), inputs: takes };
    givers.set(output, layer);
    if (foldsWeights(operator, constants) || foldsIntegers(operator, graph, values, constants)) {
      layers.push(shown);
      continue;
    }
    emitter.startLayer(layer);
    const one = new OperatorToEmit(operator, layer, tensorAt(graph, output), emitter, values, constants);
    const emit = emitters[operator.type];
    if (emit === undefined || operator.outputs.length !== 1) throw one.cannot('is of an unknown kind');
    values.set(output, { name: emit(one), shape: one.outputShape });
    // Where the file leaves lengths open, it says 1 for each.
    layers.push({ ...shown, outputShape: one.outputShape.slice(1) });
  }

  const outputs = graph.outputs.map((index, at) => {
    const value = values.get(index);
    if (value === undefined) throw noValue(graph, index);
    const name = outputNames[at] ?? '';
    emitter.startLayer(name);
    const ordered =
      value.shape.length === 4 ? emitter.node('Transpose', [value.name], [ints('perm', toChannelsLast)]) : value.name;
    emitter.rename(ordered, name);
    return { name, shape: value.shape.slice(1) };
  });
  return { bytes: emitter.toBytes(inputs, outputs), layers, hasRoundedWeights: constants.hasRoundedWeights };
}

/** Weights kept in half precision or 8 bits are turned into float32 here, once and for all. */
function foldsWeights(operator: TfliteOperator, constants: TfliteConstants): boolean {
  const weights = operator.type === 'DEQUANTIZE' ? constants.floats(operator.inputs[0] ?? -1) : null;
  if (weights !== null) constants.alias(operator.outputs[0] ?? -1, weights);
  return weights !== null;
}

/** Shapes are worked out here too, as far as they can be; nothing of them is in the graph. */
function foldsIntegers(
  operator: TfliteOperator,
  graph: TfliteGraph,
  values: ReadonlyMap<number, TfliteValue>,
  constants: TfliteConstants,
): boolean {
  if (!measures(operator, graph)) return false;
  const integers = foldedIntegers(
    operator,
    (index) => values.get(index)?.shape ?? null,
    (index) => constants.ints(index),
  );
  if (integers !== null) constants.noteInts(operator.outputs[0] ?? -1, integers);
  return true;
}

function tensorAt(graph: TfliteGraph, index: number): TfliteTensor {
  const tensor = graph.tensors[index];
  if (tensor === undefined) throw noValue(graph, index);
  return tensor;
}

function shapeOf(graph: TfliteGraph, index: number): readonly number[] {
  const shape = graph.tensors[index]?.shape ?? [];
  const count = shape.reduce((product, length) => product * length, 1);
  if (count >= 1 && count <= largestTensor) return shape;
  throw new SteerscopeError(
    'unsupported-network',
    `The network works on a tensor of ${shape.join('x')} numbers, which no steering network needs: ${graph.path}`,
    'Check that the file was copied in full, or convert the network again with a fixed input size.',
  );
}

function noValue(graph: TfliteGraph, index: number): SteerscopeError {
  return new SteerscopeError(
    'unsupported-network',
    `The network gives ${graph.tensors[index]?.name ?? 'an output'}, which no operator computes from its input: ${graph.path}`,
    'Check that the network was converted with its weights.',
  );
}
