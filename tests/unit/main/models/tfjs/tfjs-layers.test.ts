import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { input, layers, model as tfjsModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { looksLikeModel, openModel } from '../../../../../main/models/registry.ts';
import { startTensorflow } from '../../../../../main/models/native/tensorflow-backend.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steerscope-tfjs-'));
  cpSync(join(import.meta.dirname, '..', '..', '..', '..', 'fixtures', 'tfjs-layers', 'plain'), folder, {
    recursive: true,
  });
  path = join(folder, 'model.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Manifest {
  weightsManifest: { paths: unknown[]; weights: Record<string, unknown>[] }[];
}

/** Changes the first group of the manifest. */
function change(how: (group: Manifest['weightsManifest'][number]) => void): void {
  const json = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  const [group] = json.weightsManifest;
  if (group) how(group);
  writeFileSync(path, JSON.stringify(json));
}

test('a network that TF.js itself saved opens, and says the same', async () => {
  await startTensorflow();
  const picture = input({ shape: [6, 7, 1], name: 'picture' });
  const conv = layers.conv2d({
    filters: 2,
    kernelSize: 3,
    activation: 'relu',
    kernelInitializer: 'ones',
    name: 'conv',
  });
  const dense = layers.dense({ units: 1, kernelInitializer: 'ones', name: 'steering' });
  const flat = layers.flatten({ name: 'flat' }).apply(conv.apply(picture));
  const network = tfjsModel({ inputs: picture, outputs: dense.apply(flat) as SymbolicTensor, name: 'pilot' });
  await network.save(
    tf.io.withSaveHandler((artifacts) => {
      const weightsManifest = [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }];
      writeFileSync(path, JSON.stringify({ modelTopology: artifacts.modelTopology, weightsManifest }));
      writeFileSync(join(folder, 'weights.bin'), Buffer.from(artifacts.weightData as ArrayBuffer));
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
    }),
  );
  const opened = await openModel(path);
  expect(opened.info).toMatchObject({ format: 'tfjs-layers', formatName: 'Keras as TF.js layers-model' });
  const { graph } = opened;
  if (graph.kind !== 'layers') throw new Error('not layers');
  const ramp = tf.tensor4d(
    Float32Array.from({ length: 42 }, (_, index) => index / 42),
    [1, 6, 7, 1],
  );
  const [expected, said] = [network, graph.layersModel].map((one) => (one.predict(ramp) as tf.Tensor).dataSync()[0]);
  expect(said).toBeCloseTo(expected ?? NaN, 6);
  expect(said).not.toBe(0);
  opened.dispose();
  network.dispose();
});

test.each<[string, () => void, string, RegExp]>([
  [
    'a file of weights outside the folder',
    () => change((group) => (group.paths[0] = '../secret.bin')),
    'not-a-network',
    /outside/,
  ],
  ['one from the root', () => change((group) => (group.paths[0] = '/etc/passwd')), 'not-a-network', /outside/],
  ['one below a detour', () => change((group) => (group.paths[0] = 'a/../../b.bin')), 'not-a-network', /outside/],
  ['one that is missing', () => rmSync(join(folder, 'group1-shard2of3.bin')), 'not-found', /shard2of3\.bin is missing/],
  [
    'one that is a folder',
    () => {
      rmSync(join(folder, 'group1-shard2of3.bin'));
      mkdirSync(join(folder, 'group1-shard2of3.bin'));
    },
    'not-found',
    /shard2of3\.bin is missing/,
  ],
  [
    'one that is too short',
    () => writeFileSync(join(folder, 'group1-shard3of3.bin'), 'abc'),
    'not-a-network',
    /weights take 5044 bytes, but their files have 4003/,
  ],
  [
    'a shape that lies',
    () => change((group) => Object.assign(group.weights[0] ?? {}, { shape: [1e6, 1e6] })),
    'not-a-network',
    /4000000004612 bytes/,
  ],
  [
    'a shape below zero',
    () => change((group) => Object.assign(group.weights[0] ?? {}, { shape: [-1] })),
    'not-a-network',
    /no shape/,
  ],
  [
    'texts for weights',
    () => change((group) => Object.assign(group.weights[0] ?? {}, { dtype: 'string' })),
    'unsupported-network',
    /string/,
  ],
  [
    'the same name twice',
    () => change((group) => Object.assign(group.weights[2] ?? {}, { name: 'conv1/kernel' })),
    'unsupported-network',
    /same name/,
  ],
  [
    'weights missing',
    () => change((group) => Object.assign(group.weights[0] ?? {}, { name: 'conv9/kernel' })),
    'not-a-network',
    /conv1.*found \[4\]/,
  ],
])('refused: %s', async (_, damage, code, message) => {
  damage();
  const opening = openModel(path);
  await expect(opening).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  await expect(opening).rejects.toThrow(/model\.json$/);
});

test('an architecture nested a hundred thousand deep is refused', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const modelTopology = `{"class_name": "Sequential", "config": {"layers": ${deep}}}`;
  writeFileSync(path, `{"modelTopology": ${modelTopology}, "weightsManifest": []}`);
  await expect(openModel(path)).rejects.toMatchObject({ code: 'not-a-network' });
});

test('what looks like a network', async () => {
  expect(await looksLikeModel(path)).toBe(true);
  writeFileSync(path, '{"modelTopology": {"speed": 3}, "weightsManifest": []}');
  expect(await looksLikeModel(path)).toBe(false);
});
