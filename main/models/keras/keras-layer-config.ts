import type { LambdaStep } from '../../../shared/lambda-step.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';

/** One layer of a Keras network, in the words of Keras 2 whatever version wrote it. */
export interface KerasLayer {
  /** With the networks that it lies in: `mobilenet/conv1`. */
  readonly name: string;
  /** Keras 2's word, as `Conv2D`. */
  readonly className: string;
  /** The file's word, as `Convolution2D`. */
  readonly writtenAs: string;
  /** The Python module of the class, as Keras 3 writes it; empty where none is written. */
  readonly module: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What a Lambda does, stated by hand; instead of its function. */
  readonly stated?: readonly LambdaStep[];
}

/** Largest number that any size in a config may be; beyond it the file is broken or hostile. */
const maximumSize = 1 << 20;

/** Reads a layer's settings, each with its expected form; what has another form is an error that names the layer. */
export class LayerSettings {
  private readonly layer: KerasLayer;

  constructor(layer: KerasLayer) {
    this.layer = layer;
  }

  get name(): string {
    return this.layer.name;
  }

  raw(key: string): unknown {
    return this.layer.config[key];
  }

  /** @throws SteerscopeError `unsupported-layer` when there is no such integer from 0. */
  integer(key: string, otherwise?: number): number {
    return this.asInteger(key, this.raw(key) ?? otherwise);
  }

  /** `[vertical, horizontal]`; one number stands for both. Null counts as missing. */
  pair(key: string, otherwise?: readonly [number, number]): [number, number] {
    const value = this.raw(key) ?? otherwise;
    if (!Array.isArray(value)) return [this.asInteger(key, value), this.asInteger(key, value)];
    if (value.length !== 2) throw this.unexpected(key);
    return [this.asInteger(key, value[0]), this.asInteger(key, value[1])];
  }

  /** `[[top, bottom], [left, right]]`, from one number, a pair or a pair of pairs. */
  sides(key: string): [[number, number], [number, number]] {
    const value = this.raw(key);
    if (Array.isArray(value) && value.some(Array.isArray)) {
      const [vertical, horizontal] = value.map((side) => {
        if (!Array.isArray(side) || side.length !== 2) throw this.unexpected(key);
        return side.map((length) => this.asInteger(key, length)) as [number, number];
      });
      if (!vertical || !horizontal) throw this.unexpected(key);
      return [vertical, horizontal];
    }
    const [rows, columns] = this.pair(key);
    return [
      [rows, rows],
      [columns, columns],
    ];
  }

  number(key: string, otherwise: number): number {
    const value = this.raw(key) ?? otherwise;
    // Keras 2 wrote some numbers as { "class_name": "__numpy__"/"__ndarray__", "value": ... }.
    const plain = typeof value === 'object' && 'value' in value ? value.value : value;
    if (typeof plain !== 'number' || !Number.isFinite(plain)) throw this.unexpected(key);
    return plain;
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.raw(key) ?? otherwise;
    if (typeof value !== 'boolean') throw this.unexpected(key);
    return value;
  }

  integers(key: string): number[] {
    const value = this.raw(key);
    if (!Array.isArray(value)) throw this.unexpected(key);
    return value.map((item: unknown) => {
      if (!Number.isInteger(item)) throw this.unexpected(key);
      return item as number;
    });
  }

  padding(): 'valid' | 'same' {
    const value = this.raw('padding') ?? 'valid';
    if (value !== 'valid' && value !== 'same') throw this.unexpected('padding');
    return value;
  }

  /** The name of the activation in TF.js, or `linear`. */
  activation(): string {
    const value = this.raw('activation') ?? 'linear';
    const name =
      typeof value === 'string' && Object.hasOwn(tfjsActivations, value) ? tfjsActivations[value] : undefined;
    if (name === undefined)
      throw this.unsupported(`has the activation ${shortJson(value)}, which Steerscope does not know`);
    return name;
  }

  /** An error that names the layer; `what` follows its name, and whoever knows the path puts it last. */
  unsupported(what: string, nextStep = 'Export the network to ONNX, or replace the layer.'): SteerscopeError {
    return new SteerscopeError('unsupported-layer', `Layer ${this.name} (${this.layer.writtenAs}) ${what}`, nextStep);
  }

  private asInteger(key: string, value: unknown): number {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > maximumSize)
      throw this.unexpected(key);
    return value;
  }

  private unexpected(key: string): SteerscopeError {
    return this.unsupported(
      `has the setting ${key} = ${shortJson(this.raw(key))}, which makes no sense there`,
      'Check that the file is complete, and that Keras itself loads it.',
    );
  }
}

/** Keras's activation functions under the names that TF.js, or layers-activation-functions.ts, gives them. */
const tfjsActivations: Readonly<Record<string, string>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  selu: 'selu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  hard_sigmoid: 'hardSigmoid',
  'hard_sigmoid of Keras 3': 'hardSigmoidOfKeras3',
  softmax: 'softmax',
  log_softmax: 'logSoftmax',
  softplus: 'softplus',
  softsign: 'softsign',
  swish: 'swish',
  silu: 'swish',
  gelu: 'gelu',
  mish: 'mish',
  hard_swish: 'hardSwish',
  hard_silu: 'hardSwish',
  exponential: 'exponential',
  leaky_relu: 'leakyRelu',
  log_sigmoid: 'logSigmoid',
};

export function shortJson(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
