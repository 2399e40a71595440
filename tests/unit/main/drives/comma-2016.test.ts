import { copyFileSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import { closePictures, readPicture } from '../../../../main/frames/read-frame.ts';
import type { Drive } from '../../../../shared/drive.ts';
import { makeComma2016 } from '../../../support/make-comma-2016.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { readBarcode } from '../../../support/make-recording.ts';

afterEach(closePictures);

const numberAt = async (drive: Drive, frame: number): Promise<number> =>
  readBarcode(await readPicture(drive.locateFrame(frame, 'cam1')!));

const codes = (drive: Drive): string[] => drive.info.problems.map(({ code }) => code);

describe.each([undefined, 1, 7])('packed %s together', (packedTogether) => {
  test('a thousand random jumps land on the picture asked for', { timeout: 60_000 }, async () => {
    using folder = temporaryFolder();
    const options = packedTogether === undefined ? {} : { packedTogether };
    const drive = await openDrive(await makeComma2016(folder.path, { frameCount: 200, ...options }));
    let state = 3;
    let wrong = 0;
    for (let jump = 0; jump < 1000; jump += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const frame = state % 200;
      if ((await numberAt(drive, frame)) !== frame) wrong += 1;
    }
    expect(wrong).toBe(0);
  });
});

test('steering is the mean of the rows that point at a picture', async () => {
  using folder = temporaryFolder();
  const drive = await openDrive(await makeComma2016(folder.path));
  expect(drive.info.steering).toEqual({ unit: 'deg', positive: 'left', straight: 0, min: -1, max: 1 });
  expect([...drive.columns.steering!]).toEqual([-1, 0, 1]);
  expect([...drive.columns.timeSecs!]).toEqual([0, expect.closeTo(0.05, 9), expect.closeTo(0.1, 9)]);
  expect([...drive.columns.numeric['speed']!]).toEqual([20, 20, 20]);
  expect(codes(drive)).toEqual(['steering-source']);
});

test('pictures without a row, and rows that point nowhere', async () => {
  using folder = temporaryFolder();
  const log = { cam1_ptr: [0, 0, 2, -1, 99, 1.5, Number.NaN], steering_angle: [1, 3, 8, 50, 50, 50, 50] };
  const drive = await openDrive(await makeComma2016(folder.path, { log }));
  expect([...drive.columns.steering!]).toEqual([2, Number.NaN, 8]);
  expect(drive.info.problems).toContainEqual(expect.objectContaining({ code: 'steering-missing', frame: 1 }));
});

test('a log without pointers, and one that is cut short', async () => {
  using folder = temporaryFolder();
  await makeComma2016(folder.path, { log: { steering_angle: [1, 2, 3] } });
  expect(codes(await openDrive(folder.path))).toContain('column-missing');
  truncateSync(join(folder.path, 'log', 'drive.h5'), 700);
  const drive = await openDrive(join(folder.path, 'camera', 'drive.h5'));
  expect(codes(drive)).toContain('log-damaged');
  expect(await numberAt(drive, 2)).toBe(2);
});

test('a camera file cut short is refused', async () => {
  using folder = temporaryFolder();
  await makeComma2016(folder.path, { frameCount: 50, packedTogether: 1 });
  const camera = join(folder.path, 'camera', 'drive.h5');
  truncateSync(camera, Math.floor(statSync(camera).size / 2));
  await expect(openDrive(folder.path)).rejects.toMatchObject({ code: 'not-readable' });
});

const hostile = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'hostile-hdf5');
test.each(['bomb.h5', 'cycle.weights.h5', 'external-link.h5', 'external-storage.h5', 'virtual.h5'])(
  'a hostile file as camera and as log: %s',
  { timeout: 30_000 },
  async (name) => {
    using folder = temporaryFolder();
    await makeComma2016(folder.path);
    for (const kind of ['log', 'camera']) copyFileSync(join(hostile, name), join(folder.path, kind, 'b.h5'));
    await expect(openDrive(join(folder.path, 'camera', 'b.h5'))).rejects.toMatchObject({ code: 'not-readable' });
    copyFileSync(join(hostile, name), join(folder.path, 'log', 'drive.h5'));
    expect(codes(await openDrive(join(folder.path, 'camera', 'drive.h5')))).toContain('column-missing');
  },
);

test('flipped bytes never crash or hang', { timeout: 120_000 }, async () => {
  using folder = temporaryFolder();
  await makeComma2016(folder.path, { frameCount: 8, packedTogether: 2 });
  const camera = join(folder.path, 'camera', 'drive.h5');
  const whole = readFileSync(camera);
  let state = 11;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let round = 0; round < 12; round += 1) {
    const bytes = Buffer.from(whole);
    for (let flips = 0; flips < 4; flips += 1) bytes[8 + random(bytes.length - 8)] = random(256);
    writeFileSync(camera, bytes);
    const started = performance.now();
    try {
      await numberAt(await openDrive(folder.path), random(8));
    } catch (thrown) {
      expect(thrown).toMatchObject({ name: 'SteerscopeError', code: expect.not.stringMatching('internal') });
    }
    expect(performance.now() - started).toBeLessThan(12_000);
  }
});

test('an HDF5 file without a log beside it is none of these', async () => {
  using folder = temporaryFolder();
  await makeComma2016(folder.path);
  mkdirSync(join(folder.path, 'elsewhere'));
  copyFileSync(join(folder.path, 'camera', 'drive.h5'), join(folder.path, 'elsewhere', 'drive.h5'));
  await expect(openDrive(join(folder.path, 'elsewhere'))).rejects.toMatchObject({ code: 'not-a-drive' });
});
