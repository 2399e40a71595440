import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import { readEncodedFrame, readPicture } from '../../../../main/frames/read-frame.ts';
import type { Drive } from '../../../../shared/drive.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import {
  ackermannMessage,
  barcodeHeight,
  barcodePixels,
  barcodeWidth,
  driveMessages,
  imageMessage,
  jpegMessage,
  jsonMessage,
  readBarcode,
  rosMessage,
  startMs,
  twistMessage,
  writeBag,
  writeMcap,
  type BagOptions,
  type McapOptions,
  type TestMessage,
} from '../../../support/make-recording.ts';
import { writeSqliteBag } from '../../../support/make-ros2-bag.ts';
import { realData } from '../../../support/real-data.ts';

async function opened(path: string): Promise<Drive> {
  return openDrive(path);
}

async function numberAt(drive: Drive, frame: number, camera = drive.info.cameras[0]!): Promise<number> {
  return readBarcode(await readPicture(drive.locateFrame(frame, camera)!));
}

const codes = (drive: Drive): string[] => drive.info.problems.map(({ code }) => code);
const messageOf = (drive: Drive, code: string): string =>
  drive.info.problems.find((problem) => problem.code === code)?.message ?? '';

const containers = [
  ['MCAP', 'drive.mcap', (path: string, messages: readonly TestMessage[]) => writeMcap(path, messages), 2],
  ['ROS bag', 'drive.bag', (path: string, messages: readonly TestMessage[]) => writeBag(path, messages), 1],
  [
    'ROS 2 bag in SQLite',
    'drive.db3',
    (path: string, messages: readonly TestMessage[]) => writeSqliteBag(path, messages),
    2,
  ],
] as const;

