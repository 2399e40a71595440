import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { analyze } from '../../main/cli/analyze.ts';
import { usualChoice } from '../../main/cli/network-options.ts';
import { inspect } from '../../main/cli/inspect.ts';
import type { DriveInfo } from '../../shared/drive.ts';
import { preprocessingSchema, type Preprocessing } from '../../shared/preprocessing.ts';
import { temporaryFolder } from '../support/make-drive.ts';
import { readNpy } from '../support/read-npy.ts';
import { realData } from '../support/real-data.ts';

/* The main job on real drives and networks, against numbers that an independent executor gave. */

interface Reference {
  readonly model: string;
  readonly dataset: string;
  readonly frames: readonly string[];
  readonly predicted: readonly number[];
}

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const unaborted = { signal: new AbortController().signal, onProgress: () => undefined };

/** Predicted steering by the picture's file name. */
async function predict(
  drivePath: string,
  modelPath: string,
  engine: 'onnx' | 'tensorflow',
  preprocessing: Preprocessing | null,
): Promise<Map<string, number>> {
  const outFolder = join(folder.path, `${engine}-${Math.random()}`);
  const choice = { ...usualChoice, engine, preprocessing };
  const request = { ...choice, drivePath, modelPath, outFolder, masks: false, layers: false };
  await analyze(request, unaborted);
  const lines = readFileSync(join(outFolder, 'predictions.csv'), 'utf8').trimEnd().split('\n').slice(1);
  return new Map(
    lines
      .map((line) => line.split(','))
      .map(([, image, , , predicted]) => [image?.split('/').at(-1) ?? '', Number(predicted)]),
  );
}

const readReferences = (): readonly Reference[] =>
  JSON.parse(readFileSync(realData('reference_predictions.json') ?? '', 'utf8')) as readonly Reference[];

const drive = realData('drives', 'udacity_official_track1');
/** The training script's crop and resize; its "RGB2YUV" of that time swapped red and blue first. */
const naokishibuyaSteps: Preprocessing = {
  version: 1,
  steps: [
    { op: 'crop', top: 60, bottom: 25, left: 0, right: 0 },
    { op: 'resize', width: 200, height: 66, method: 'cv2-linear' },
    { op: 'colour', conversion: 'BGR2YUV' },
  ],
};

describe.skipIf(drive === null)('predictions on udacity_official_track1', () => {
  test.each([
    ['m_billzito_comma/successful_models/nvidia_33_17.h5', null],
    ['m_naokishibuya/model.h5', naokishibuyaSteps],
  ] as const)('%s', async (model, preprocessing) => {
    const reference = readReferences().find((candidate) => candidate.model === model);
    const modelPath = realData('models', ...model.split('/')) ?? '';
    const onnx = await predict(drive ?? '', modelPath, 'onnx', preprocessing);
    const tensorflow = await predict(drive ?? '', modelPath, 'tensorflow', preprocessing);
    expect(onnx.size).toBe(450);
    expect(reference?.frames).toHaveLength(150);
    reference?.frames.forEach((frame, index) => {
      const expected = reference.predicted[index] ?? Number.NaN;
      expect(Math.abs((onnx.get(frame) ?? Number.NaN) - expected), frame).toBeLessThanOrEqual(2e-3);
      expect(Math.abs((tensorflow.get(frame) ?? Number.NaN) - expected), frame).toBeLessThanOrEqual(2e-3);
    });
    for (const [frame, value] of onnx)
      expect(Math.abs(value - (tensorflow.get(frame) ?? Number.NaN)), frame).toBeLessThanOrEqual(1e-4);
  });
});

/** From the project's own preprocessing; a servo's degrees, 90 straight on. */
const deepPiCar: Preprocessing = preprocessingSchema.parse({
  steps: [
    { op: 'crop', top: 120 },
    { op: 'colour', conversion: 'RGB2YUV' },
    { op: 'gaussian-blur', kernel: 3 },
    { op: 'resize', width: 200, height: 66, method: 'cv2-linear' },
    { op: 'affine', scale: 1 / 255 },
  ],
  steering: { offset: -90, unit: 'deg' },
});

