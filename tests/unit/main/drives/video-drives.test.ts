import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import { closePictures, readPicture } from '../../../../main/frames/read-frame.ts';
import type { Drive } from '../../../../shared/drive.ts';
import { temporaryFolder, tinyJpeg, writeFiles } from '../../../support/make-drive.ts';
import {
  makeComma2k19,
  makeComma2k19Log,
  makeVideoDrive,
  makeVideoWithLog,
  npyBytes,
} from '../../../support/make-video-drive.ts';
import { makeVideo, readNumber } from '../../../support/make-video.ts';
import { realData } from '../../../support/real-data.ts';
import { listTexts, textAt } from '../../../../shared/texts.ts';

afterEach(closePictures);

const codes = (drive: Drive): string[] => drive.info.problems.map(({ code }) => code);

test('a video alone has its frames and its own, variable times', async () => {
  using folder = temporaryFolder();
  const path = makeVideo(join(folder.path, 'no extension.mkv'), {
    encoder: 'libx264',
    maxBFrames: 2,
    frameCount: 12,
    timeMs: (frame) => frame * 40 + (frame > 5 ? 5000 : 0),
  });
  const renamed = join(folder.path, 'dashcam recording');
  renameSync(path, renamed);
  const drive = await openDrive(renamed);
  expect(drive.info).toMatchObject({
    format: 'video',
    frameCount: 12,
    steering: null,
    cameras: ['video'],
    columns: [],
  });
  expect(drive.columns.timeSecs![5]).toBeCloseTo(0.2, 9);
  expect(drive.columns.timeSecs![6]).toBeCloseTo(5.24, 9);
  expect(textAt(drive.columns.image, 7)).toBe('dashcam recording frame 7');
  expect(codes(drive)).toEqual(['time-gap']);
  expect(readNumber(await readPicture(drive.locateFrame(9, 'video')!))).toBe(9);
});

test('of several videos the first is open, and the others are named', async () => {
  using folder = temporaryFolder();
  makeVideoDrive(folder.path);
  copyFileSync(join(folder.path, 'drive.mp4'), join(folder.path, 'a.mp4'));
  const drive = await openDrive(folder.path);
  expect(drive.locateFrame(0, 'video')!.path).toBe(join(folder.path, 'a.mp4'));
  expect(drive.info.problems).toMatchObject([{ code: 'more-videos', message: expect.stringContaining('drive.mp4') }]);
});

test('one row a frame: steering, numbers, and the times of the log', async () => {
  using folder = temporaryFolder();
  makeVideoWithLog(folder.path, [0, -0.25, 0.5, 1]);
  for (const path of [folder.path, join(folder.path, 'drive.mp4'), join(folder.path, 'drive.csv')]) {
    const drive = await openDrive(path);
    expect(drive.info).toMatchObject({
      format: 'video-with-log',
      frameCount: 4,
      steering: { unit: 'normalised', min: -0.25, max: 1 },
      columns: ['speed'],
    });
    expect([...drive.columns.steering!]).toEqual([0, -0.25, 0.5, 1]);
    expect([...drive.columns.numeric['speed']!]).toEqual([0, 2, 4, 6]);
    expect(drive.columns.timeSecs![3]).toBeCloseTo(0.3, 6);
    expect([...drive.columns.logRow]).toEqual([2, 3, 4, 5]);
    expect(codes(drive)).toEqual(['columns-guessed']);
  }
});

test('rows that say their frame', async () => {
  using folder = temporaryFolder();
  makeVideoDrive(folder.path, 5);
  writeFiles(folder.path, { 'log.csv': 'frame,angle\n4,10\n2,20\n9,30\n' });
  const drive = await openDrive(folder.path);
  expect([...drive.columns.steering!]).toEqual([Number.NaN, Number.NaN, 20, Number.NaN, 10]);
  expect(drive.info.steering).toMatchObject({ unit: 'deg' });
  expect(codes(drive)).toEqual(['columns-guessed', 'row-count-differs']);
});

test('rows at another rate are interpolated to the frames, and it is said', async () => {
  using folder = temporaryFolder();
  makeVideoDrive(folder.path, 11); // 0 to 500 ms
  const rows = Array.from({ length: 7 }, (_, row) => `${1_600_000_000 + row * 0.1};${row * 0.1}`);
  writeFiles(folder.path, { 'steering.csv': `time;steering\n${rows.join('\n')}\n` });
  const drive = await openDrive(folder.path);
  drive.columns.steering!.forEach((value, frame) => expect(value).toBeCloseTo(frame * 0.05, 5));
  expect(drive.info.problems[0]!.message).toContain('linear interpolation');
  expect(codes(drive)).toEqual(['columns-guessed']);
});

