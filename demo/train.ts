import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sidecarPath } from '../main/analysis/preprocessing-file.ts';
import { demoDrive } from './demo-drive.ts';
import { evaluate } from './train/evaluate.ts';
import { fit } from './train/fit.ts';
import { joinFrames, preprocessing, readDemoFrames, renderFrames } from './train/labelled-frames.ts';
import { buildPilotNet, withTaps } from './train/pilotnet.ts';
import { saveMaskPicture } from './train/save-mask-picture.ts';
import { registerWasmConvGradients } from './train/wasm-conv-gradients.ts';
import { writeKerasH5 } from './write-keras-h5.ts';

/*
 * Trains the bundled network: `npm run demo:train`, about six minutes on one core. It sees the first part of the
 * bundled drive and eight further drives, rendered here; it is measured, and its mask looked at, on the part of the
 * bundled drive that was held back. The masks of one frame, epoch by epoch, are left in out/demo-training/.
 */

const trainingSeeds = [101, 102, 103, 104, 105, 106, 107, 108];
const framesPerDrive = 450;
/** Neighbouring frames of a drive show nearly the same: every third is taken. */
const frameStride = 3;
const networkSeed = 1;
const epochs = 4;
const watchedFrame = demoDrive.heldBackFrom + 150;
const pictureFolder = join(import.meta.dirname, '..', 'out', 'demo-training');

await tf.setBackend('wasm');
registerWasmConvGradients();

console.log(`Rendering ${trainingSeeds.length * framesPerDrive} frames to train on ...`);
const training = joinFrames([
  await renderFrames(trainingSeeds, framesPerDrive, frameStride),
  await readDemoFrames(0, demoDrive.heldBackFrom),
]);
const heldBack = await readDemoFrames(demoDrive.heldBackFrom, demoDrive.frameCount);
console.log(`Training on ${training.count} frames, ${heldBack.count} held back. Masks: ${pictureFolder}`);

const network = buildPilotNet(networkSeed);
const tapped = withTaps(network);
await report('untrained', 0, null);
await fit(tapped, training, {
  epochs,
  batchSize: 32,
  learningRate: 1e-3,
  sparsity: 5,
  seed: networkSeed,
  afterEpoch: (epoch, loss) => report(`epoch ${epoch}/${epochs}`, epoch, loss),
});
await writeKerasH5(network, demoDrive.modelFile);
writeFileSync(sidecarPath(demoDrive.modelFile), JSON.stringify(preprocessing, null, 2) + '\n');
console.log(`Saved ${demoDrive.modelFile}`);

async function report(title: string, epoch: number, loss: number | null): Promise<void> {
  const evaluation = evaluate(tapped, heldBack, demoDrive.heldBackFrom);
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
  await saveMaskPicture(watchedFrame, mask, join(pictureFolder, `epoch-${String(epoch).padStart(2, '0')}.png`));
}
