import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tensor } from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { NodeProto, TensorProto } from 'onnx-buf';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { openEngine } from '../../main/engines/open-engine.ts';
import { permuted } from '../../main/models/onnx/axis-order.ts';
import { readOnnxModel } from '../../main/models/onnx/onnx.ts';
import { int, ints } from '../../main/models/onnx/onnx-write.ts';
import type { Model } from '../../main/models/model.ts';
import { startTensorflow } from '../../main/models/native/tensorflow-backend.ts';
import { visualBackProp } from '../../main/saliency/visual-backprop.ts';
import { constant, makeOnnx, type TestNode } from '../support/make-onnx.ts';
import { asModel, scattered } from '../support/tiny-models.ts';

interface GoldenNetwork {
  readonly name: 'residual' | 'inception';
  readonly height: number;
  readonly width: number;
  /** float32, base64. */
  readonly mask: string;
}

const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'branching_masks.json'), 'utf8')) as {
  readonly networks: readonly GoldenNetwork[];
};

/** A map on its way through either format. */
interface Built<T> {
  readonly map: T;
  readonly channels: number;
}

/** What the two formats have to offer for the networks below. Padding is the same on all sides. */
interface Builder<T> {
  conv(from: Built<T>, filters: number, kernel: number, stride?: number, pad?: number): Built<T>;
  maxPool(from: Built<T>, kernel: number, stride: number, pad?: number): Built<T>;
  relu(from: Built<T>): Built<T>;
  add(one: Built<T>, other: Built<T>): Built<T>;
  concatenate(parts: readonly Built<T>[]): Built<T>;
}

/** The same networks as in the oracle, weights taken in the same order. */
const networks = {
  residual<T>(b: Builder<T>, picture: Built<T>): Built<T> {
    const pool = b.maxPool(b.relu(b.conv(picture, 4, 3, 2, 1)), 3, 2, 1);
    const inner = b.relu(b.conv(pool, 4, 3, 1, 1));
    const block = b.relu(b.add(b.conv(inner, 4, 3, 1, 1), pool));
    const outer = b.conv(b.relu(b.conv(block, 6, 3, 2, 1)), 6, 3, 1, 1);
    return b.relu(b.add(b.conv(block, 6, 1, 2), outer));
  },
  inception<T>(b: Builder<T>, picture: Built<T>): Built<T> {
    const conv = (from: Built<T>, ...settings: [number, number, number?, number?]) => b.relu(b.conv(from, ...settings));
    const stem = conv(picture, 4, 5, 2);
    const direct = conv(stem, 3, 1);
    const medium = conv(conv(stem, 2, 1), 4, 3, 1, 1);
    const wide = conv(conv(conv(stem, 2, 1), 3, 3, 1, 1), 3, 3, 1, 1);
    const mixed = b.concatenate([direct, medium, wide, conv(b.maxPool(stem, 3, 1, 1), 2, 1)]);
    const between = conv(mixed, 5, 3);
    const straight = conv(between, 4, 3, 2);
    return b.concatenate([straight, conv(conv(between, 3, 1), 4, 3, 2), b.maxPool(between, 3, 2)]);
  },
};

class LayersBuilder implements Builder<SymbolicTensor> {
  #seed = 0;

