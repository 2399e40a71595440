import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sidecarPath } from '../main/analysis/preprocessing-file.ts';
import { startProgress } from '../main/cli/progress.ts';
import { infoOfLayersModel } from '../main/models/layers/layers-info.ts';
import { demoDrive } from './demo-drive.ts';
import { demoNetworks } from './networks/demo-networks.ts';
import { evaluate } from './train/evaluate.ts';
import { fit } from './train/fit.ts';
import { saveMaskPicture } from './train/save-mask-picture.ts';
import { withTaps } from './train/tapped-network.ts';
import { parseTrainOptions, usage } from './train/train-options.ts';
import { heldBackFrames, trainingFrames } from './train/training-frames.ts';
import { registerWasmConvGradients } from './train/wasm-conv-gradients.ts';
import { writeKerasH5 } from './write-keras-h5.ts';

/*
 * Trains a network on the bundled drive: `npm run demo:train`, the bundled one, about six minutes on one core; with
 * `-- --network netsvf` one of the VisualBackProp paper's. It sees the first part of the bundled drive and eight further drives,
 * rendered here; it is measured, and its mask looked at, on the part of the bundled drive that was held back. The masks of
 * one frame and the network itself, epoch by epoch, are left in out/demo-training/.
 */

const networkSeed = 1;
const watchedFrame = demoDrive.heldBackFrom + 150;

const options = readOptions();
const { epochs, modelFile, pictureFolder } = options;
const { build, preprocessing, answer, batchSize, learningRate, sparsity } = demoNetworks[options.network];

await tf.setBackend('wasm');
registerWasmConvGradients();
const network = build(networkSeed);
const preparation = { input: infoOfLayersModel(network, new Map()).input, preprocessing };

console.log(`Preparing ${options.frames} frames to train on ...`);
const training = await trainingFrames(preparation, options.frames);
const heldBack = await heldBackFrames(preparation);
console.log(
  `Training ${options.network}, ${network.countParams()} parameters, on ${training.count} frames, ${heldBack.count} held back. ` +
    `Masks: ${pictureFolder}`,
);

const tapped = withTaps(network);
const pictures = Math.min(batchSize, training.count);
await report('untrained', 0, null);
let progress = startProgress('Epoch 1');
let epochStart = performance.now();
await fit(tapped.tapped, training, {
  answer,
  epochs,
  batchSize: pictures,
  learningRate,
  sparsity,
  seed: networkSeed,
  onBatch: (_, done, total) => progress.update(done, total),
  afterEpoch: async (epoch, loss) => {
    progress.stop();
    const seconds = (performance.now() - epochStart) / 1000;
    console.log(
      `${seconds.toFixed(1)} s, ${(seconds / Math.floor(training.count / pictures)).toFixed(2)} s a batch of ${pictures}`,
    );
    await report(`epoch ${epoch}/${epochs}`, epoch, loss);
    progress = startProgress(`Epoch ${epoch + 1}`);
    epochStart = performance.now();
  },
});
await save(modelFile);
console.log(`Saved ${modelFile}`);

function readOptions() {
  try {
    return parseTrainOptions(process.argv.slice(2));
  } catch (thrown) {
    console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n\n${usage}`);
    return process.exit(2);
  }
}

async function report(title: string, epoch: number, loss: number | null): Promise<void> {
  const evaluation = evaluate(tapped, answer, heldBack, demoDrive.heldBackFrom);
  const { pearsonR, meanAbsoluteError, markingsToRoad, markingsToPicture, masks } = evaluation;
  console.log(
    [
      title.padEnd(10),
      loss === null ? ' '.repeat(12) : `loss ${loss.toFixed(5)}`,
      `held back: r ${pearsonR.toFixed(3)}`,
      `error ${meanAbsoluteError.toFixed(4)}`,
      `mask on markings ÷ elsewhere on the road ${markingsToRoad.toFixed(1)}, ÷ whole picture ${markingsToPicture.toFixed(1)}`,
    ].join('  '),
  );
  const mask = masks[watchedFrame - demoDrive.heldBackFrom]!;
  const checkpoint = join(pictureFolder, `epoch-${String(epoch).padStart(2, '0')}`);
  await saveMaskPicture(watchedFrame, mask, `${checkpoint}.png`);
  await save(`${checkpoint}.h5`);
  // Where a window may follow it; the bundled one is replaced when it is done.
  if (modelFile !== demoDrive.modelFile) await save(modelFile);
}

async function save(path: string): Promise<void> {
  await writeKerasH5(network, path);
  writeFileSync(sidecarPath(path), JSON.stringify(preprocessing, null, 2) + '\n');
}
