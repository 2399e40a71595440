import { expect, test } from 'vitest';
import type { LocatedFrame } from '../../../../main/analysis/analysis-session.ts';
import { runStretches, type RunBatch } from '../../../../main/analysis/run-batches.ts';

const images = (count: number): LocatedFrame[] =>
  Array.from({ length: count }, (_, frame) => ({ frame, location: { kind: 'image-file', path: `/${frame}.jpg` } }));

/** A video with a key frame every `keyEvery` frames. */
const video = (count: number, keyEvery: number, path = '/a.mp4'): LocatedFrame[] =>
  Array.from({ length: count }, (_, frame) => ({
    frame,
    location: { kind: 'video-frame', path, frame, keyFrame: frame - (frame % keyEvery) },
  }));

/** The stretches of a run over such frames. */
async function run(frames: readonly LocatedFrame[], workers: number): Promise<(readonly RunBatch[])[]> {
  const found: (readonly RunBatch[])[] = [];
  const locate = async (from: number, to: number): Promise<readonly LocatedFrame[]> => frames.slice(from, to);
  for await (const stretch of runStretches(0, frames.length, workers, locate)) found.push(stretch);
  return found;
}

/** First frame and length of each stretch. */
const stretchesOf = async (frames: readonly LocatedFrame[], workers: number): Promise<number[][]> =>
  (await run(frames, workers)).map((stretch) => [
    stretch[0]!.frames[0]!.frame,
    stretch.reduce((sum, batch) => sum + batch.frames.length, 0),
  ]);

test('pictures of their own are one batch a stretch', async () => {
  const stretches = await run(images(20), 2);
  expect(stretches.map((stretch) => stretch.length)).toEqual([1, 1, 1]);
  expect(stretches.flat().map(({ index, done, frames }) => [index, done, frames.length])).toEqual([
    [0, 8, 8],
    [1, 16, 8],
    [2, 20, 4],
  ]);
});

test('a video is cut at key frames, long groups where results would pile up', async () => {
  expect(await stretchesOf(video(200, 30), 2)).toEqual([
    [0, 90],
    [90, 90],
    [180, 20],
  ]);
  expect(await stretchesOf(video(600, 250), 2)).toEqual([
    [0, 250],
    [250, 250],
    [500, 100],
  ]);
  expect(await stretchesOf(video(300, 1000), 8)).toEqual([
    [0, 64],
    [64, 64],
    [128, 64],
    [192, 64],
    [256, 44],
  ]);
});

test('every frame is in one batch, in order, over two videos and a lost picture', async () => {
  const frames = [...video(20, 5), ...video(30, 5, '/b.mp4'), { frame: 99, location: null }, ...images(3)];
  const batches = (await run(frames, 1)).flat();
  expect(batches.flatMap((batch) => batch.frames)).toEqual(frames);
  expect(batches.map(({ index }) => index)).toEqual([...batches.keys()]);
  expect(batches.map(({ done }) => done).at(-1)).toBe(frames.length);
});

test('the frames of a long drive are located a piece at a time, which cuts no stretch', async () => {
  const frames = video(10_000, 60);
  const asked: (readonly [number, number])[] = [];
  const found = runStretches(100, 9900, 2, async (from, to) => {
    asked.push([from, to]);
    return frames.slice(from, to);
  });
  const lengths: number[] = [];
  const done: number[] = [];
  for await (const stretch of found) {
    // Not before it is needed: a stretch has 120 frames, and 256 at most.
    expect(asked.at(-1)![0] - (done.at(-1) ?? 0)).toBeLessThanOrEqual(100 + 256);
    lengths.push(stretch.flatMap((batch) => batch.frames).length);
    done.push(...stretch.map((batch) => batch.done));
    expect(stretch.map(({ ofStretch }) => ofStretch)).toEqual(stretch.map(() => stretch.length));
  }
  expect(asked).toEqual([
    [100, 4196],
    [4196, 8292],
    [8292, 9900],
  ]);
  expect([lengths[0], ...new Set(lengths.slice(1, -1))]).toEqual([80, 120]);
  expect(lengths.reduce((sum, length) => sum + length)).toBe(9800);
  expect(done.at(-1)).toBe(9800);
});
