import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasChanged, indexedDrive } from '../../../../main/drives/indexed-drive.ts';
import { openDrive } from '../../../../main/drives/registry.ts';
import { readPicture } from '../../../../main/frames/read-frame.ts';
import { driveMappingSchema } from '../../../../shared/drive-mapping.ts';
import { temporaryFolder, writeFiles } from '../../../support/make-drive.ts';
import { makeComma2k19 } from '../../../support/make-video-drive.ts';
import { makeVideo, readNumber } from '../../../support/make-video.ts';
import { realData } from '../../../support/real-data.ts';
import { textAt } from '../../../../shared/texts.ts';

/** A first look at a drive whose first part has three frames. */
async function expectFirstPart(path: string): Promise<void> {
  const { data, reading } = await indexedDrive(path, { recordLimit: 2 });
  expect(data.info.frameCount).toBe(3);
  expect(reading.isWhole).toBe(false);
}

test('a comma2k19 route is one drive, its segments are sessions in the order of their numbers', async () => {
  using folder = temporaryFolder();
  for (const [segment, frames] of [
    ['10', 4],
    ['9', 3],
  ] as const) {
    mkdirSync(join(folder.path, segment));
    makeComma2k19(join(folder.path, segment), frames);
  }
  mkdirSync(join(folder.path, '11', 'processed_log', 'CAN'), { recursive: true });
  const drive = await openDrive(folder.path);
  expect(drive.info).toMatchObject({
    format: 'comma2k19',
    frameCount: 7,
    sessions: [
      { name: '9', firstFrame: 0 },
      { name: '10', firstFrame: 3 },
    ],
  });
  // Both are made at the same time of day, so the second is put behind the first.
  expect(drive.columns.timeSecs![3]! - drive.columns.timeSecs![2]!).toBeCloseTo(1, 6);
  expect(drive.columns.steering![3]).toBeCloseTo(drive.columns.steering![0]!, 9);
  for (const [frame, number] of [0, 1, 2, 0, 1, 2, 3].entries())
    expect(readNumber(await readPicture(drive.locateFrame(frame, 'road')!))).toBe(number);
  expect(drive.info.problems.find(({ code }) => code === 'segment-left-out')?.place).toBe('11');
  expect(textAt(drive.columns.image, 3)).toBe('10/video.hevc frame 0');
  await expectFirstPart(folder.path);

  // A segment whose log comes later.
  mkdirSync(join(folder.path, '12'));
  const { reading } = await indexedDrive(folder.path);
  mkdirSync(join(folder.path, '12', 'processed_log', 'CAN'), { recursive: true });
  expect(hasChanged(reading)).toBe(true);
});

test('videos with a table each are one drive; clocks that go on are kept', async () => {
  using folder = temporaryFolder();
  for (const [name, first] of [
    ['a', 0],
    ['b', 3],
  ] as const) {
    makeVideo(join(folder.path, `${name}.mp4`), { encoder: 'mpeg4', keyEvery: 10, frameCount: 3, firstNumber: first });
    const rows = [0, 1, 2].map(
      (row) => `${100 + first * 10 + row * 0.1},${(first + row) / 10}${name === 'b' ? ',7' : ''}`,
    );
    writeFiles(folder.path, {
      [`${name}.csv`]: `${[`timestamp,steering_angle${name === 'b' ? ',gear' : ''}`, ...rows].join('\n')}\n`,
    });
  }
  const drive = await openDrive(folder.path);
  expect(drive.info).toMatchObject({
    format: 'video-with-log',
    frameCount: 6,
    sessions: [
      { name: 'a', firstFrame: 0 },
      { name: 'b', firstFrame: 3 },
    ],
  });
  expect([...drive.columns.steering!]).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  expect(drive.columns.timeSecs![3]).toBeCloseTo(30, 9);
  expect([...drive.columns.numeric['gear']!]).toEqual([NaN, NaN, NaN, 7, 7, 7]);
  for (let frame = 0; frame < 6; frame += 1)
    expect(readNumber(await readPicture(drive.locateFrame(frame, 'video')!))).toBe(frame);
  expect(drive.info.problems.map(({ code }) => code)).not.toContain('sessions-moved');
  await expectFirstPart(folder.path);
  // One of them by itself stays what it was.
  expect((await openDrive(join(folder.path, 'b.mp4'))).info).toMatchObject({ frameCount: 3, sessions: [] });
});

test('steering of parts that say otherwise is brought to the sign and unit of the first', async () => {
  using folder = temporaryFolder();
  const mappings = {
    a: { unit: 'deg', positive: 'left' },
    b: { unit: 'rad', positive: 'right' },
  };
  for (const [name, mapping] of Object.entries(mappings)) {
    makeVideo(join(folder.path, `${name}.mp4`), { encoder: 'mpeg4', keyEvery: 10, frameCount: 2 });
    writeFiles(folder.path, {
      [`${name}.csv`]: 'frame,steer\n0,0.5\n1,-1\n',
      [`${name}.csv.steerscope-drive.json`]: JSON.stringify({ steering: { column: 'steer', ...mapping } }),
    });
  }
  const { info, columns } = await openDrive(folder.path);
  expect(info.steering).toMatchObject({ unit: 'deg', positive: 'left' });
  const expected = [0.5, -1, -0.5 * (180 / Math.PI), 180 / Math.PI];
  for (const [frame, value] of expected.entries()) expect(columns.steering![frame]).toBeCloseTo(value, 9);
  expect(info.problems.find(({ code }) => code === 'steering-converted')).toMatchObject({ place: 'b', frame: 2 });
});

test('a mapping that is given is for the tables of all videos', async () => {
  using folder = temporaryFolder();
  for (const name of ['a', 'b']) {
    makeVideo(join(folder.path, `${name}.mp4`), { encoder: 'mpeg4', keyEvery: 10, frameCount: 2 });
    writeFiles(folder.path, { [`${name}.csv`]: 'frame,steer,rack\n0,0.5,7\n1,-1,8\n' });
  }
  const mapping = driveMappingSchema.parse({ steering: { column: 'rack', unit: 'deg' } });
  const { columns } = await openDrive(folder.path, { mapping });
  expect([...columns.steering!]).toEqual([7, 8, 7, 8]);
});

const comma = realData('drives', 'comma2k19_example');
test.skipIf(comma === null)('the route of a real segment without its video says what is missing', async () => {
  await expect(openDrive(join(comma!, 'Example_1', 'b0c9d2329ad1606b|2018-08-02--08-34-47'))).rejects.toMatchObject({
    code: 'no-image-found',
  });
});

test('a folder in which several drives lie names them', async () => {
  using folder = temporaryFolder();
  for (const route of ['route|1', 'route|2']) {
    mkdirSync(join(folder.path, 'Chunk_1', route, '3'), { recursive: true });
    makeComma2k19(join(folder.path, 'Chunk_1', route, '3'), 3);
  }
  writeFileSync(join(folder.path, 'README.md'), 'no drive');
  await expect(openDrive(folder.path)).rejects.toMatchObject({
    code: 'not-a-drive',
    nextStep: expect.stringMatching(/^Open .*route\|1, or another of the drives beside it: route\|2$/),
  });
});
