import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EngineChoice } from '../../shared/analysis.ts';
import type { Engine } from '../../main/engines/engine.ts';
import { openEngine } from '../../main/engines/open-engine.ts';
import { decodeJpeg } from '../../main/frames/decode-jpeg.ts';
import { openModel } from '../../main/models/registry.ts';
import type { Model } from '../../main/models/model.ts';
import { realData } from '../support/real-data.ts';
import { scattered } from '../support/tiny-models.ts';

async function openedModel(path: string): Promise<Model> {
  const model = await openModel(path);
  onTestFinished(() => model.dispose());
  return model;
}

async function openedEngine(model: Model, choice: EngineChoice): Promise<Engine> {
  const engine = await openEngine(model, choice, { threads: 1 });
  onTestFinished(() => engine.dispose());
  return engine;
}

const netsvf = realData('models', 'authors_netsvf');

describe.skipIf(netsvf === null)("the paper authors' own network", () => {
  // Outputs of an independent program, given to four digits with the pictures.
  test.each([
    ['img01', 0.0301],
    ['img03', 0.0007],
    ['img05', -0.0025],
    ['img07', -0.0225],
  ])('answers to %s as published', async (name, steering) => {
    const engine = await openedEngine(await openedModel(join(netsvf ?? '', 'netsvf.onnx')), 'auto');
    const [result] = await engine.run({ count: 1, data: grayPicture(join(netsvf ?? '', 'images', `${name}.jpg`)) });
    expect(Math.abs((result?.outputs[0]?.[0] ?? Infinity) - steering)).toBeLessThan(1e-4);
    expect(result?.averaged.map(({ height, width }) => [height, width]).at(-1)).toEqual([1, 17]);
    expect(engine.info).toMatchObject({ name: 'onnx', fallbackReason: null });
  });

  test('answers to a batch as to its pictures', async () => {
    const engine = await openedEngine(await openedModel(join(netsvf ?? '', 'netsvf.onnx')), 'onnx');
    const data = ['img01', 'img03'].flatMap((name) => [...grayPicture(join(netsvf ?? '', 'images', `${name}.jpg`))]);
    const results = await engine.run({ count: 2, data: Float32Array.from(data) });
    expect(results.map((result) => result.outputs[0]?.[0])).toEqual([
      expect.closeTo(0.0301, 4),
      expect.closeTo(0.0007, 4),
    ]);
  });
});

const akadjoker = realData('models', 'onnx_akadjoker_light', 'steering_model_light.onnx');
test.skipIf(akadjoker === null)('a network with a scalar output answers each picture of a batch', async () => {
  const model = await openedModel(akadjoker ?? '');
  expect(model.info.outputs).toEqual([{ name: 'steering', shape: [] }]);
  const engine = await openedEngine(model, 'auto');
  const data = scattered(2 * 64 * 64 * 3).map((value) => (value + 1) / 2);
  const results = await engine.run({ count: 2, data });
  for (const [index, result] of results.entries()) {
    const [alone] = await engine.run({ count: 1, data: data.slice(index * 12288, (index + 1) * 12288) });
    expect(result.outputs[0]).toHaveLength(1);
    expect(result.outputs[0]?.[0]).toBeCloseTo(alone?.outputs[0]?.[0] ?? Number.NaN, 5);
  }
});

const folder = realData('models');
const kerasFiles = (folder === null ? [] : readdirSync(folder, { recursive: true, encoding: 'utf8' })).filter(
  // Those that no reader opens have tests of their own: the empty file, the pickle, the quantised network.
  (path) => path.endsWith('.h5') && !/edge_|_qat/.test(path),
);

test.skipIf(folder === null)('there are Keras networks to compare the engines on', () => {
  expect(kerasFiles.length).toBeGreaterThan(5);
});

describe.skipIf(folder === null)('both engines agree on', () => {
  test.each(kerasFiles)('%s', async (path) => {
    const model = await openedModel(join(folder ?? '', path));
    const { height, width, channels } = model.info.input;
    const picture = scattered(height * width * channels);
    // Camera-like values for a network that scales them itself.
    const data = model.info.scalesInput ? picture.map((value) => Math.round((value + 1) * 127)) : picture;
    const [onnx] = await (await openedEngine(model, 'onnx')).run({ count: 1, data });
    const [tensorflow] = await (await openedEngine(model, 'tensorflow')).run({ count: 1, data });
    expect(model.info.stages.length, relative(folder ?? '', path)).toBeGreaterThan(0);
    const [own, other] = [onnx, tensorflow].map((result) => [
      ...(result?.outputs ?? []),
      ...(result?.averaged.map((map) => map.values) ?? []),
    ]);
    for (const [index, values] of (own ?? []).entries()) {
      const largest = Math.max(1, ...values.map(Math.abs));
      const apart = values.map((value, at) => Math.abs(value - (other?.[index]?.[at] ?? Infinity)));
      expect(Math.max(...apart) / largest).toBeLessThan(1e-4);
    }
  });
});

/** A gray picture 0..1, as the first channel of its RGBA decoding. */
function grayPicture(path: string): Float32Array {
  const { width, height, data } = decodeJpeg(readFileSync(path));
  expect([width, height]).toEqual([640, 125]);
  return Float32Array.from({ length: width * height }, (_, pixel) => (data[pixel * 4] ?? 0) / 255);
}
