import { decode } from '@cwasm/jpeg-turbo';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDrive } from '../../main/drives/registry.ts';
import { defaultPreprocessing } from '../../main/preprocess/default-preprocessing.ts';
import { compilePreprocessing } from '../../main/preprocess/preprocess.ts';
import type { ImageInput } from '../../shared/model.ts';
import { textAt } from '../../shared/texts.ts';
import { demoDrive } from '../demo-drive.ts';
import { canvasesAreFreed } from '../render/canvases-are-freed.ts';
import { paintFrame } from '../render/frame.ts';
import { makeScene } from '../render/scene.ts';

/** What the network takes. */
export const networkInput: ImageInput = { name: 'image', height: 66, width: 200, channels: 3, layout: 'NHWC' };
export const inputLength = networkInput.height * networkInput.width * networkInput.channels;

/** Network inputs with the steering that belongs to them. */
export interface LabelledFrames {
  readonly count: number;
  /** `[frame, row, column, RGB]`, 0..255. */
  readonly inputs: Uint8Array;
  /** -1..1, positive to the right. */
  readonly steering: Float32Array;
}

/** The whole frame, resized: Steerscope's default for a network that scales its own input. */
export const preprocessing = defaultPreprocessing(networkInput, true);
const preprocessor = compilePreprocessing(preprocessing, networkInput);

/** Renders further drives, each of its own seed, and takes every `stride`-th frame of each. */
export async function renderFrames(
  seeds: readonly number[],
  framesPerDrive: number,
  stride: number,
): Promise<LabelledFrames> {
  const frames = collector(seeds.length * framesPerDrive);
  for (const seed of seeds) {
    const scene = makeScene(seed, framesPerDrive * stride);
    for (let frame = 0; frame < framesPerDrive; frame++) {
      const { canvas } = paintFrame(scene, frame * stride);
      frames.add(canvas.encodeSync('jpeg', demoDrive.jpegQuality), scene.states[frame * stride]!.steering);
      await canvasesAreFreed();
    }
  }
  return frames.collected;
}

/** Reads frames `from` to `to` (exclusive) of the bundled drive. */
export async function readDemoFrames(from: number, to: number): Promise<LabelledFrames> {
  const drive = await openDrive(demoDrive.folder);
  const { steering, image } = drive.columns;
  if (!steering) throw new Error(`The bundled drive has no steering: ${demoDrive.folder}`);
  const frames = collector(to - from);
  for (let frame = from; frame < to; frame++) {
    frames.add(readFileSync(join(demoDrive.folder, textAt(image, frame))), steering[frame]!);
  }
  drive.dispose();
  return frames.collected;
}

/** One set of several. */
export function joinFrames(sets: readonly LabelledFrames[]): LabelledFrames {
  const count = sets.reduce((sum, set) => sum + set.count, 0);
  const joined = { count, inputs: new Uint8Array(count * inputLength), steering: new Float32Array(count) };
  let at = 0;
  for (const set of sets) {
    joined.inputs.set(set.inputs, at * inputLength);
    joined.steering.set(set.steering, at);
    at += set.count;
  }
  return joined;
}

function collector(count: number): { collected: LabelledFrames; add(jpeg: Buffer, steering: number): void } {
  const inputs = new Uint8Array(count * inputLength);
  const steering = new Float32Array(count);
  const input = new Float32Array(inputLength);
  let at = 0;
  return {
    collected: { count, inputs, steering },
    add(jpeg, value) {
      preprocessor.prepare(decode(jpeg), input);
      inputs.set(input, at * inputLength);
      steering[at++] = value;
    },
  };
}
