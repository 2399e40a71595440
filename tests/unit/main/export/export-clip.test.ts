import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportClip } from '../../../../main/export/export-clip.ts';
import { maskStyleSchema } from '../../../../shared/mask-style.ts';
import { temporaryFolder, writeFiles } from '../../../support/make-drive.ts';
import { readClip, type ReadClip } from '../../../support/read-clip.ts';
import { greyJpeg, greyName, makeGreyDrive, writeMeanNetwork } from '../../../support/tiny-network-file.ts';

/* The middle of the camera frame in the clip, and a point of the margin beside it. */
const [middleX, middleY] = [448, 276];
const greys = Array.from({ length: 24 }, (_, frame) => frame * 10);
const brokenFrame = 20;

const folder = temporaryFolder();
const drivePath = join(folder.path, 'drive');
const modelPath = join(folder.path, 'mean.h5');
const out = join(folder.path, 'out');
const request = { drivePath, modelPath, maskStyle: maskStyleSchema.parse({}) };

beforeAll(async () => {
  makeGreyDrive(drivePath, greys);
  writeFiles(drivePath, { [`IMG/${greyName(brokenFrame)}`]: greyJpeg(9).subarray(0, 60) });
  await writeMeanNetwork(modelPath);
  writeFiles(out, { 'kept.txt': 'kept' });
});
afterAll(() => folder[Symbol.dispose]());

describe('a clip', () => {
  const path = join(out, 'clip.mp4');
  const progress: [number, number][] = [];
  let clip: ReadClip;
  let exported: Awaited<ReturnType<typeof exportClip>>;
  beforeAll(async () => {
    const onProgress = (done: number, total: number): void => void progress.push([done, total]);
    exported = await exportClip({ ...request, from: 2, to: 22, outPath: path }, { onProgress });
    clip = await readClip(path);
  });

  test('is 1280 x 720 H.264 with the frames asked for, at their own times', () => {
    expect(exported).toMatchObject({ path, frameCount: 20, sizeBytes: statSync(path).size });
    expect(clip).toMatchObject({ codecName: 'h264', width: 1280, height: 720 });
    expect(clip.frames.map(({ timeSecs }) => Number(timeSecs.toFixed(3)))).toEqual(
      Array.from({ length: 20 }, (_, index) => index / 10),
    );
    expect(clip.title).toBe('drive, frames 2 to 21, mean.h5');
  });

  test('shows each frame in its turn', () => {
    clip.frames.forEach((frame, index) => {
      if (index + 2 === brokenFrame) return;
      const [red = NaN, green = NaN, blue = NaN] = frame.colourAt(middleX, middleY);
      const grey = greys[index + 2] ?? NaN;
      for (const channel of [red, green, blue]) expect(Math.abs(channel - grey), `frame ${index + 2}`).toBeLessThan(8);
    });
  });

  test('shows a frame that does not decode as missing, and says so', () => {
    const [red = NaN] = clip.frames[brokenFrame - 2]?.colourAt(100, 100) ?? [];
    expect(red).toBeLessThan(30);
    expect(exported.problems).toMatchObject([{ code: 'image-not-decodable', frame: brokenFrame }]);
    expect([exported.frameCount, exported.predictedCount]).toEqual([20, 19]);
  });

  test('moves the cursor over the plot from the first frame to the last', () => {
    const bright = (frame: number, x: number): boolean => (clip.frames[frame]?.colourAt(x, 600)[0] ?? 0) > 120;
    expect(bright(0, 76) || bright(0, 75)).toBe(true);
    expect(bright(19, 76) || bright(19, 75)).toBe(false);
  });

  test('tells its progress upwards to the end', () => {
    expect(progress.at(-1)).toEqual([20, 20]);
    const done = progress.map(([value]) => value);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  });
});

describe('nothing is left behind', () => {
  const before = (): string[] => readdirSync(out).sort();

  test('after a cancel', async () => {
    const files = before();
    const cancelling = new AbortController();
    const onProgress = (done: number): void => (done > 8 ? cancelling.abort() : undefined);
    const exporting = exportClip(
      { ...request, from: 0, to: 24, outPath: join(out, 'cancelled.mp4') },
      { signal: cancelling.signal, onProgress },
    );
    await expect(exporting).rejects.toMatchObject({ code: 'cancelled' });
    expect(before()).toEqual(files);
  });

  test('when it is cancelled before it starts', async () => {
    const files = before();
    const exporting = exportClip(
      { ...request, from: 0, to: 24, outPath: join(out, 'never.mp4') },
      { signal: AbortSignal.abort() },
    );
    await expect(exporting).rejects.toMatchObject({ code: 'cancelled' });
    expect(before()).toEqual(files);
  });

  test('when the drive, the network or the frames are wrong, and the old clip stays', async () => {
    const outPath = join(out, 'old.mp4');
    writeFileSync(outPath, 'old clip');
    const files = before();
    const range = { from: 0, to: 4, outPath };
    const failures = [
      { ...request, ...range, drivePath: join(folder.path, 'none'), code: 'not-found' },
      { ...request, ...range, modelPath: join(out, 'kept.txt'), code: 'not-a-network' },
      { ...request, ...range, to: 25, code: 'no-such-frame' },
      { ...request, ...range, from: 4, code: 'no-such-frame' },
      { ...request, ...range, outPath: join(out, 'clip.mov'), code: 'bad-request' },
    ];
    for (const { code, ...wrong } of failures) await expect(exportClip(wrong)).rejects.toMatchObject({ code });
    expect(before()).toEqual(files);
    expect(readFileSync(outPath, 'utf8')).toBe('old clip');
  });
});

test('a finished clip takes the place of an old one', async () => {
  const outPath = join(out, 'again.mp4');
  writeFileSync(outPath, 'old clip');
  await exportClip({ ...request, from: 0, to: 1, outPath });
  const { frames } = await readClip(outPath);
  expect(frames).toHaveLength(1);
});
