import { afterAll, describe, expect, test } from 'vitest';
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { videoTable } from '../../../../main/containers/video-tables.ts';
import { closePictures, readDraft, readEncodedFrame, readPicture } from '../../../../main/frames/read-frame.ts';
import { decodeImage } from '../../../../main/frames/decode-image.ts';
import { VideoPixels } from '../../../../main/frames/video-pixels.ts';
import { VideoReader } from '../../../../main/frames/video-reader.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { makeNumberedVideo, numberedVideoNames } from '../../../support/numbered-videos.ts';
import { makeVideo, readNumber } from '../../../support/make-video.ts';

/** A longer run: STEERSCOPE_JUMPS=1000. */
const jumps = Number(process.env['STEERSCOPE_JUMPS'] ?? 40);
const frameCount = jumps > 100 ? 600 : 200;

const folder = temporaryFolder();
afterAll(async () => {
  await closePictures();
  folder[Symbol.dispose]();
});

/** The same numbers on every machine. */
function randomFrames(): number[] {
  let state = 12_345;
  return Array.from({ length: jumps }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * frameCount);
  });
}

describe.each(numberedVideoNames)('%s', (name) => {
  const path = makeNumberedVideo(folder.path, name, frameCount);
  const numberAt = async (frame: number): Promise<number> =>
    readNumber(await readPicture({ kind: 'video-frame', path, frame }));

  test('every frame in order, then backwards', async () => {
    expect((await videoTable(path)).frameCount).toBe(frameCount);
    const frames = Array.from({ length: frameCount }, (_, frame) => frame);
    for (const frame of [...frames, ...frames.toReversed()]) expect(await numberAt(frame)).toBe(frame);
    await closePictures();
  });

  test('random jumps without a cache', async () => {
    const reader = await VideoReader.open(await videoTable(path));
    const pixels = new VideoPixels();
    const timesMs: number[] = [];
    let wrong = 0;
    for (const frame of randomFrames()) {
      const start = performance.now();
      let number = -1;
      await reader.decodeTo(frame, (came, picture) => {
        if (came === frame) number = readNumber(pixels.toRgba(picture));
      });
      timesMs.push(performance.now() - start);
      if (number !== frame) wrong += 1;
    }
    pixels.close();
    reader.close();
    timesMs.sort((a, b) => a - b);
    if (jumps > 100)
      console.log(
        `${name}: ${wrong} wrong of ${jumps} jumps, p50 ${timesMs[jumps >> 1]?.toFixed(1)} ms, p95 ${timesMs[Math.floor(jumps * 0.95)]?.toFixed(1)} ms`,
      );
    expect(wrong).toBe(0);
  });
});

test.each(['h264.mp4', 'h264-open-group.mkv', 'raw.h264'])(
  '%s: what is passed over on the way to a frame changes no pixel of it',
  async (name) => {
    const path = makeNumberedVideo(folder.path, name, frameCount);
    const inOrder: Buffer[] = [];
    for (let frame = 0; frame < frameCount; frame += 1)
      inOrder.push(Buffer.from((await readPicture({ kind: 'video-frame', path, frame })).data));
    for (const frame of [55, 110, 57, 199, 90, 178, 171]) {
      await closePictures();
      const { data } = await readPicture({ kind: 'video-frame', path, frame });
      expect(inOrder[frame]?.equals(Buffer.from(data)), `frame ${frame}`).toBe(true);
    }
  },
);

test('stopped on the way to a frame, one that was passed over is still found', async () => {
  const table = await videoTable(makeNumberedVideo(folder.path, 'h264.mp4', frameCount));
  const reader = await VideoReader.open(table);
  const pixels = new VideoPixels();
  const came: number[] = [];
  const stop = new AbortController();
  const stopped = reader.decodeTo(
    55,
    (frame) => {
      came.push(frame);
      if (frame >= 20) stop.abort();
    },
    stop.signal,
    55,
  );
  // So small a video is through before it is heard of; what counts is that some frames never came.
  await stopped.catch(() => null);
  const passed = Array.from({ length: Math.max(...came) }, (_, frame) => frame).filter(
    (frame) => !came.includes(frame),
  );
  expect(passed.length).toBeGreaterThan(5);
  const wanted = passed.at(-1) ?? 0;
  let number = -1;
  await reader.decodeTo(wanted, (frame, picture) => {
    if (frame === wanted) number = readNumber(pixels.toRgba(picture));
  });
  expect(number).toBe(wanted);
  pixels.close();
  reader.close();
});

describe.each(numberedVideoNames)('drafts of %s', (name) => {
  test('show the frame that they say', async () => {
    const path = makeNumberedVideo(folder.path, name, frameCount);
    await closePictures();
    const shown = new Set<number>();
    for (const frame of [3, 58, 61, 119, 122, 175]) {
      const draft = await readDraft({ kind: 'video-frame', path, frame });
      const drawn = readNumber(await decodeImage(draft));
      expect(draft.location).toEqual({ kind: 'video-frame', path, frame: drawn });
      expect(Math.abs(drawn - frame)).toBeLessThanOrEqual(30);
      shown.add(drawn);
    }
    // Key frames, each several times.
    expect(shown.size).toBeLessThan(6);
  });
});

