import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { join } from 'node:path';
import { pictureCache } from '../../../../main/frames/open-videos.ts';
import { closePictures, readPicture } from '../../../../main/frames/read-frame.ts';
import { VideoReader } from '../../../../main/frames/video-reader.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { makeNumberedVideo } from '../../../support/numbered-videos.ts';
import { makeVideo, readNumber } from '../../../support/make-video.ts';

/* One group of pictures that is three times as long as the room for decoded frames. */

const folder = temporaryFolder();
const path = join(folder.path, 'large.mp4');
const frameCount = 96;
/** 1920 × 1080 in 4:2:0, within 96 MiB. */
const room = Math.floor((96 * 2 ** 20) / (1920 * 1080 * 1.5));

beforeAll(() => {
  makeVideo(path, { encoder: 'mpeg4', keyEvery: 200, frameCount, width: 1920, height: 1080 });
}, 60_000);
afterAll(async () => {
  await closePictures();
  folder[Symbol.dispose]();
});

const read = (frame: number) => readPicture({ kind: 'video-frame', path, frame });
const held = (): number[] => pictureCache.framesOf(path).toSorted((a, b) => a - b);

test(
  'going back, the stretch before is decoded ahead of need, within the bound in bytes',
  { timeout: 60_000 },
  async () => {
    expect(room).toBe(32);
    // On the way to the last frame, the last 32 were kept.
    for (let frame = 95; frame >= 70; frame -= 1) expect(readNumber(await read(frame))).toBe(frame);
    // Nobody has asked for those.
    await vi.waitFor(() => expect(held()).toEqual(expect.arrayContaining([45, 50, 60, 63, 64])), { timeout: 20_000 });
    for (let frame = 69; frame >= 0; frame -= 1) {
      expect(readNumber(await read(frame))).toBe(frame);
      expect(held().length).toBeLessThanOrEqual(room);
    }
  },
);

test('a jump amid decoding ahead is right, and so is going back from there', { timeout: 60_000 }, async () => {
  for (const frame of [95, 94, 93, 92]) await read(frame);
  for (const frame of [10, 50, 49, 48, 47, 51, 3]) expect(readNumber(await read(frame))).toBe(frame);
});

test('around a jump, where frames are fetched on both sides, it is no going back', async () => {
  // Of this one, pictures that no other refers to are passed over on the way.
  const small = makeNumberedVideo(folder.path, 'h264.mp4', 100);
  const decodeTo = vi.spyOn(VideoReader.prototype, 'decodeTo');
  for (const frame of [50, 51, 52, 49, 53, 54, 48, 55])
    expect(readNumber(await readPicture({ kind: 'video-frame', path: small, frame }))).toBe(frame);
  await new Promise((resolve) => setTimeout(resolve, 100));
  // Each goes on from the one before: a jump back would take the decoder away from where it is wanted.
  expect(decodeTo.mock.calls.map(([target]) => target)).toEqual([50, 51, 52, 53, 54, 55]);
  decodeTo.mockRestore();
});
