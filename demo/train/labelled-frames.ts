import { decode } from '@cwasm/jpeg-turbo';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDrive } from '../../main/drives/registry.ts';
import { compilePreprocessing, type Preprocessor } from '../../main/preprocess/preprocess.ts';
import type { ImageInput } from '../../shared/model.ts';
import type { FrameRect } from '../../shared/pixels.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { textAt } from '../../shared/texts.ts';
import { demoDrive } from '../demo-drive.ts';
import { canvasesAreFreed } from '../render/canvases-are-freed.ts';
import { paintFrame } from '../render/frame.ts';
import { makeScene } from '../render/scene.ts';

/** What pictures are turned into: the network's input, and the way there. */
export interface Preparation {
  readonly input: ImageInput;
  readonly preprocessing: Preprocessing;
}

/** Network inputs with the steering that belongs to them. */
export interface LabelledFrames {
  readonly count: number;
  readonly input: ImageInput;
  /** What part of the drive's frames the network sees, in their pixels. */
  readonly networkView: FrameRect;
  /** `[frame, row, column, channel]`, 0..255. */
  readonly inputs: Uint8Array;
  /** -1..1, positive to the right. */
  readonly steering: Float32Array;
}

/** Numbers of one picture. */
export const lengthOf = ({ height, width, channels }: ImageInput): number => height * width * channels;

/** Renders further drives, each of its own seed, and takes every `stride`-th frame of each. */
export async function renderFrames(
  preparation: Preparation,
  seeds: readonly number[],
  framesPerDrive: number,
  stride: number,
): Promise<LabelledFrames> {
  const frames = new FrameCollector(preparation, seeds.length * framesPerDrive);
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

/** Reads frames of the bundled drive. */
export async function readDemoFrames(preparation: Preparation, chosen: readonly number[]): Promise<LabelledFrames> {
  const drive = await openDrive(demoDrive.folder);
  const { steering, image } = drive.columns;
  if (!steering) throw new Error(`The bundled drive has no steering: ${demoDrive.folder}`);
  const frames = new FrameCollector(preparation, chosen.length);
  for (const frame of chosen) frames.add(readFileSync(join(demoDrive.folder, textAt(image, frame))), steering[frame]!);
  drive.dispose();
  return frames.collected;
}

/** One set of several, at least one. */
export function joinFrames(sets: readonly LabelledFrames[]): LabelledFrames {
  const { input, networkView } = sets[0]!;
  const count = sets.reduce((sum, set) => sum + set.count, 0);
  const inputs = new Uint8Array(count * lengthOf(input));
  const joined = { count, input, networkView, inputs, steering: new Float32Array(count) };
  let at = 0;
  for (const set of sets) {
    joined.inputs.set(set.inputs, at * lengthOf(input));
    joined.steering.set(set.steering, at);
    at += set.count;
  }
  return joined;
}

class FrameCollector {
  readonly #preparation: Preparation;
  readonly #preprocessor: Preprocessor;
  readonly #prepared: Float32Array;
  readonly #inputs: Uint8Array;
  readonly #steering: Float32Array;
  #count = 0;
  #networkView: FrameRect = { left: 0, top: 0, width: 0, height: 0 };

  /** @param capacity frames that it has room for. */
  constructor(preparation: Preparation, capacity: number) {
    this.#preparation = preparation;
    this.#preprocessor = compilePreprocessing(preparation.preprocessing, preparation.input);
    this.#prepared = new Float32Array(lengthOf(preparation.input));
    this.#inputs = new Uint8Array(capacity * this.#prepared.length);
    this.#steering = new Float32Array(capacity);
  }

  add(jpeg: Buffer, steering: number): void {
    this.#networkView = this.#preprocessor.prepare(decode(jpeg), this.#prepared).networkView;
    this.#inputs.set(this.#prepared, this.#count * this.#prepared.length);
    this.#steering[this.#count++] = steering;
  }

  get collected(): LabelledFrames {
    return {
      count: this.#count,
      input: this.#preparation.input,
      networkView: this.#networkView,
      inputs: this.#inputs,
      steering: this.#steering,
    };
  }
}