  conv(from: Built<SymbolicTensor>, filters: number, kernel: number, stride = 1, pad = 0): Built<SymbolicTensor> {
    const layer = layers.conv2d({ filters, kernelSize: kernel, strides: stride });
    const map = layer.apply(padded(from.map, pad)) as SymbolicTensor;
    const shape = [kernel, kernel, from.channels, filters];
    const weights = scattered(kernel * kernel * from.channels * filters, ++this.#seed);
    layer.setWeights([tensor(weights, shape), tensor(scattered(filters, ++this.#seed))]);
    return { map, channels: filters };
  }

  maxPool({ map, channels }: Built<SymbolicTensor>, kernel: number, stride: number, pad = 0): Built<SymbolicTensor> {
    const layer = layers.maxPooling2d({ poolSize: kernel, strides: stride });
    return { map: layer.apply(padded(map, pad)) as SymbolicTensor, channels };
  }

  relu({ map, channels }: Built<SymbolicTensor>): Built<SymbolicTensor> {
    return { map: layers.reLU().apply(map) as SymbolicTensor, channels };
  }

  add(one: Built<SymbolicTensor>, other: Built<SymbolicTensor>): Built<SymbolicTensor> {
    return { map: layers.add().apply([one.map, other.map]) as SymbolicTensor, channels: one.channels };
  }

  concatenate(parts: readonly Built<SymbolicTensor>[]): Built<SymbolicTensor> {
    const map = layers.concatenate().apply(parts.map((part) => part.map)) as SymbolicTensor;
    return { map, channels: parts.reduce((sum, part) => sum + part.channels, 0) };
  }
}

function padded(map: SymbolicTensor, pad: number): SymbolicTensor {
  if (pad === 0) return map;
  return layers.zeroPadding2d({ padding: [[pad, pad], [pad, pad]] }).apply(map) as SymbolicTensor; // prettier-ignore
}

class OnnxBuilder implements Builder<string> {
  readonly nodes: TestNode[] = [];
  readonly constants: TensorProto[] = [];
  #seed = 0;

  conv(from: Built<string>, filters: number, kernel: number, stride = 1, pad = 0): Built<string> {
    const shape = [kernel, kernel, from.channels, filters];
    const weights = scattered(kernel * kernel * from.channels * filters, ++this.#seed);
    const bias = scattered(filters, ++this.#seed);
    const [kernelName, biasName] = [`kernel${this.#seed}`, `bias${this.#seed}`];
    const order = [3, 2, 0, 1];
    const kernels = [...permuted(weights, shape, order)];
    const dims = order.map((axis) => shape[axis]!);
    this.constants.push(constant(kernelName, dims, kernels), constant(biasName, [filters], [...bias]));
    const attributes = [ints('strides', [stride, stride]), ints('pads', [pad, pad, pad, pad])];
    return { map: this.#node('Conv', [from.map, kernelName, biasName], attributes), channels: filters };
  }

  maxPool({ map, channels }: Built<string>, kernel: number, stride: number, pad = 0): Built<string> {
    const attributes = [
      ints('kernel_shape', [kernel, kernel]),
      ints('strides', [stride, stride]),
      ints('pads', [pad, pad, pad, pad]),
    ];
    return { map: this.#node('MaxPool', [map], attributes), channels };
  }

  relu({ map, channels }: Built<string>): Built<string> {
    return { map: this.#node('Relu', [map]), channels };
  }

  add(one: Built<string>, other: Built<string>): Built<string> {
    return { map: this.#node('Add', [one.map, other.map]), channels: one.channels };
  }

  concatenate(parts: readonly Built<string>[]): Built<string> {
    const names = parts.map((part) => part.map);
    const channels = parts.reduce((sum, part) => sum + part.channels, 0);
    return { map: this.#node('Concat', names, [int('axis', 1)]), channels };
  }

  #node(opType: string, inputs: readonly string[], attributes: NodeProto['attribute'] = []): string {
    const output = `${opType}${this.nodes.length}`;
    this.nodes.push([opType, inputs, output, attributes]);
    return output;
  }
}

const formats: Readonly<Record<string, (network: GoldenNetwork) => Model>> = {
  'TF.js layers': ({ name, height, width }) => {
    const picture = input({ shape: [height, width, 3], name: 'picture' });
    const { map } = networks[name](new LayersBuilder(), { map: picture, channels: 3 });
    const steering = layers.globalAveragePooling2d({}).apply(map) as SymbolicTensor;
    return asModel(model({ inputs: picture, outputs: steering }), [height, width, 3]);
  },
  ONNX: ({ name, height, width }) => {
    const builder = new OnnxBuilder();
    const { map } = networks[name](builder, { map: 'x', channels: 3 });
    const { nodes, constants } = builder;
    const flat: TestNode = ['Flatten', [map], 'flat'];
    return readOnnxModel(makeOnnx({ input: [3, height, width], constants, nodes: [...nodes, flat] }), `${name}.onnx`);
  },
};

beforeAll(async () => {
  await startTensorflow();
});

test.each(Object.keys(formats).flatMap((format) => golden.networks.map((network) => ({ format, ...network }))))(
  'the mask of the $name network as $format is that of an independent forward pass and way back',
  async ({ format, ...network }) => {
    const opened = formats[format]!(network);
    const engine = await openEngine(opened, format === 'ONNX' ? 'onnx' : 'tensorflow', { threads: 1 });
    onTestFinished(() => engine.dispose());
    const [result] = await engine.run({ count: 1, data: scattered(network.height * network.width * 3, 1001) });
    const { mask } = visualBackProp(result!.averaged, opened.info.stages, opened.info.input);
    const expected = new Float32Array(Uint8Array.from(Buffer.from(network.mask, 'base64')).buffer);
    expect(mask.values.length).toBe(expected.length);
    const worst = expected.reduce((most, value, at) => Math.max(most, Math.abs(value - (mask.values[at] ?? NaN))), 0);
    // The engines' float32 against float64.
    expect(worst).toBeLessThan(2e-6);
  },
);
