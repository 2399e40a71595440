import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FrameThumbnails } from '../../../../renderer/state/frame-thumbnails.ts';

const asked: string[] = [];
const api = {
  nearImage: async (_: string, frame: number) => {
    asked.push(`near ${frame}`);
    await Promise.resolve();
    // Odd frames lie behind a key frame.
    return { frame: frame - (frame % 2), encoded: new Blob() };
  },
  frameImage: (_: string, frame: number) => {
    asked.push(`frame ${frame}`);
    return frame === 13 ? Promise.reject(new Error('damaged')) : Promise.resolve(new Blob());
  },
};
const signal = new AbortController().signal;
const session = { id: 's', picturesRevision: 0 };

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({ width: 160, height: 80, close: () => undefined }));
});
afterEach(() => vi.unstubAllGlobals());

test('a picture is fetched once, and never that of another frame', async () => {
  const thumbnails = new FrameThumbnails(api, session);
  expect(await thumbnails.loaderOf(4)?.(signal)).toMatchObject({ width: 160 });
  await thumbnails.loaderOf(4)?.(signal);
  await thumbnails.loaderOf(5)?.(signal);
  expect(asked).toEqual(['near 4', 'near 5', 'frame 5']);
});

test('what left the list is not fetched; what was asked for last comes first', async () => {
  const thumbnails = new FrameThumbnails(api, session);
  const left = new AbortController();
  const pictures = [2, 4, 6, 8, 10].map((frame) => thumbnails.loaderOf(frame)?.(frame === 6 ? left.signal : signal));
  left.abort();
  expect((await Promise.all(pictures)).map((picture) => picture !== null)).toEqual([true, true, false, true, true]);
  expect(asked).toEqual(['near 2', 'near 4', 'near 10', 'near 8']);
});

test('another drive has its own pictures; a damaged one stays empty', async () => {
  const thumbnails = new FrameThumbnails(api, session);
  await thumbnails.loaderOf(4)?.(signal);
  session.picturesRevision += 1;
  await thumbnails.loaderOf(4)?.(signal);
  expect(asked).toEqual(['near 4', 'near 4']);
  expect(await thumbnails.loaderOf(13)?.(signal)).toBeNull();
});
