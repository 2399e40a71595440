import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { steeringMetrics } from '../../shared/steering-metrics.ts';
import { visualBackProp } from '../../main/saliency/visual-backprop.ts';
import { maskInFrame, type GridSize } from '../../shared/mask-in-frame.ts';
import type { Map2d } from '../../shared/pixels.ts';
import { groundTruthFile } from '../demo-drive.ts';
import { decodeLabelPng } from '../label-png.ts';
import type { DemoNetwork } from '../networks/demo-networks.ts';
import { steeringOfBins } from '../networks/steering-bins.ts';
import { lengthOf, type LabelledFrames } from './labelled-frames.ts';
import { MaskTally } from './mask-tally.ts';
import type { TappedNetwork } from './tapped-network.ts';

/** How a network does on frames that it was not trained on. */
export interface Evaluation {
  readonly pearsonR: number;
  readonly meanAbsoluteError: number;
  /** Mean mask on lane markings divided by the mean mask elsewhere on the road. */
  readonly markingsToRoad: number;
  /** Mean mask on lane markings divided by the mean mask of the whole picture, sky and trees included. */
  readonly markingsToPicture: number;
  /** Of each frame, over the whole of it. */
  readonly masks: readonly Map2d[];
}

/** Pictures that are run at once. */
const batchSize = 10;

/** Runs the network on frames whose ground truth is that of the drive's frames from `firstFrame` on. */
export function evaluate(
  network: TappedNetwork,
  answer: DemoNetwork['answer'],
  frames: LabelledFrames,
  firstFrame: number,
): Evaluation {
  const predicted = new Float32Array(frames.count);
  const masks: Map2d[] = [];
  const tally = new MaskTally();
  for (let from = 0; from < frames.count; from += batchSize) {
    const count = Math.min(batchSize, frames.count - from);
    const { answers, averaged } = run(network, frames, from, count);
    for (let index = 0; index < count; index++) {
      predicted[from + index] = answer === 'bins' ? steeringOfBins(answers[index]!) : answers[index]![0]!;
      const maps = averaged.map((stage) => stage[index]!);
      const truth = decodeLabelPng(readFileSync(groundTruthFile(firstFrame + from + index)));
      const mask = inFrame(visualBackProp(maps, network.stages, frames.input).mask, frames, truth);
      masks.push(mask);
      tally.add(mask, truth);
    }
  }
  const metrics = steeringMetrics(frames.steering, predicted);
  return {
    pearsonR: metrics?.pearsonR ?? Number.NaN,
    meanAbsoluteError: metrics?.mae ?? Number.NaN,
    markingsToRoad: tally.onMarkings / tally.elsewhereOnRoad,
    markingsToPicture: tally.onMarkings / tally.inPicture,
    masks,
  };
}

/** A mask over the whole frame; 0 where the network sees nothing. */
function inFrame(mask: Map2d, { networkView }: LabelledFrames, { width, height }: GridSize): Map2d {
  const frame = { width, height };
  const laid = maskInFrame(mask, networkView, frame, frame);
  return { ...laid, values: laid.values.map((value) => (Number.isNaN(value) ? 0 : value)) };
}

/** What is answered to each frame, and per stage the averaged map of each frame. */
function run(
  { tapped }: TappedNetwork,
  frames: LabelledFrames,
  from: number,
  count: number,
): { answers: Float32Array[]; averaged: Map2d[][] } {
  const { height, width, channels } = frames.input;
  return tf.tidy(() => {
    const pixels = frames.inputs.subarray(from * lengthOf(frames.input), (from + count) * lengthOf(frames.input));
    const inputs = tf.tensor4d(Float32Array.from(pixels), [count, height, width, channels]);
    const [answer, ...activations] = tapped.predict(inputs) as tf.Tensor[];
    const averaged = activations.map((activation) => {
      const mean = tf.mean(activation, 3) as tf.Tensor3D;
      const [, mapHeight, mapWidth] = mean.shape;
      return partsOf(mean, count).map((values) => ({ height: mapHeight, width: mapWidth, values }));
    });
    return { answers: partsOf(answer!, count), averaged };
  });
}

/** The numbers of each picture of a batch. */
function partsOf(tensor: tf.Tensor, count: number): Float32Array[] {
  const values = tensor.dataSync<'float32'>();
  const length = values.length / count;
  return Array.from({ length: count }, (_, index) => values.subarray(index * length, (index + 1) * length));
}
