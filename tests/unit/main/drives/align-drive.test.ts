import { expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import { driveMappingSchema } from '../../../../shared/drive-mapping.ts';
import { makeTub, makeUdacityDrive, temporaryFolder, tinyJpeg, writeFiles } from '../../../support/make-drive.ts';

const aligned = (offsetSecs: number, driftPpm = 0) => ({
  mapping: driveMappingSchema.parse({ alignment: { offsetSecs, driftPpm } }),
});
const close = (value: number): number => (Number.isNaN(value) ? NaN : (expect.closeTo(value, 9) as unknown as number));

test('all numbers move against the pictures, and it is told', async () => {
  using folder = temporaryFolder();
  // A frame each 0.1 s.
  makeUdacityDrive(folder.path, { steering: [0, -0.25, 0.5, 1] });
  const { info, columns } = await openDrive(folder.path, aligned(0.05));
  expect([...columns.steering!]).toEqual([-0.125, 0.125, 0.75, NaN].map(close));
  expect([...columns.numeric['speed']!]).toEqual([30, 30, 30, NaN].map(close));
  expect([...columns.timeSecs!]).toEqual([0, 0.1, 0.2, 0.3].map(close));
  expect([...columns.logRow]).toEqual([2, 3, 4, 5]);
  expect(info.steering).toMatchObject({ unit: 'normalised', min: close(-0.125), max: close(0.75) });
  expect(info.mapping).toMatchObject({ source: 'given', mapping: { alignment: { offsetSecs: 0.05 } } });
  expect(info.problems).toMatchObject([
    {
      severity: 'info',
      code: 'numbers-aligned',
      message:
        'The numbers of each picture are those recorded 0.05 s later, by linear interpolation between neighbours, as the mapping says; 1 frame has no steering.',
    },
  ]);
});

test('the mapping beside a log is used too', async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, {
    'log.csv': 'image,angle,ms\na.jpg,0,0\nb.jpg,10,100\nc.jpg,30,200\n',
    'log.csv.steerscope-drive.json': JSON.stringify({ alignment: { offsetSecs: 0.05 } }),
    ...Object.fromEntries(['a.jpg', 'b.jpg', 'c.jpg'].map((name) => [name, tinyJpeg()])),
  });
  const { columns, info } = await openDrive(folder.path);
  expect(info.format).toBe('image-table');
  expect([...columns.steering!]).toEqual([5, 20, NaN].map(close));
});

test('what is said of a record stays with its picture', async () => {
  using folder = temporaryFolder();
  makeTub(folder.path, { angles: [0, 0.5, 1], deleted: [1] });
  const { columns } = await openDrive(folder.path, aligned(-0.05));
  expect([...columns.steering!]).toEqual([NaN, 0, 0.5].map(close));
  expect([...columns.numeric['deleted']!]).toEqual([0, 1, 0]);
});

test('a shift beyond the whole drive leaves no steering', async () => {
  using folder = temporaryFolder();
  makeUdacityDrive(folder.path);
  const { info, columns } = await openDrive(folder.path, aligned(100));
  expect(columns.steering).toBeNull();
  expect(info.steering).toBeNull();
});

test('an alignment of nothing moves nothing, and one without time is told', async () => {
  using folder = temporaryFolder();
  makeUdacityDrive(folder.path);
  expect((await openDrive(folder.path, aligned(0))).info.problems).toEqual([]);
  using timeless = temporaryFolder();
  makeUdacityDrive(timeless.path, { header: false });
  writeFiles(timeless.path, { 'driving_log.csv': 'IMG/a.jpg,,,0.5,0,0,0\n', 'IMG/a.jpg': 'x' });
  expect((await openDrive(timeless.path, aligned(1))).info.problems).toMatchObject([
    { code: 'alignment-without-time' },
  ]);
});
