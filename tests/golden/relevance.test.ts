import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeProto, TensorProto } from 'onnx-buf';
import { describe, expect, onTestFinished, test } from 'vitest';
import { demoDrive } from '../../demo/demo-drive.ts';
import { openNetwork } from '../../main/analysis/open-network.ts';
import { openEngine } from '../../main/engines/open-engine.ts';
import type { Engine } from '../../main/engines/engine.ts';
import { decodeImage } from '../../main/frames/decode-image.ts';
import { readImageFile } from '../../main/frames/read-image-file.ts';
import { readOnnxModel } from '../../main/models/onnx/onnx.ts';
import { int, ints } from '../../main/models/onnx/onnx-write.ts';
import type { BackwardPass } from '../../shared/backward-pass.ts';
import { constant, makeOnnx, type TestNode } from '../support/make-onnx.ts';
import { scattered } from '../support/tiny-models.ts';

interface GoldenPass {
  readonly name: string;
  readonly pass: BackwardPass;
  /** The steering, or the sum of the last stage's activations. */
  readonly explained: number;
  /** Of the relevance of all pixels. */
  readonly sum: number;
  /** Relevance a pixel, summed over channels: int16 in multiples of `step`, base64. Left out where only sums are kept. */
  readonly values?: string;
  readonly step: number;
}

const golden = <T>(file: string): T => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as T;
const { networks } = golden<{
  networks: readonly { name: keyof typeof builders; height: number; width: number; passes: readonly GoldenPass[] }[];
}>('relevance.json');

const { frames } = golden<{
  frames: readonly { file: string; inputSha256: string; passes: readonly GoldenPass[] }[];
}>('relevance_pilotnet.json');

/** The same networks as in the oracle, weights taken in the same order; all channels first. */
class Builder {
  readonly nodes: TestNode[] = [];
  readonly constants: TensorProto[] = [];
  #seed = 0;