test('a draft does not wait for a frame that is on its way', async () => {
  const path = makeNumberedVideo(folder.path, 'hevc.mp4', frameCount);
  await closePictures();
  // Opens the video for drafts: how long that takes beside a whole short video being decoded is chance.
  await readDraft({ kind: 'video-frame', path, frame: 100 });
  const order: string[] = [];
  const exact = readPicture({ kind: 'video-frame', path, frame: 39 }).then(() => order.push('exact'));
  const blocked = readPicture({ kind: 'video-frame', path, frame: 159 }).then(() => order.push('next exact'));
  const draft = readDraft({ kind: 'video-frame', path, frame: 41 }).then(() => order.push('draft'));
  await Promise.all([exact, blocked, draft]);
  expect(order.indexOf('draft')).toBeLessThan(order.indexOf('next exact'));
  // What was decoded on the way is nearer than a key frame.
  const { location } = await readDraft({ kind: 'video-frame', path, frame: 155 });
  expect(location).toMatchObject({ frame: 155 });
});

test('a large draft is made smaller', async () => {
  const path = makeVideo(join(folder.path, 'large.mp4'), {
    encoder: 'mpeg4',
    frameCount: 3,
    width: 1920,
    height: 1080,
  });
  const draft = await decodeImage(await readDraft({ kind: 'video-frame', path, frame: 0 }));
  expect([draft.width, draft.height]).toEqual([960, 540]);
  expect(await readPicture({ kind: 'video-frame', path, frame: 0 })).toMatchObject({ width: 1920, height: 1080 });
});

test('the page gets a JPEG of the same picture', async () => {
  const path = makeNumberedVideo(folder.path, 'h264.mp4', 20);
  const encoded = await readEncodedFrame({ kind: 'video-frame', path, frame: 13 });
  expect(encoded).toMatchObject({ mediaType: 'image/jpeg', place: `${path} frame 13` });
  const [shown, seen] = [await decodeImage(encoded), await readPicture({ kind: 'video-frame', path, frame: 13 })];
  expect(readNumber(shown)).toBe(13);
  let difference = 0;
  for (const [index, value] of seen.data.entries()) difference += Math.abs(value - (shown.data[index] ?? 0));
  expect(difference / seen.data.length).toBeLessThan(2);
});

test.each([-1, 20, 0.5, Number.NaN])('there is no frame %s', async (frame) => {
  const path = makeNumberedVideo(folder.path, 'mpeg4.avi', 20);
  await expect(readPicture({ kind: 'video-frame', path, frame })).rejects.toMatchObject({ code: 'no-such-frame' });
});

test('a cancelled request stops, and the next one is right', async () => {
  const path = makeNumberedVideo(folder.path, 'raw.hevc', 200);
  const cancelling = new AbortController();
  const cancelled = readPicture({ kind: 'video-frame', path, frame: 150 }, { signal: cancelling.signal });
  cancelling.abort();
  await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  expect(readNumber(await readPicture({ kind: 'video-frame', path, frame: 151 }))).toBe(151);
});

test('a video that was overwritten is read anew', async () => {
  const path = makeNumberedVideo(folder.path, 'vp9.webm', 20);
  expect(readNumber(await readPicture({ kind: 'video-frame', path, frame: 19 }))).toBe(19);
  makeNumberedVideo(folder.path, 'vp9.webm', 30);
  await closePictures();
  expect(readNumber(await readPicture({ kind: 'video-frame', path, frame: 29 }))).toBe(29);
});

test('damage shifts no other frame', async () => {
  const path = join(folder.path, 'damaged.hevc');
  const bytes = readFileSync(makeNumberedVideo(folder.path, 'raw.hevc', 200));
  // Amid the second of five groups.
  bytes.fill(0x55, Math.floor(bytes.length * 0.3), Math.floor(bytes.length * 0.3) + 2000);
  writeFileSync(path, bytes);
  const { frameCount: count } = await videoTable(path);
  expect(count).toBeGreaterThan(190);
  const fromEnd = count - 200;
  for (const frame of [180, 130, 199]) {
    const picture = await readPicture({ kind: 'video-frame', path, frame: frame + fromEnd });
    expect(readNumber(picture)).toBe(frame);
  }
});

test.each([
  ['text', 'hello, this is no video at all'],
  ['a playlist', '#EXTM3U\n#EXTINF:1\nfile:///etc/passwd\n'],
  ['nothing', ''],
])('%s is refused', async (_, content) => {
  const path = join(folder.path, 'a.mp4');
  writeFileSync(path, content);
  await expect(readPicture({ kind: 'video-frame', path, frame: 0 })).rejects.toMatchObject({ code: 'not-readable' });
});

test('a video cut short or noise behind its header is read as far as it goes, or refused', async () => {
  for (const name of numberedVideoNames) {
    const bytes = readFileSync(makeNumberedVideo(folder.path, name, 20));
    for (const cut of [40, 500, bytes.length >> 1]) {
      const path = join(folder.path, `cut-${name}`);
      writeFileSync(path, bytes.subarray(0, cut));
      const outcome = await readPicture({ kind: 'video-frame', path, frame: 0 }).catch((thrown: unknown) => thrown);
      if (outcome instanceof Error)
        expect(outcome).toMatchObject({ code: expect.stringMatching(/not-readable|image-not-decodable/) });
      else expect(outcome).toMatchObject({ width: 320 });
    }
  }
});
