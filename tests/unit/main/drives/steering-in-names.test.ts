import { expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import { makeNamedSteering, temporaryFolder, tinyJpeg, writeFiles } from '../../../support/make-drive.ts';
import { realData } from '../../../support/real-data.ts';

test('frame and angle from the name, as recorded', async () => {
  using folder = temporaryFolder();
  makeNamedSteering(folder.path, [90, 75, 101, 100, 99, 98, 97, 96, 95, 94, 93]);
  const { info, columns } = await openDrive(folder.path);
  expect(info).toMatchObject({
    format: 'steering-in-names',
    frameCount: 11,
    timeSpanSecs: null,
    steering: { unit: 'deg', positive: 'right', straight: 90, min: 75, max: 101 },
  });
  expect(info.problems).toMatchObject([{ severity: 'info', code: 'steering-off-centre' }]);
  expect(info.problems[0]!.message).toContain('90 is straight on');
  expect([...columns.logRow]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect([...columns.steering!].slice(0, 3)).toEqual([90, 75, 101]);
});

test('a name without an angle stays a frame, and is told', async () => {
  using folder = temporaryFolder();
  makeNamedSteering(
    folder.path,
    Array.from({ length: 20 }, (_, index) => 80 + index),
  );
  writeFiles(folder.path, { 'zebra.jpg': tinyJpeg(), 'video01_030_999.jpg': tinyJpeg() });
  const { info, columns } = await openDrive(folder.path);
  expect(info.frameCount).toBe(22);
  expect([...columns.steering!].slice(19)).toEqual([99, Number.NaN, Number.NaN]);
  expect(info.problems[1]).toMatchObject({ code: 'number-unreadable', place: 'image lines 21 to 22', frame: 20 });
});

test.each([
  ['a plain count', ['frame_001.jpg', 'frame_002.jpg']],
  ['two counts', ['a_089_089.jpg', 'a_090_090.jpg', 'a_091_091.jpg']],
  ['a frame twice', ['a_001_090.jpg', 'a_001_091.jpg']],
  ['times', ['center_2016_12_01_13_36_00_087.jpg', 'center_2016_12_01_13_36_00_188.jpg']],
  ['far from straight', ['a_001_001.jpg', 'a_002_004.jpg']],
  ['mostly other names', ['a_001_090.jpg', 'a_002_091.jpg', 'x.jpg', 'y.jpg']],
])('%s is no steering', async (_, names) => {
  using folder = temporaryFolder();
  for (const name of names) writeFiles(folder.path, { [name]: tinyJpeg() });
  expect((await openDrive(folder.path)).info).toMatchObject({ format: 'image-folder', steering: null });
});

const deepPiCar = realData('drives', 'deeppicar_dctian', 'images');
test.skipIf(deepPiCar === null)('real images of a DeepPiCar', async () => {
  const { info, columns } = await openDrive(deepPiCar!);
  expect(info).toMatchObject({ format: 'steering-in-names', recordCount: 20, frameCount: 20 });
  expect(info.steering).toEqual({ unit: 'deg', positive: 'right', straight: 90, min: 51, max: 85 });
  expect([...columns.logRow]).toEqual(Array.from({ length: 20 }, (_, frame) => frame));
});
