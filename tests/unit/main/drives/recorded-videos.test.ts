import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { closePictures, readEncodedFrame, readPicture } from '../../../../main/frames/read-frame.ts';
import { openDrive } from '../../../../main/drives/registry.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { encodedPictures, type messageCodecs, videoMessageOf } from '../../../support/make-message-video.ts';
import {
  ackermannMessage,
  jpegMessage,
  startMs,
  writeBag,
  writeMcap,
  type TestMessage,
} from '../../../support/make-recording.ts';
import { writeSqliteBag } from '../../../support/make-ros2-bag.ts';
import { readNumber } from '../../../support/make-video.ts';
import type { Drive } from '../../../../shared/drive.ts';

type Encoding = Parameters<typeof videoMessageOf>[0];

function recording(
  encoding: Encoding,
  format: keyof typeof messageCodecs,
  count: number,
  keyEvery: number,
): TestMessage[] {
  return encodedPictures(format, count, keyEvery).flatMap((data, frame) => [
    videoMessageOf(encoding, '/camera', startMs + frame * 50, format, data),
    ackermannMessage(encoding === 'ros1' ? 1 : 2, '/drive', startMs + frame * 50, frame / 100),
  ]);
}

async function wrongJumps(drive: Drive, jumps: number, numberOf = (frame: number) => frame): Promise<number> {
  const camera = drive.info.cameras[0]!;
  let state = 1;
  let wrong = 0;
  for (let jump = 0; jump < jumps; jump += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const frame = state % drive.info.frameCount;
    if (readNumber(await readPicture(drive.locateFrame(frame, camera)!)) !== numberOf(frame)) wrong += 1;
  }
  return wrong;
}

describe.each(['h264', 'h265', 'vp9', 'av1'] as const)('%s', (codec) => {
  test('a thousand random jumps land on the frame asked for', { timeout: 120_000 }, async () => {
    using folder = temporaryFolder();
    const drive = await openDrive(await writeMcap(join(folder.path, 'a.mcap'), recording('protobuf', codec, 300, 20)));
    expect(drive.info).toMatchObject({ frameCount: 300, cameras: ['/camera'] });
    expect(drive.columns.steering![299]).toBe(Math.fround(2.99));
    expect(await wrongJumps(drive, 1000)).toBe(0);
  });

  test('forwards, backwards and for the page', { timeout: 60_000 }, async () => {
    using folder = temporaryFolder();
    const drive = await openDrive(await writeMcap(join(folder.path, 'a.mcap'), recording('cdr', codec, 60, 25)));
    const frames = Array.from({ length: 60 }, (_, frame) => frame);
    for (const frame of [...frames, ...frames.toReversed()])
      expect(readNumber(await readPicture(drive.locateFrame(frame, '/camera')!))).toBe(frame);
    expect((await readEncodedFrame(drive.locateFrame(31, '/camera')!)).mediaType).toBe('image/jpeg');
    await closePictures();
    expect(readNumber(await readPicture(drive.locateFrame(59, '/camera')!))).toBe(59);
  });
});

test.each(['cdr', 'ros1', 'json', 'compressed-image'] as const)('written as %s', async (encoding) => {
  using folder = temporaryFolder();
  const drive = await openDrive(await writeMcap(join(folder.path, 'a.mcap'), recording(encoding, 'h264', 30, 10)));
  expect(drive.info.frameCount).toBe(30);
  expect(await wrongJumps(drive, 30)).toBe(0);
});

test('in ROS 1 bags and in ROS 2 bags in SQLite', async () => {
  using folder = temporaryFolder();
  const bag = await openDrive(writeBag(join(folder.path, 'a.bag'), recording('ros1', 'h264', 30, 10)));
  expect(await wrongJumps(bag, 30)).toBe(0);
  const sqlite = await openDrive(await writeSqliteBag(join(folder.path, 'a.db3'), recording('cdr', 'h264', 30, 10)));
  expect(await wrongJumps(sqlite, 30)).toBe(0);
});

test('a video goes on from one part of a recording to the next, in the middle of a stretch', async () => {
  using folder = temporaryFolder();
  const messages = recording('cdr', 'h264', 40, 16);
  await writeMcap(join(folder.path, 'drive_0.mcap'), messages.slice(0, 50));
  await writeMcap(join(folder.path, 'drive_1.mcap'), messages.slice(50));
  const drive = await openDrive(folder.path);
  expect(drive.info.frameCount).toBe(40);
  expect(await wrongJumps(drive, 60)).toBe(0);
});

test('what lies before the first key picture is told and left out', async () => {
  using folder = temporaryFolder();
  const drive = await openDrive(
    await writeMcap(join(folder.path, 'a.mcap'), recording('protobuf', 'h264', 40, 16).slice(2 * 5)),
  );
  expect(drive.info.frameCount).toBe(24);
  expect(await wrongJumps(drive, 24, (frame) => frame + 16)).toBe(0);
  expect(drive.info.problems.find(({ code }) => code === 'frames-not-shown')?.message).toContain(
    '11 pictures of /camera',
  );
});

test('a lost or damaged message costs no other stretch', async () => {
  using folder = temporaryFolder();
  const messages = recording('protobuf', 'h264', 60, 20).filter(({ topic }) => topic === '/camera');
  messages.splice(25, 1);
  messages[45] = { ...messages[45]!, data: Uint8Array.of(1, 2, 3) };
  const drive = await openDrive(await writeMcap(join(folder.path, 'a.mcap'), messages));
  expect(drive.info.frameCount).toBe(59);
  for (const frame of [19, 0, 24])
    expect(readNumber(await readPicture(drive.locateFrame(frame, '/camera')!))).toBe(frame);
  for (const frame of [39, 44])
    expect(readNumber(await readPicture(drive.locateFrame(frame, '/camera')!))).toBe(frame + 1);
  await expect(readPicture(drive.locateFrame(45, '/camera')!)).rejects.toMatchObject({ code: 'image-not-decodable' });
});

test('beside a camera of pictures, at its times', async () => {
  using folder = temporaryFolder();
  const videos = recording('protobuf', 'h264', 20, 5).filter(({ topic }) => topic === '/camera');
  const pictures = [3, 9].map((frame) => jpegMessage(2, '/front/compressed', startMs + frame * 50 + 1, frame));
  const messages = [...videos, ...pictures].sort((one, other) => one.timeMs - other.timeMs);
  const drive = await openDrive(await writeMcap(join(folder.path, 'a.mcap'), messages));
  expect(drive.info).toMatchObject({ frameCount: 2, cameras: ['/front/compressed', '/camera'] });
  for (const [frame, number] of [
    [0, 3],
    [1, 9],
  ] as const)
    expect(readNumber(await readPicture(drive.locateFrame(frame, '/camera')!))).toBe(number);
});

test('no key picture at all: refused with the reason', async () => {
  using folder = temporaryFolder();
  const messages = recording('protobuf', 'h264', 10, 10).slice(2);
  await expect(openDrive(await writeMcap(join(folder.path, 'a.mcap'), messages))).rejects.toMatchObject({
    code: 'no-image-found',
    message: expect.stringContaining('without a key picture'),
  });
});
