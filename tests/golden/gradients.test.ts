import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openOnnxEngine } from '../../main/engines/onnx.ts';
import { readOnnxModel } from '../../main/models/onnx/onnx.ts';

interface Case {
  readonly name: string;
  /** Of the picture: channels, rows, columns. */
  readonly shape: readonly [number, number, number];
  /** What the picture's sine is multiplied by. */
  readonly scale: number;
  /** Numbers of the output. */
  readonly outputs: number;
  /** Base64 of an ONNX file. */
  readonly model: string;
  /** `[channel, row, column]` */
  readonly gradient: readonly number[];
}

const cases = JSON.parse(readFileSync(join(import.meta.dirname, 'gradients.json'), 'utf8')) as readonly Case[];
const tolerance = 2e-5;

describe('gradients of operators', () => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const model = readOnnxModel(Buffer.from(one.model, 'base64'), 'operator.onnx');
    const engine = await openOnnxEngine(model, { threads: 1 });
    try {
      const planar = Float32Array.from(one.gradient, (__, at) => Math.sin(1.7 * at + 0.3) * one.scale);
      const { layout } = model.info.input;
      const picture = ordered(planar, one.shape, layout);
      const weights = Float32Array.from({ length: one.outputs }, (__, at) => Math.cos(at));
      // Another picture beside it must make no difference.
      const data = Float32Array.from([...picture.map((value) => value * 0.9 + 0.05), ...picture]);
      const seeds = { output: 0, weights: Float32Array.from([...weights, ...weights]) };
      const [, answer] = await engine.backward({ kind: 'gradient' }, { count: 2, data }, seeds);
      const expected = ordered(Float32Array.from(one.gradient), one.shape, layout);
      const largest = Math.max(...expected.map(Math.abs));
      expect(answer?.values.length).toBe(expected.length);
      for (const [at, value] of expected.entries())
        expect(Math.abs((answer?.values[at] ?? Number.NaN) - value) / largest).toBeLessThan(tolerance);
    } finally {
      await engine.dispose();
      model.dispose();
    }
  });
});

/** Where the file's axes are taken for rows, columns, channels, the numbers stay as they lie. */
function ordered(planar: Float32Array, [channels, rows, columns]: Case['shape'], layout: string): Float32Array {
  if (layout === 'NHWC') return planar;
  const pixels = rows * columns;
  return planar.map((_, at) => planar[(at % channels) * pixels + Math.floor(at / channels)]!);
}
