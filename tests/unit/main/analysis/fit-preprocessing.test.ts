import { tensor } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { createCanvas } from '@napi-rs/canvas';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeKerasH5 } from '../../../../demo/write-keras-h5.ts';
import { fitPreprocessing, type FitOptions } from '../../../../main/analysis/fit-preprocessing.ts';
import { startTensorflow } from '../../../../main/models/native/tensorflow-backend.ts';
import { makeImageFolder, makeUdacityDrive, temporaryFolder, writeFiles } from '../../../support/make-drive.ts';
import {
  greyName,
  makeGreyDrive,
  tinyHeight,
  tinyWidth,
  writeMeanNetwork,
} from '../../../support/tiny-network-file.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const place = (name: string) => join(folder.path, name);

/** Thirty levels of grey, neither rising nor falling. */
const greys = Array.from({ length: 30 }, (_, frame) => 40 + ((frame * 67) % 180));
const greyDrive = makeGreyDrive(place('grey'), greys);

const fit = (modelPath: string, drivePath: string, options?: FitOptions) =>
  fitPreprocessing({ modelPath, drivePath, engine: 'onnx', device: 'cpu', preprocessing: null }, options);

test('a network of the mean is fed with the whole picture, scaled to 0..1', async () => {
  const network = await writeMeanNetwork(place('mean.h5'));
  const told: (readonly [number, number, number])[] = [];
  const onProgress: FitOptions['onProgress'] = (done, total, best) => told.push([done, total, best.length]);
  const { candidates, frameCount, agrees, verdict } = await fit(network, greyDrive, { onProgress });
  const [best] = candidates;
  expect(best?.preprocessing.steps).toEqual([{ op: 'affine', scale: 1 / 255, offset: 0 }]);
  expect(best).toMatchObject({ wellKnown: true, tied: true, problems: [], metrics: { count: 30 } });
  expect(best?.metrics?.pearsonR).toBeGreaterThan(0.999);
  expect(best?.metrics?.mae).toBeLessThan(0.005);
  expect({ frameCount, agrees }).toEqual({ frameCount: 30, agrees: true });
  expect(verdict).toMatch(/^\/ 255 \(r 1\.00 over 30 frames\)\. The sample cannot tell it from \d+ others/);
  // 0..255 has the same r, and values that are 255 times too large: told, and not among the equals.
  const raw = candidates.find(({ preprocessing }) => preprocessing.steps.length === 0);
  expect(raw?.metrics?.pearsonR).toBeGreaterThan(0.999);
  expect(raw).toMatchObject({ tied: false, problems: [{ code: 'steering-scale-doubtful' }] });
  expect(told.at(-1)?.slice(0, 2)).toEqual([told.at(-1)?.[1], told.at(-1)?.[1]]);
  expect(told.at(-1)?.[2]).toBe(5);
});

test('a network that steers the other way round is told, and turned by what is to be saved', async () => {
  const network = await writeMeanNetwork(place('minus.h5'), { gain: -1 });
  const { candidates, agrees } = await fit(network, greyDrive);
  const [best] = candidates;
  expect(agrees).toBe(true);
  expect(best?.problems.map(({ code }) => code)).toEqual(['steering-reversed']);
  expect(best?.preprocessing.steering).toMatchObject({ output: 'steering', scale: -1, offset: 0 });
  expect(best?.metrics?.pearsonR).toBeGreaterThan(0.999);
  expect(best?.metrics?.mae).toBeLessThan(0.005);
});

test('nothing is chosen for a network that says the same of every picture', async () => {
  const network = await writeMeanNetwork(place('dead.h5'), { gain: 0 });
  const { candidates, agrees, verdict } = await fit(network, greyDrive);
  expect(agrees).toBe(false);
  expect(verdict).toMatch(/^Under none of \d+ preprocessings does the network react/);
  expect(candidates.every(({ problems }) => problems.some(({ code }) => code === 'prediction-constant'))).toBe(true);
  expect(candidates[0]?.metrics?.pearsonR).toBeNull();
});

/** Mean of the first channel less mean of the third. */
async function writeColourNetwork(path: string): Promise<string> {
  await startTensorflow();
  const network = sequential();
  const inputShape = [tinyHeight, tinyWidth, 3];
  network.add(layers.conv2d({ inputShape, filters: 1, kernelSize: 2, strides: 2, name: 'difference' }));
  network.add(layers.flatten());
  network.add(layers.dense({ units: 1, name: 'steering' }));
  const blocks = (tinyHeight / 2) * (tinyWidth / 2);
  network.setWeights([
    tensor(Array.from({ length: 4 }, () => [0.25, 0, -0.25]).flat(), [2, 2, 3, 1]),
    tensor([0]),
    tensor(new Float32Array(blocks).fill(1 / blocks), [blocks, 1]),
    tensor([0]),
  ]);
  await writeKerasH5(network, path);
  network.dispose();
  return path;
}

test('colour order and crop are found by what the steering follows: blue less red, below the middle', async () => {
  const level = (frame: number, factor: number) => 30 + ((frame * factor) % 200);
  const frames = Array.from({ length: 40 }, (_, frame) => ({
    sky: [level(frame, 41), level(frame, 23), level(frame, 61)],
    road: [level(frame, 97), level(frame, 71), level(frame, 53)] as const,
  }));
  const drive = makeUdacityDrive(place('colours'), {
    steering: frames.map(({ road: [red, , blue] }) => (blue - red) / 255),
    cameras: [],
  });
  frames.forEach(({ sky, road }, frame) => {
    const canvas = createCanvas(tinyWidth, 2 * tinyHeight);
    const context = canvas.getContext('2d');
    context.fillStyle = `rgb(${sky.join()})`;
    context.fillRect(0, 0, tinyWidth, tinyHeight);
    context.fillStyle = `rgb(${road.join()})`;
    context.fillRect(0, tinyHeight, tinyWidth, tinyHeight);
    writeFiles(drive, { [join('IMG', greyName(frame))]: canvas.toBuffer('image/png') });
  });
  const { candidates } = await fit(await writeColourNetwork(place('colour.h5')), drive);
  const [best] = candidates;
  expect(best?.description).toMatch(/^crop top 50 % of the picture, .*RGB2BGR, .*\/ 255$/);
  expect(best?.metrics?.pearsonR).toBeGreaterThan(0.999);
  expect(best?.metrics?.mae).toBeLessThan(0.01);
});

test('a drive without recorded steering and a cancel are refused', async () => {
  const network = await writeMeanNetwork(place('any.h5'));
  await expect(fit(network, makeImageFolder(place('images')))).rejects.toMatchObject({ code: 'bad-request' });
  const cancel = new AbortController();
  const cancelled = fit(network, greyDrive, { signal: cancel.signal, onProgress: () => cancel.abort() });
  await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
});