describe.each(containers)('%s', (_, name, write, ros) => {
  test('a thousand random jumps land on the frame asked for', { timeout: 60_000 }, async () => {
    using folder = temporaryFolder();
    const count = 400;
    const drive = await opened(await write(join(folder.path, name), driveMessages(ros, count)));
    expect(drive.info.frameCount).toBe(count);
    let state = 1;
    let wrong = 0;
    for (let jump = 0; jump < 1000; jump += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const frame = state % count;
      if ((await numberAt(drive, frame)) !== frame) wrong += 1;
    }
    expect(wrong).toBe(0);
  });

  test('bare pixels of each format that is read', async () => {
    using folder = temporaryFolder();
    for (const format of ['rgb8', 'bgr8', 'bgra8', 'mono8']) {
      const messages = [3, 40_000].map((number, frame) =>
        imageMessage(ros, '/camera', startMs + frame, number, format),
      );
      const drive = await opened(await write(join(folder.path, name), messages));
      expect(await numberAt(drive, 0)).toBe(3);
      expect(await numberAt(drive, 1)).toBe(40_000);
    }
  });

  test('steering at another rate is interpolated, and the choice is told', async () => {
    using folder = temporaryFolder();
    const messages = [
      ...[0, 50, 100].map((time, frame) => jpegMessage(ros, '/camera', startMs + time, frame)),
      ...[0, 40, 80, 120].map((time) => twistMessage(ros, '/cmd_vel', startMs + time, time / 100, 3)),
      twistMessage(ros, '/odometry', startMs, 0.1),
    ].sort((one, other) => one.timeMs - other.timeMs);
    const { info, columns } = await opened(await write(join(folder.path, name), messages));
    expect([...columns.steering!]).toEqual([0, expect.closeTo(0.5, 10), expect.closeTo(1, 10)]);
    expect(info.steering).toMatchObject({ unit: 'rad', positive: 'left' });
    expect([...columns.numeric['/cmd_vel.linear.x']!]).toEqual([3, 3, 3]);
    const told = info.problems.find(({ code }) => code === 'steering-source');
    expect(told?.message).toMatch(/^Steering is \/cmd_vel\.angular\.z, .*linear interpolation.*\/odometry\.angular\.z/);
  });

  test('frames far from any steering have none', async () => {
    using folder = temporaryFolder();
    const messages = [
      ...[0, 2000, 4000].map((time, frame) => jpegMessage(ros, '/camera', startMs + time, frame)),
      ackermannMessage(ros, '/drive', startMs + 4000, -0.5),
    ];
    const drive = await opened(await write(join(folder.path, name), messages));
    expect([...drive.columns.steering!]).toEqual([NaN, NaN, -0.5]);
    expect(messageOf(drive, 'steering-missing')).toContain('2 frames');
  });

  test('several cameras: front first, the other by the nearest time', async () => {
    using folder = temporaryFolder();
    const messages = [0, 1, 2, 3].flatMap((frame) => [
      jpegMessage(ros, '/camera/left', startMs + frame * 100 + 10, 100 + frame),
      ...(frame < 3 ? [jpegMessage(ros, '/camera/front', startMs + frame * 100, frame)] : []),
    ]);
    messages.push(jpegMessage(ros, '/camera/front', startMs + 5000, 3));
    const drive = await opened(await write(join(folder.path, name), messages));
    expect(drive.info.cameras).toEqual(['/camera/front', '/camera/left']);
    expect(await numberAt(drive, 1, '/camera/left')).toBe(101);
    expect(codes(drive)).toContain('time-gap');
    expect(codes(drive)).toContain('no-steering');
  });

  test('without a camera the topics are named', async () => {
    using folder = temporaryFolder();
    const path = await write(join(folder.path, name), [twistMessage(ros, '/cmd_vel', startMs, 1)]);
    await expect(openDrive(path)).rejects.toMatchObject({
      code: 'no-image-found',
      nextStep: expect.stringContaining('/cmd_vel (geometry_msgs/'),
    });
  });

  test('a file cut anywhere opens as far as it goes, or says why not', { timeout: 60_000 }, async () => {
    using folder = temporaryFolder();
    const whole = await write(join(folder.path, name), driveMessages(ros, 30));
    const size = readFileSync(whole).length;
    let most = 0;
    for (let kept = 0; kept < size; kept += Math.ceil(size / 40)) {
      const cut = join(folder.path, `cut${name}`);
      copyFileSync(whole, cut);
      truncateSync(cut, kept);
      const drive = await openDrive(cut).catch((thrown: unknown) => thrown);
      if (drive instanceof Error) {
        expect(drive).toMatchObject({ name: 'SteerscopeError' });
        continue;
      }
      const { info } = drive as Drive;
      expect(info.problems.some(({ severity }) => severity === 'error')).toBe(true);
      // While it is being recorded, what is half written is not there yet.
      const growing = await openDrive(cut, { growing: true });
      expect(growing.info.frameCount).toBe(info.frameCount);
      expect(codes(growing)).not.toContain('cut-short');
      expect(codes(growing)).not.toContain('index-missing');
      expect(info.frameCount).toBeGreaterThanOrEqual(most);
      most = info.frameCount;
      expect(await numberAt(drive as Drive, most - 1)).toBe(most - 1);
    }
    expect(most).toBeGreaterThan(20);
  });

  test('flipped bytes never crash, hang or go unsaid', { timeout: 120_000 }, async () => {
    using folder = temporaryFolder();
    const whole = readFileSync(await write(join(folder.path, name), driveMessages(ros, 12)));
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 300; round += 1) {
      const bytes = Buffer.from(whole);
      for (let flips = 0; flips <= random(4); flips += 1) {
        const at = 16 + random(bytes.length - 16);
        if (random(3) === 0) bytes.fill(0xff, at, at + 4);
        else bytes[at] = random(256);
      }
      const path = join(folder.path, `flipped${name}`);
      writeFileSync(path, bytes);
      const started = performance.now();
      try {
        const drive = await openDrive(path);
        await readPicture(drive.locateFrame(random(drive.info.frameCount), drive.info.cameras[0]!)!);
      } catch (thrown) {
        expect(thrown).toMatchObject({ name: 'SteerscopeError', code: expect.not.stringMatching('internal') });
      }
      expect(performance.now() - started).toBeLessThan(5000);
    }
  });
});

