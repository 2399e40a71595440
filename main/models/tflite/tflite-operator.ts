import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import type { FlatTable } from './flat-table.ts';
import { toChannelsFirst, toChannelsLast } from '../onnx/axis-order.ts';
import { largestTensor } from '../network-limits.ts';
import type { OnnxEmitter } from '../onnx/onnx-emitter.ts';
import { float, ints } from '../onnx/onnx-write.ts';
import type { TfliteConstant, TfliteConstants } from './tflite-constants.ts';
import type { TfliteOperator, TfliteTensor } from './tflite-schema.ts';

/**
 * A computed tensor in the emitted graph. `shape` is the file's, batch first and channels last; in the graph a tensor of
 * four axes lies channels first, all others as in `shape`. The batch axis, 1 in the file, is left open.
 */
export interface TfliteValue {
  readonly name: string;
  readonly shape: readonly number[];
}

/** One operator to emit, with everything it reads. */
export class OperatorToEmit {
  readonly operator: TfliteOperator;
  /** Name for messages. */
  readonly layer: string;
  readonly graph: OnnxEmitter;
  readonly #output: TfliteTensor;
  #outputShape: readonly number[];
  readonly #values: ReadonlyMap<number, TfliteValue>;
  readonly #constants: TfliteConstants;

  constructor(
    operator: TfliteOperator,
    layer: string,
    output: TfliteTensor,
    graph: OnnxEmitter,
    values: ReadonlyMap<number, TfliteValue>,
    constants: TfliteConstants,
  ) {
    this.operator = operator;
    this.layer = layer;
    this.#output = output;
    this.#outputShape = output.shape;
    this.graph = graph;
    this.#values = values;
    this.#constants = constants;
  }

  /** As the emitter said by `gives`; before, as the file says. */
  get outputShape(): readonly number[] {
    return this.#outputShape;
  }

  /** Settings of an operator whose file leaves them all at their defaults. */
  get options(): Pick<FlatTable, 'int8' | 'int32' | 'int32s' | 'float32' | 'bool'> {
    return this.operator.options ?? noOptions;
  }

  /** An input that is computed. */
  value(at: number): TfliteValue {
    const value = this.#values.get(this.operator.inputs[at] ?? -1);
    if (value === undefined) throw this.cannot('reads what no operator that Steerscope knows has made');
    return value;
  }

  isComputed(at: number): boolean {
    return this.#values.has(this.operator.inputs[at] ?? -1);
  }

  /** An input that is a picture-like map: height, width, channels. */
  map(at: number): { name: string; height: number; width: number; channels: number } {
    const { name, shape } = this.value(at);
    const [, height = 0, width = 0, channels = 0] = shape;
    if (shape.length !== 4) throw this.cannot(`works on ${shape.length} axes, which are no picture`);
    return { name, height, width, channels };
  }

  /** Weights. */
  weights(at: number): TfliteConstant {
    const constant = this.weightsIfAny(at);
    if (constant === null) throw this.cannot('computes its weights');
    return constant;
  }

  /** Weights, or null for an input that is left out or computed. */
  weightsIfAny(at: number): TfliteConstant | null {
    return this.#constants.floats(this.operator.inputs[at] ?? -1);
  }

  /** Integers that are constant, or follow from shapes. */
  numbers(at: number): readonly number[] {
    const numbers = this.numbersIfAny(at);
    if (numbers === null) throw this.cannot('computes its axes or bounds');
    return numbers;
  }

  numbersIfAny(at: number): readonly number[] | null {
    return this.#constants.ints(this.operator.inputs[at] ?? -1);
  }

  /** The tensor of a value in the file's own order of axes. */
  channelsLast({ name, shape }: TfliteValue): string {
    return shape.length === 4 ? this.graph.node('Transpose', [name], [ints('perm', toChannelsLast)]) : name;
  }

  /** Puts a tensor of the output's shape, in the file's own order of axes, the way the graph keeps it. */
  asKept(tensor: string): string {
    return this.outputShape.length === 4
      ? this.graph.node('Transpose', [tensor], [ints('perm', toChannelsFirst)])
      : tensor;
  }

  /** Says which shape the output has, for one picture; refuses when the file says another. */
  gives(shape: readonly number[]): void {
    const { signature } = this.#output;
    const agrees =
      shape.length === signature.length && signature.every((length, axis) => length === -1 || length === shape[axis]);
    if (!agrees)
      throw this.cannot(`gives ${shape.slice(1).join('x')}, and not ${signature.slice(1).join('x')} as the file says`);
    const count = shape.reduce((product, length) => product * length, 1);
    if (!(count >= 1 && count <= largestTensor)) throw this.cannot(`gives ${shape.join('x')} numbers`);
    this.#outputShape = shape;
  }

  /** Adds the activation that is part of the operator: `code` by the schema's ActivationFunctionType. */
  activated(tensor: string, code: number): string {
    switch (code) {
      case 0:
        return tensor;
      case 1:
        return this.graph.node('Relu', [tensor]);
      case 2:
        return this.clipped(tensor, -1, 1);
      case 3:
        return this.clipped(tensor, 0, 6);
      case 4:
        return this.graph.node('Tanh', [tensor]);
      default:
        throw this.cannot(`has activation number ${code}, which is not known`);
    }
  }

  clipped(tensor: string, lowest: number, highest: number): string {
    return this.graph.node('Clip', [
      tensor,
      this.graph.scalar('lowest', lowest),
      this.graph.scalar('highest', highest),
    ]);
  }

  /** A constant operand, in the order of axes of an output of as many axes as this one's. */
  operand({ shape, values }: TfliteConstant): string {
    const rank = this.outputShape.length;
    if (shape.length > rank) throw this.cannot('joins shapes of different length');
    const padded = [...Array.from({ length: rank - shape.length }, () => 1), ...shape];
    if (values.length === 1) return this.graph.scalar('constant', values[0] ?? 0);
    if (rank !== 4) return this.graph.floats('constant', padded, values);
    const [, height = 1, width = 1, channels = 1] = padded;
    const planar = new Float32Array(values.length);
    const pixels = height * width;
    for (let at = 0; at < values.length; at += 1)
      planar[(at % channels) * pixels + Math.floor(at / channels)] = values[at] ?? 0;
    if (padded[0] !== 1) throw this.cannot('has a constant for each picture of a batch');
    return this.graph.floats('constant', [1, channels, height, width], planar);
  }

  /** The value times a constant. */
  scaled(tensor: string, factor: number): string {
    return factor === 1 ? tensor : this.graph.node('Mul', [tensor, this.graph.scalar('factor', factor)]);
  }

  alpha(value: number): ReturnType<typeof float> {
    return float('alpha', value);
  }

  /** The error for an operator, or a setting of one, that Steerscope does not run. */
  cannot(why: string): SteerscopeError {
    return new SteerscopeError(
      'unsupported-layer',
      `Operator ${this.layer} (${this.operator.type}) ${why}, so Steerscope cannot run it`,
      'Open the Keras or ONNX file that the network was converted from.',
    );
  }
}

const noOptions = {
  int8: (_: number, fallback = 0) => fallback,
  int32: (_: number, fallback = 0) => fallback,
  float32: (_: number, fallback = 0) => fallback,
  bool: () => false,
  int32s: () => [],
};

/** Adds the nodes of an operator; the name of its output comes back. */
export type OperatorEmitter = (one: OperatorToEmit) => string;
