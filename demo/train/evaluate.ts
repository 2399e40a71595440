import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { readFileSync } from 'node:fs';
import { steeringMetrics } from '../../shared/steering-metrics.ts';
import { visualBackProp } from '../../main/saliency/visual-backprop.ts';
import type { SaliencyMask } from '../../shared/analysis.ts';
import type { Stage } from '../../shared/geometry.ts';
import type { Map2d } from '../../shared/pixels.ts';
import { groundTruthFile } from '../demo-drive.ts';
import { decodeLabelPng } from '../label-png.ts';
import { inputLength, networkInput, type LabelledFrames } from './labelled-frames.ts';
import { MaskTally } from './mask-tally.ts';
import { convolutionNames } from './pilotnet.ts';

/** How a network does on frames that it was not trained on. */
export interface Evaluation {
  readonly pearsonR: number;
  readonly meanAbsoluteError: number;
  /** Mean mask on lane markings divided by the mean mask elsewhere on the road. */
  readonly markingsToRoad: number;
  /** Mean mask on lane markings divided by the mean mask of the whole picture, sky and trees included. */
  readonly markingsToPicture: number;
  readonly masks: readonly SaliencyMask[];
}

const batchSize = 30;

/** Runs `tapped` on frames whose ground truth is that of the drive's frames from `firstFrame` on. */
export function evaluate(tapped: LayersModel, frames: LabelledFrames, firstFrame: number): Evaluation {
  const predicted = new Float32Array(frames.count);
  const masks: SaliencyMask[] = [];
  const tally = new MaskTally();
  for (let from = 0; from < frames.count; from += batchSize) {
    const count = Math.min(batchSize, frames.count - from);
    const { steering, averaged } = run(tapped, frames, from, count);
    predicted.set(steering, from);
    for (let index = 0; index < count; index++) {
      const maps = averaged.map((stage) => stage[index]!);
      const { mask } = visualBackProp(maps, stages, networkInput);
      masks.push(mask);
      tally.add(mask, decodeLabelPng(readFileSync(groundTruthFile(firstFrame + from + index))));
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

/** Steering of each frame, and per stage the averaged map of each frame. */
function run(
  tapped: LayersModel,
  frames: LabelledFrames,
  from: number,
  count: number,
): { steering: Float32Array; averaged: Map2d[][] } {
  const { height, width, channels } = networkInput;
  return tf.tidy(() => {
    const pixels = frames.inputs.subarray(from * inputLength, (from + count) * inputLength);
    const inputs = tf.tensor4d(Float32Array.from(pixels), [count, height, width, channels]);
    const [steering, ...activations] = tapped.predict(inputs) as tf.Tensor[];
    const averaged = activations.map((activation) => {
      const mean = tf.mean(activation, 3) as tf.Tensor3D;
      const [, mapHeight, mapWidth] = mean.shape;
      const values = mean.dataSync<'float32'>();
      const length = mapHeight * mapWidth;
      return Array.from({ length: count }, (_, index) => ({
        height: mapHeight,
        width: mapWidth,
        values: values.subarray(index * length, (index + 1) * length),
      }));
    });
    return { steering: steering!.dataSync<'float32'>(), averaged };
  });
}

/** PilotNet's convolutions as VisualBackProp needs them. */
const stages: Stage[] = [];
for (const [index, layer] of convolutionNames.entries()) {
  const kernel = index < 3 ? 5 : 3;
  const stride = index < 3 ? 2 : 1;
  const below = stages.at(-1) ?? networkInput;
  const axis = (inputSize: number) => {
    return {
      kernel,
      stride,
      dilation: 1,
      padBefore: 0,
      inputSize,
      outputSize: Math.floor((inputSize - kernel) / stride) + 1,
    };
  };
  const step = { kind: 'convolution', layer, vertical: axis(below.height), horizontal: axis(below.width) } as const;
  stages.push({
    layer,
    tap: layer,
    activation: 'relu',
    height: step.vertical.outputSize,
    width: step.horizontal.outputSize,
    channels: [24, 36, 48, 64, 64][index]!,
    steps: [step],
  });
}