describe('MCAP', () => {
  const layouts: [string, McapOptions][] = [
    ['packed by lz4', { packing: 'lz4' }],
    ['not packed', { packing: 'none' }],
    ['without chunks', { packing: 'none', useChunks: false }],
    ['without an index of messages', { useMessageIndex: false }],
    ['without an index of chunks', { useChunkIndex: false }],
  ];
  test.each(layouts)('%s', async (_, options) => {
    using folder = temporaryFolder();
    const drive = await opened(await writeMcap(join(folder.path, 'drive.mcap'), driveMessages(2, 20), options));
    expect(drive.info.frameCount).toBe(20);
    expect([...drive.columns.steering!]).toEqual(Array.from({ length: 20 }, (_, frame) => Math.fround(frame / 10)));
    for (const frame of [19, 0, 7]) expect(await numberAt(drive, frame)).toBe(frame);
  });

  test('a compressed picture reaches the page byte for byte', async () => {
    using folder = temporaryFolder();
    const drive = await opened(await writeMcap(join(folder.path, 'drive.mcap'), driveMessages(2, 2)));
    const { mediaType, bytes } = await readEncodedFrame(drive.locateFrame(1, drive.info.cameras[0]!)!);
    expect(mediaType).toBe('image/jpeg');
    expect(readFileSync(join(folder.path, 'drive.mcap')).length).toBeGreaterThan(bytes.length);
    const raw = await opened(
      await writeMcap(join(folder.path, 'raw.mcap'), [imageMessage(2, '/camera', startMs, 5, 'bgr8')]),
    );
    expect((await readEncodedFrame(raw.locateFrame(0, '/camera')!)).mediaType).toBe('image/jpeg');
  });

  test('Foxglove’s images in JSON, steering in JSON', async () => {
    using folder = temporaryFolder();
    const base64 = Buffer.from(barcodePixels(9)).toString('base64');
    const picture = {
      width: barcodeWidth,
      height: barcodeHeight,
      encoding: 'rgb8',
      step: barcodeWidth * 3,
      data: base64,
    };
    const drive = await opened(
      await writeMcap(join(folder.path, 'drive.mcap'), [
        jsonMessage('/front', startMs, picture, 'foxglove.RawImage'),
        jsonMessage('/car', startMs, { control: { steering: -0.25, brake: 0 }, names: ['a'] }),
      ]),
    );
    expect(await numberAt(drive, 0)).toBe(9);
    expect([...drive.columns.steering!]).toEqual([-0.25]);
    expect(drive.info.steering?.unit).toBe('normalised');
    expect(drive.info.columns).toEqual(['/car.control.brake']);
  });

  test('parts of one recording are one drive', async () => {
    using folder = temporaryFolder();
    const messages = driveMessages(2, 10);
    await writeMcap(join(folder.path, 'drive_10.mcap'), messages.slice(12));
    await writeMcap(join(folder.path, 'drive_9.mcap'), messages.slice(0, 12));
    const drive = await opened(folder.path);
    expect(drive.info.frameCount).toBe(10);
    expect(await numberAt(drive, 8)).toBe(8);
    expect(drive.columns.steering![8]).toBe(Math.fround(0.8));
  });

  test('a chunk that claims to unpack to gigabytes is refused', async () => {
    using folder = temporaryFolder();
    const path = await writeMcap(join(folder.path, 'drive.mcap'), driveMessages(2, 4), { useMessageIndex: false });
    const bytes = readFileSync(path);
    // Of the first chunk: behind the header record, in front of whose content stand opcode, length and two times.
    const chunk = 8 + 9 + Number(bytes.readBigUInt64LE(9));
    bytes.writeBigUInt64LE(2n ** 40n, chunk + 9 + 16);
    // Without its magic at the end the file is walked, chunk by chunk.
    writeFileSync(path, bytes.subarray(0, -8));
    const drive = await opened(path).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(drive)).not.toContain('internal');
  });

  test('code in the name of a type is a name', async () => {
    using folder = temporaryFolder();
    const evil = 'globalThis.ranFromRecording=1';
    const schema = `X x\n${'='.repeat(80)}\nMSG: a/X);${evil};(/X\nfloat32 steering\n`;
    const message = rosMessage(1, '/drive', 'std_msgs/Float32', startMs, { data: 0.5 });
    const drive = await opened(
      writeBag(join(folder.path, 'a.bag'), [jpegMessage(1, '/camera', startMs, 1), { ...message, schema }]),
    );
    expect(drive.info.frameCount).toBe(1);
    expect(globalThis).not.toHaveProperty('ranFromRecording');
  });

  test('a type that contains itself ends', async () => {
    using folder = temporaryFolder();
    const schema = `a/X[1000000] x\n${'='.repeat(80)}\nMSG: a/X\na/X[1000000] x\n`;
    const message = rosMessage(1, '/drive', 'std_msgs/Float32', startMs, { data: 0.5 });
    const path = writeBag(join(folder.path, 'a.bag'), [jpegMessage(1, '/camera', startMs, 1), { ...message, schema }]);
    const started = performance.now();
    expect((await opened(path)).info.frameCount).toBe(1);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('a camera of compressed video is refused by name', async () => {
    using folder = temporaryFolder();
    const video = jsonMessage('/camera', startMs, { data: '', format: 'h264' }, 'foxglove.CompressedVideo');
    await expect(openDrive(await writeMcap(join(folder.path, 'a.mcap'), [video]))).rejects.toMatchObject({
      code: 'no-image-found',
      message: expect.stringContaining('compressed video without a key picture'),
      nextStep: expect.stringContaining('/camera (foxglove.CompressedVideo, 1)'),
    });
  });
});

describe('ROS bag', () => {
  const layouts: [string, BagOptions][] = [
    ['not packed', { packing: 'none' }],
    ['never closed', { isClosed: false }],
    ['never closed, not packed', { isClosed: false, packing: 'none' }],
  ];
  test.each(layouts)('%s', async (_, options) => {
    using folder = temporaryFolder();
    const drive = await opened(writeBag(join(folder.path, 'drive.bag'), driveMessages(1, 20), options));
    expect(drive.info.frameCount).toBe(20);
    expect(drive.columns.steering![19]).toBe(Math.fround(1.9));
    for (const frame of [19, 0, 7]) expect(await numberAt(drive, frame)).toBe(frame);
    expect(codes(drive).includes('index-missing')).toBe(options.isClosed === false);
  });
});

const bags = realData('drives', 'bags_reader_only');
test.skipIf(bags === null).each(['bz2', 'lz4'])('the real bag packed by %s has no camera', async (packing) => {
  await expect(openDrive(join(bags!, `example-${packing}.bag`))).rejects.toMatchObject({
    code: 'no-image-found',
    nextStep: expect.stringContaining('/turtle1/cmd_vel (geometry_msgs/Twist, 357)'),
  });
});

const ros2 = realData('drives', 'bags_reader_only_ros2');
test.skipIf(ros2 === null)('the real ROS 2 recordings have no camera', async () => {
  await expect(openDrive(join(ros2!, 'mcap', 'wbag'))).rejects.toMatchObject({
    code: 'no-image-found',
    nextStep: expect.stringContaining('AAA (std_msgs/msg/String, 174)'),
  });
  await expect(openDrive(join(ros2!, 'sqlite3', 'talker'))).rejects.toMatchObject({
    code: 'no-image-found',
    nextStep: expect.stringContaining('/topic (std_msgs/msg/String, 10)'),
  });
});
