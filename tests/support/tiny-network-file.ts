import { tensor } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { writeKerasH5 } from '../../demo/write-keras-h5.ts';
import { startTensorflow } from '../../main/models/native/tensorflow-backend.ts';
import { makeUdacityDrive, udacityName, writeFiles } from './make-drive.ts';

export const tinyHeight = 8;
export const tinyWidth = 16;

/**
 * A network file whose answer a person can check: the mean of all pixels and colours, times `gain`. One convolution
 * (2×2, stride 2, all weights 1/12, ReLU) averages blocks; one dense layer averages the blocks.
 */
export async function writeMeanNetwork(path: string, { gain = 1, channels = 3 } = {}): Promise<string> {
  await startTensorflow();
  const network = sequential({ name: 'mean' });
  const inputShape = [tinyHeight, tinyWidth, channels];
  network.add(layers.conv2d({ inputShape, filters: 1, kernelSize: 2, strides: 2, activation: 'relu', name: 'blocks' }));
  network.add(layers.flatten({ name: 'flat' }));
  network.add(layers.dense({ units: 1, name: 'steering' }));
  const kernelLength = 4 * channels;
  const blockCount = (tinyHeight / 2) * (tinyWidth / 2);
  network.setWeights([
    tensor(new Float32Array(kernelLength).fill(1 / kernelLength), [2, 2, channels, 1]),
    tensor([0]),
    tensor(new Float32Array(blockCount).fill(gain / blockCount), [blockCount, 1]),
    tensor([0]),
  ]);
  await writeKerasH5(network, path);
  network.dispose();
  return path;
}

/** A picture whose left half has one grey level and whose right half another; the same all over with one level. */
export function greyJpeg(left: number, right = left): Buffer {
  const canvas = createCanvas(tinyWidth, tinyHeight);
  const context = canvas.getContext('2d');
  context.fillStyle = `rgb(${left}, ${left}, ${left})`;
  context.fillRect(0, 0, tinyWidth / 2, tinyHeight);
  context.fillStyle = `rgb(${right}, ${right}, ${right})`;
  context.fillRect(tinyWidth / 2, 0, tinyWidth / 2, tinyHeight);
  return canvas.toBuffer('image/jpeg', 100);
}

/** A Udacity drive with one grey level a frame, recorded as `grey / 255`: what the mean network answers. */
export function makeGreyDrive(folder: string, greys: readonly number[]): string {
  makeUdacityDrive(folder, { steering: greys.map((grey) => grey / 255), cameras: [] });
  greys.forEach((grey, frame) => writeFiles(folder, { [join('IMG', greyName(frame))]: greyJpeg(grey) }));
  return folder;
}

/** File name of a frame of the grey drive. */
export const greyName = (frame: number): string => udacityName('center', frame * 100);