  conv(from: string, channels: number, filters: number, kernel: number, stride = 1, pad = 0, bias = true): string {
    const weights = [this.#weights([filters, channels, kernel, kernel], 0.25), ...(bias ? [this.#weights([filters], 0.25)] : [])]; // prettier-ignore
    return this.node('Conv', [from, ...weights], [ints('strides', [stride, stride]), ints('pads', new Array<number>(4).fill(pad))]); // prettier-ignore
  }

  dense(from: string, inputs: number, units: number): string {
    return this.node('Gemm', [from, this.#weights([units, inputs], 0.125), this.#weights([units], 0.125)], [int('transB', 1)]); // prettier-ignore
  }

  norm(from: string, parameters: readonly string[]): string {
    return this.node('BatchNormalization', [from, ...parameters]);
  }

  /** Scales and variances about 1. */
  normParameters(channels: number): readonly string[] {
    return [1, 0, 0, 1].map((middle) => this.#weights([channels], 0.5, middle));
  }

  node(opType: string, inputs: readonly string[], attributes: NodeProto['attribute'] = []): string {
    const output = `${opType}${this.nodes.length}`;
    this.nodes.push([opType, inputs, output, attributes]);
    return output;
  }

  #weights(dims: readonly number[], scale: number, middle = 0): string {
    const length = dims.reduce((product, size) => product * size, 1);
    const name = `weights${++this.#seed}`;
    this.constants.push(
      constant(name, dims, [...scattered(length, this.#seed).map((value) => middle + value * scale)]),
    );
    return name;
  }
}

const builders = {
  plain(b: Builder): string {
    const first = b.node('Relu', [b.conv('x', 3, 6, 5, 2)]);
    const second = b.node('Relu', [b.conv(first, 6, 8, 3, 1, 1)]);
    const flat = b.node('Flatten', [second]);
    return b.dense(b.node('Relu', [b.dense(flat, 8 * 8 * 11, 10)]), 10, 1);
  },
  'norm-after'(b: Builder): string {
    const conv1 = b.conv('x', 3, 6, 3, 2, 1, false);
    const first = b.node('Relu', [b.norm(conv1, b.normParameters(6))]);
    const conv2 = b.conv(first, 6, 8, 3, 2);
    const second = b.node('Relu', [b.norm(conv2, b.normParameters(8))]);
    return b.dense(b.node('Flatten', [b.node('GlobalAveragePool', [second])]), 8, 1);
  },
  'norm-before'(b: Builder): string {
    const first = b.node('Relu', [b.conv(b.norm('x', b.normParameters(3)), 3, 6, 3, 2)]);
    const second = b.node('Relu', [b.conv(b.norm(first, b.normParameters(6)), 6, 8, 3, 1, 1)]);
    const flat = b.node('Flatten', [b.norm(second, b.normParameters(8))]);
    return b.dense(b.node('Relu', [b.dense(flat, 8 * 9 * 12, 10)]), 10, 1);
  },
  residual(b: Builder): string {
    const half = [ints('kernel_shape', [2, 2]), ints('strides', [2, 2])];
    const stem = b.node('Relu', [b.conv('x', 3, 4, 3, 1, 1)]);
    const inner = b.conv(b.node('Relu', [b.conv(stem, 4, 4, 3, 1, 1)]), 4, 4, 3, 1, 1);
    const maps = b.node('AveragePool', [b.node('Relu', [b.node('Add', [inner, stem])])], half);
    const sides = [b.conv(maps, 4, 3, 1), b.conv(maps, 4, 3, 3, 1, 1)].map((side) => b.node('Relu', [side]));
    const pooled = b.node('MaxPool', [b.node('Concat', sides, [int('axis', 1)])], half);
    return b.dense(b.node('Flatten', [pooled]), 6 * 5 * 6, 1);
  },
};

/** Relevance a pixel, and what is explained. */
async function relevanceOf(engine: Engine, pass: BackwardPass, data: Float32Array): Promise<Float64Array> {
  const [answer] = await engine.backward(pass, { count: 1, data }, { output: 0, weights: Float32Array.of(1) });
  const { height, width, channels, values } = answer!;
  const sums = new Float64Array(height * width);
  values.forEach((value, at) => (sums[Math.floor(at / channels)]! += value));
  return sums;
}

/** The largest difference, of the largest value expected. */
function worstOf(found: Float64Array, { values = '', step }: GoldenPass): number {
  const expected = new Int16Array(Uint8Array.from(Buffer.from(values, 'base64')).buffer);
  expect(found.length).toBe(expected.length);
  return found.reduce((worst, value, at) => Math.max(worst, Math.abs(value / step - expected[at]!)), 0) / 32767;
}

const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
const magnitude = (values: Float64Array) => total(values.map(Math.abs));

describe.each(networks)('relevance in the $name network', ({ name, height, width, passes }) => {
  test.each(passes)('is that of zennit: $name', async (expected) => {
    const builder = new Builder();
    builders[name](builder);
    const model = readOnnxModel(makeOnnx({ input: [3, height, width], ...builder }), `${name}.onnx`);
    const engine = await openEngine(model, 'onnx', { threads: 1 });
    onTestFinished(() => engine.dispose());
    const picture = scattered(3 * height * width, 1001);
    // The generator's order is that of the channels; the engine takes pixels.
    const pixels = picture.map((_, at) => picture[(at % 3) * height * width + Math.floor(at / 3)]!);
    const found = await relevanceOf(engine, expected.pass, pixels);
    expect(worstOf(found, expected)).toBeLessThan(1e-4);
    expect(Math.abs(total(found) - expected.sum) / magnitude(found)).toBeLessThan(1e-4);
  });
});

test('relevance in the bundled network is that of zennit', async () => {
  const { engine, preprocessor, dispose } = await openNetwork(demoDrive.modelFile, {
    engine: 'onnx',
    device: 'cpu',
    preprocessing: null,
    threads: 1,
  });
  onTestFinished(dispose);
  for (const { file, inputSha256, passes } of frames) {
    const data = new Float32Array(66 * 200 * 3);
    preprocessor.prepare(await decodeImage(await readImageFile(join(demoDrive.folder, 'IMG', file))), data);
    expect(createHash('sha256').update(Uint8Array.from(data)).digest('hex')).toBe(inputSha256);
    for (const expected of passes) {
      const found = await relevanceOf(engine, boxOfBytes(expected.pass), data);
      // Phi divides by sums in which much cancels: in float32 zennit's own is 5.2e-4 away from these, which are float64.
      const nearly = expected.name === 'phi' ? 1e-3 : 1e-4;
      if (expected.values) expect(worstOf(found, expected), expected.name).toBeLessThan(nearly);
      expect(Math.abs(total(found) - expected.sum) / magnitude(found), expected.name).toBeLessThan(1e-4);
    }
  }
});

/** The network scales its input itself, from bytes to what stands in the oracle: -1..1. */
function boxOfBytes(pass: BackwardPass): BackwardPass {
  if (pass.kind !== 'relevance' || pass.firstConvolution.kind !== 'z-box') return pass;
  return { ...pass, firstConvolution: { kind: 'z-box', low: [0, 0, 0], high: [255, 255, 255] } };
}