test('too few rows and damaged ones are told', async () => {
  using folder = temporaryFolder();
  makeVideoDrive(folder.path, 5);
  writeFiles(folder.path, { 'drive.csv': 'steering,speed\n0.5,1\n0.1\nabc,3\n' });
  const drive = await openDrive(folder.path);
  expect([...drive.columns.steering!]).toEqual([0.5, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  expect(drive.info.problems).toMatchObject([
    { code: 'columns-guessed' },
    { code: 'row-count-differs' },
    { code: 'row-torn', place: 'drive.csv line 3' },
    { code: 'number-unreadable', place: 'drive.csv line 4' },
  ]);
});

test('comma2k19: the log at its own rates is brought to the frames', async () => {
  using folder = temporaryFolder();
  makeComma2k19(folder.path, 30);
  const drive = await openDrive(folder.path);
  expect(drive.info).toMatchObject({
    format: 'comma2k19',
    frameCount: 30,
    columns: ['wheel_speed_1', 'wheel_speed_2'],
    steering: { unit: 'deg', positive: 'left', straight: 0 },
  });
  drive.columns.steering!.forEach((value, frame) => expect(value).toBeCloseTo(0.005 + frame / 20, 6));
  expect(drive.columns.numeric['wheel_speed_2']![10]).toBeCloseTo(10.505, 6);
  expect(drive.columns.timeSecs![29]).toBeCloseTo(1.45, 6);
  expect(codes(drive)).toEqual(['steering-interpolated']);
  expect(readNumber(await readPicture(drive.locateFrame(21, 'road')!))).toBe(21);
});

test('comma2k19: frames as pictures, and fewer of them than times', async () => {
  using folder = temporaryFolder();
  makeComma2k19Log(folder.path, 5);
  for (const frame of [1, 2, 10]) writeFiles(folder.path, { [`frames/${frame}.jpg`]: tinyJpeg() });
  const drive = await openDrive(folder.path);
  expect(listTexts(drive.columns.image)).toEqual(['frames/1.jpg', 'frames/2.jpg', 'frames/10.jpg']);
  expect(codes(drive)).toContain('frame-count-differs');
});

test('comma2k19 without pictures says what is there and what is missing', async () => {
  using folder = temporaryFolder();
  makeComma2k19Log(folder.path, 30);
  await expect(openDrive(folder.path)).rejects.toMatchObject({
    code: 'no-image-found',
    message: expect.stringContaining('160 steering angles, 30 times of frames'),
    nextStep: expect.stringContaining('video.hevc'),
  });
});

test.each([
  ['cut short', npyBytes([1, 2, 3]).subarray(0, 140)],
  ['of Python objects', Buffer.from(npyBytes([1, 2, 3]).toString('latin1').replace('<f8', '|O8'), 'latin1')],
  ['of a claimed size', Buffer.from(npyBytes([1, 2, 3]).toString('latin1').replace('(3,)', '(9999999999,)'), 'latin1')],
  ['no array', Buffer.from('hello')],
  ['empty', Buffer.alloc(0)],
])('comma2k19: a sensor that is %s is left out and told', async (_, bytes) => {
  using folder = temporaryFolder();
  makeComma2k19(folder.path, 3);
  mkdirSync(join(folder.path, 'processed_log/CAN/speed'));
  writeFileSync(join(folder.path, 'processed_log/CAN/speed/t'), bytes);
  writeFileSync(join(folder.path, 'processed_log/CAN/speed/value'), bytes);
  const drive = await openDrive(folder.path);
  expect(drive.info.problems).toMatchObject([
    { code: 'sensor-not-readable', place: 'speed' },
    { code: 'steering-interpolated' },
  ]);
});

test.skipIf(realData('drives', 'video_danziger') === null)('two real runs of a simulator', async () => {
  for (const [name, frameCount] of [
    ['both-data-mountain-track-10-crash.mp4', 261],
    ['both-data-mountain-track-15-crash.mp4', 237],
  ] as const) {
    const { info } = await openDrive(realData('drives', 'video_danziger', name)!);
    expect(info).toMatchObject({ format: 'video', frameCount, steering: null });
    expect(info.timeSpanSecs).toBeCloseTo((frameCount - 1) / 60, 3);
  }
});

test.skipIf(realData('drives', 'deeppicar_dctian') === null)('a real AVI of a small car', async () => {
  const drive = await openDrive(realData('drives', 'deeppicar_dctian', 'images', 'video01.avi')!);
  expect(drive.info).toMatchObject({ format: 'video', frameCount: 222 });
  expect(drive.columns.timeSecs![221]).toBeCloseTo(221 / 20, 6);
  expect(await readPicture(drive.locateFrame(221, 'video')!)).toMatchObject({ width: 320, height: 240 });
});

const comma = realData('drives', 'comma2k19_example', 'Example_1', 'b0c9d2329ad1606b|2018-08-02--08-34-47', '40');

test.skipIf(comma === null)('a real comma2k19 segment without its video', async () => {
  await expect(openDrive(comma!)).rejects.toMatchObject({
    code: 'no-image-found',
    message: expect.stringContaining('4974 steering angles, 1200 times of frames'),
  });
});

test.skipIf(comma === null)('a real comma2k19 log with a video of as many frames', async () => {
  using folder = temporaryFolder();
  for (const name of ['t', 'value'].map((part) => `processed_log/CAN/steering_angle/${part}`)) {
    mkdirSync(join(folder.path, name, '..'), { recursive: true });
    copyFileSync(join(comma!, name), join(folder.path, name));
  }
  mkdirSync(join(folder.path, 'global_pose'));
  copyFileSync(join(comma!, 'global_pose/frame_times'), join(folder.path, 'global_pose/frame_times'));
  makeVideo(join(folder.path, 'video.avi'), {
    encoder: 'mpeg4',
    keyEvery: 30,
    frameCount: 1200,
    width: 64,
    height: 48,
  });
  const { columns, info } = await openDrive(folder.path);
  // By numpy.interp(frame_times, t, value).
  expect([...columns.steering!.slice(0, 3)]).toEqual([-0.4, -0.4, -0.4].map((value) => expect.closeTo(value, 9)));
  expect(columns.steering![1199]).toBeCloseTo(-1.08880795, 7);
  expect(info.steering).toMatchObject({
    unit: 'deg',
    min: expect.closeTo(-4.6, 9),
    max: expect.closeTo(2.367347636686673, 9),
  });
});
