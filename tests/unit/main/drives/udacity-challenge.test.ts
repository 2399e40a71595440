import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nearestByTime } from '../../../../main/drives/nearest-by-time.ts';
import { openDrive } from '../../../../main/drives/registry.ts';
import { makeChallengeExport, temporaryFolder, writeFiles } from '../../../support/make-drive.ts';

test('a record is a picture of the middle camera, with the others beside it', async () => {
  using folder = temporaryFolder();
  const { info, columns } = await openDrive(makeChallengeExport(folder.path));
  expect(info).toMatchObject({
    format: 'udacity-challenge',
    recordCount: 3,
    frameCount: 3,
    steering: { unit: 'rad', positive: 'left', straight: 0, min: -0.25, max: 0.5 },
    cameras: ['center_camera', 'left_camera', 'right_camera'],
    columns: ['torque', 'speed'],
    problems: [{ severity: 'info', code: 'steering-positive-left' }],
  });
  expect(info.timeSpanSecs).toBeCloseTo(0.1, 6);
  expect([...columns.steering!]).toEqual([0, -0.25, 0.5]);
  expect([...columns.numeric['speed']!]).toEqual([22.5, 22.5, 22.5]);
  expect([...columns.logRow]).toEqual([2, 5, 8]);
});

test('a camera that fails is one problem, with the frames it fails on', async () => {
  using folder = temporaryFolder();
  makeChallengeExport(folder.path, [0, 0, 0, 0, 0, 0]);
  const log = readFileSync(join(folder.path, 'interpolated.csv'), 'utf8').split('\n');
  const left = log.filter((line) => line.includes('left_camera'));
  for (const line of left.slice(1, 4)) rmSync(join(folder.path, line.split(',')[5]!));
  const { info } = await openDrive(join(folder.path, 'interpolated.csv'));
  expect(info.frameCount).toBe(6);
  expect(info.problems.slice(1)).toMatchObject([
    { code: 'camera-image-missing', place: 'interpolated.csv lines 5 to 11', frame: 1 },
  ]);
});

test('damaged rows have their places', async () => {
  using folder = temporaryFolder();
  makeChallengeExport(folder.path);
  const log = readFileSync(join(folder.path, 'interpolated.csv'), 'utf8').split('\n');
  log[1] = log[1]!.slice(0, 30);
  log[4] = log[4]!.replace(',-0.25,', ',none,');
  writeFiles(folder.path, { 'interpolated.csv': log.join('\r\n') });
  const { info, columns } = await openDrive(folder.path);
  expect([...columns.steering!]).toEqual([Number.NaN, 0.5]);
  expect(info.problems.slice(1).map(({ code, place }) => [code, place])).toEqual([
    ['row-torn', 'interpolated.csv line 2'],
    ['number-unreadable', 'interpolated.csv line 5'],
  ]);
});

test('the nearest in time', () => {
  const near = nearestByTime(
    Float64Array.of(30, Number.NaN, 10, 20),
    Float64Array.of(9, 14, 16, 26, 41, Number.NaN, 40),
    10,
  );
  expect([...near]).toEqual([2, 2, 3, 0, -1, -1, 0]);
  expect([...nearestByTime(new Float64Array(), Float64Array.of(1), 10)]).toEqual([-1]);
});

test('pictures and steering in files of their own, at their own times', async () => {
  using folder = temporaryFolder();
  makeChallengeExport(folder.path);
  const log = readFileSync(join(folder.path, 'interpolated.csv'), 'utf8').trim().split('\n');
  rmSync(join(folder.path, 'interpolated.csv'));
  const pictures = log.map((line) => line.split(',').slice(1, 6).join(','));
  // The middle camera's pictures are at 30, 80 and 130 ms; a sample at 55 ms halves the way from 30 to 80.
  const samples = ['20,0,10', '55,-1,20', '105,1,20', '155,1,none'];
  const steering = samples.map(
    (sample) => `1479425440${sample.split(',')[0]!.padStart(3, '0')}000000,${sample.split(',').slice(1).join(',')}`,
  );
  writeFiles(folder.path, {
    'camera.csv': pictures.join('\n'),
    'steering.csv': ['timestamp,angle,speed', ...steering].join('\n'),
  });
  const { info, columns } = await openDrive(folder.path);
  expect(info).toMatchObject({ format: 'udacity-challenge', frameCount: 3, columns: ['speed'] });
  const [first, second, third] = columns.steering!;
  expect(first).toBeCloseTo(-10 / 35, 4);
  expect(second).toBeCloseTo(0, 4);
  expect(third).toBeCloseTo(1, 4);
  expect(columns.numeric['speed']![2]).toBeNaN();
  expect(info.problems.map(({ code, place }) => [code, place])).toEqual([
    ['steering-interpolated', 'steering.csv'],
    ['steering-positive-left', 'camera.csv'],
    ['number-unreadable', 'steering.csv line 5'],
  ]);
});
