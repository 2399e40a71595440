import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoDrive, groundTruthFile } from './demo-drive.ts';
import { encodeLabelPng } from './label-png.ts';
import { camera } from './render/camera.ts';
import { canvasesAreFreed } from './render/canvases-are-freed.ts';
import { paintFrame } from './render/frame.ts';
import { makeScene } from './render/scene.ts';

/*
 * Renders the bundled drive in the layout of the Udacity simulator, and the ground truth of its held-back part:
 * `node demo/make-drive.ts`. The same seed gives the same drive.
 */

const mphPerMps = 2.236936;

const { folder, groundTruthFolder, seed, frameCount, heldBackFrom, jpegQuality, startTime } = demoDrive;
for (const old of [folder, groundTruthFolder]) rmSync(old, { recursive: true, force: true });
mkdirSync(join(folder, 'IMG'), { recursive: true });
mkdirSync(groundTruthFolder, { recursive: true });

const scene = makeScene(seed, frameCount);
const rows = ['center,left,right,steering,throttle,brake,speed'];
let bytes = 0;
for (const [frame, state] of scene.states.entries()) {
  const { canvas, labels } = paintFrame(scene, frame);
  const image = `IMG/center_${fileTime(startTime + state.timeSecs * 1000)}.jpg`;
  const jpeg = canvas.encodeSync('jpeg', jpegQuality);
  writeFileSync(join(folder, image), jpeg);
  bytes += jpeg.length;
  const numbers = [state.steering, state.throttle, state.brake].map((value) => value.toFixed(5));
  rows.push([image, '', '', ...numbers, (state.speedMps * mphPerMps).toFixed(4)].join(','));
  if (frame >= heldBackFrom) {
    const png = encodeLabelPng(labels, camera.width, camera.height);
    writeFileSync(groundTruthFile(frame), png);
    bytes += png.length;
  }
  await canvasesAreFreed();
}
writeFileSync(join(folder, 'driving_log.csv'), rows.join('\n') + '\n');
console.log(`${frameCount} frames, ${(bytes / 1e6).toFixed(2)} MB with ground truth, in ${folder}`);

/** As the Udacity simulator names its pictures: 2026_05_14_09_41_07_250. */
function fileTime(milliseconds: number): string {
  return new Date(Math.round(milliseconds))
    .toISOString()
    .replace('Z', '')
    .replaceAll(/[-T:.]/g, '_');
}