test.skipIf(drive === null).each([
  [
    "a servo's degrees, moved to 0",
    'deeppicar_dctian',
    'images',
    'model_result/lane_navigation.h5',
    deepPiCar,
    -90,
    0.05,
  ],
  ['the first of two heads', 'donkey_tubv1_palevich', 'tub_1_20-05-04', 'models/mypilot.h5', null, 0, 2e-3],
] as const)('%s: %s', async (_, folderName, frames, model, preprocessing, offset, tolerance) => {
  const modelPath = realData('drives', folderName, ...model.split('/')) ?? '';
  const predicted = await predict(realData('drives', folderName, frames) ?? '', modelPath, 'onnx', preprocessing);
  const reference = readReferences().find((candidate) => candidate.model === `${folderName}/${model}`);
  expect(reference?.frames.length).toBeGreaterThanOrEqual(20);
  reference?.frames.forEach((frame, index) => {
    const expected = (reference.predicted[index] ?? Number.NaN) + offset;
    expect(Math.abs((predicted.get(frame) ?? Number.NaN) - expected), frame).toBeLessThanOrEqual(tolerance);
  });
});

const netsvf = realData('models', 'authors_netsvf');
test.skipIf(netsvf === null)("the authors' network: outputs and masks of their pictures", async () => {
  const images = join(netsvf ?? '', 'images');
  const modelPath = join(netsvf ?? '', 'netsvf.onnx');
  const outFolder = join(folder.path, 'netsvf');
  const request = { ...usualChoice, drivePath: images, modelPath, outFolder };
  const { summary } = await analyze({ ...request, masks: true, layers: false }, unaborted);
  const names = readdirSync(images)
    .filter((name) => name.endsWith('.jpg'))
    .sort();
  expect(names).toHaveLength(11);
  expect(summary.frames).toMatchObject({ count: 11, predicted: 11 });
  expect(summary.metrics).toBeNull();

  const predicted = readFileSync(join(outFolder, 'predictions.csv'), 'utf8').split('\n').slice(1, 5);
  const listed = [0.0301, 0.0007, -0.0025, -0.0225];
  predicted.forEach((line, index) =>
    expect(Math.abs(Number(line.split(',')[4]) - (listed[index] ?? Number.NaN)), line).toBeLessThanOrEqual(1e-4),
  );

  const masks = readNpy(join(outFolder, 'masks.npy'));
  expect(masks.shape).toEqual([11, 125, 640]);
  names.forEach((name, index) => {
    const golden = readNpy(join(images, name.replace('.jpg', '.mask.npy')));
    expect(golden.shape).toEqual([125, 640]);
    const ours = masks.values.subarray(index * 125 * 640, (index + 1) * 125 * 640);
    const worst = golden.values.reduce((most, value, at) => Math.max(most, Math.abs(value - (ours[at] ?? 2))), 0);
    expect(worst, name).toBeLessThanOrEqual(1e-4);
  });
});

const tubs = realData('drives');
describe.skipIf(tubs === null)('counts of real tubs', () => {
  const inspectDrive = async (...parts: string[]): Promise<DriveInfo> => {
    const found = await inspect(
      realData('drives', ...parts) ?? '',
      { mapping: null, preprocessing: null },
      unaborted.signal,
    );
    if (found.kind !== 'drive') throw new Error('not a drive');
    return found;
  };

  test('donkey_tubv2_cl3m3nt, damaged by a power loss', async () => {
    const info = await inspectDrive('donkey_tubv2_cl3m3nt', 'data');
    // 600 pictures are here; 578 of them belong to a readable record.
    expect([info.format, info.recordCount, info.frameCount]).toEqual(['donkey-tub-v2', 6806, 578]);
    const places = info.problems.map(({ place }) => place ?? '').join('\n');
    expect(places).toContain('catalog_0.catalog line 745');
    expect(places).toContain('catalog_2.catalog line 530');
  });

  test('donkey_tubv2_upstream_tests, whole', async () => {
    const info = await inspectDrive('donkey_tubv2_upstream_tests', 'tub');
    expect([info.recordCount, info.frameCount]).toEqual([1000, 1000]);
    expect(info.steering?.min).toBeCloseTo(-0.857, 3);
    expect(info.steering?.max).toBe(1);
  });
});
