import { expect, test } from 'vitest';
import type { LocatedFrame } from '../../../../main/analysis/analysis-session.ts';
import { runBatches } from '../../../../main/analysis/run-batches.ts';

const images = (count: number): LocatedFrame[] =>
  Array.from({ length: count }, (_, frame) => ({ frame, location: { kind: 'image-file', path: `/${frame}.jpg` } }));

/** A video with a key frame every `keyEvery` frames. */
const video = (count: number, keyEvery: number, path = '/a.mp4'): LocatedFrame[] =>
  Array.from({ length: count }, (_, frame) => ({
    frame,
    location: { kind: 'video-frame', path, frame, keyFrame: frame - (frame % keyEvery) },
  }));

/** First frame and length of each stretch. */
const stretchesOf = (frames: readonly LocatedFrame[], workers: number): number[][] =>
  runBatches(frames, workers).map((stretch) => [
    stretch[0]!.frames[0]!.frame,
    stretch.reduce((sum, batch) => sum + batch.frames.length, 0),
  ]);

test('pictures of their own are one batch a stretch', () => {
  const stretches = runBatches(images(40), 2);
  expect(stretches.map((stretch) => stretch.length)).toEqual([1, 1, 1]);
  expect(stretches.flat().map(({ index, done, frames }) => [index, done, frames.length])).toEqual([
    [0, 16, 16],
    [1, 32, 16],
    [2, 40, 8],
  ]);
});

test('a video is cut at key frames, long groups where results would pile up', () => {
  expect(stretchesOf(video(200, 30), 2)).toEqual([
    [0, 90],
    [90, 90],
    [180, 20],
  ]);
  expect(stretchesOf(video(600, 250), 2)).toEqual([
    [0, 250],
    [250, 250],
    [500, 100],
  ]);
  expect(stretchesOf(video(300, 1000), 8)).toEqual([
    [0, 64],
    [64, 64],
    [128, 64],
    [192, 64],
    [256, 44],
  ]);
});

test('every frame is in one batch, in order, over two videos and a lost picture', () => {
  const frames = [...video(20, 5), ...video(30, 5, '/b.mp4'), { frame: 99, location: null }, ...images(3)];
  const batches = runBatches(frames, 1).flat();
  expect(batches.flatMap((batch) => batch.frames)).toEqual(frames);
  expect(batches.map(({ index }) => index)).toEqual([...batches.keys()]);
  expect(batches.map(({ done }) => done).at(-1)).toBe(frames.length);
});
