import { expect, test } from 'vitest';
import { indexedDrive } from '../../../../main/drives/indexed-drive.ts';
import { openDrive } from '../../../../main/drives/registry.ts';
import { makeTubV1, temporaryFolder, tinyJpeg, tubV1Image, writeFiles } from '../../../support/make-drive.ts';
import { realData } from '../../../support/real-data.ts';
import type { Problem } from '../../../../shared/problem.ts';

/** A tub whose pictures 1, 2, … are of the given colours; the codes, places and frames of what is told. */
async function problemsOf(colours: readonly number[], recordLimit?: number): Promise<readonly Problem[]> {
  using folder = temporaryFolder();
  makeTubV1(
    folder.path,
    colours.map(() => 0),
  );
  const pictures = new Map([...new Set(colours)].map((colour) => [colour, tinyJpeg(`rgb(${colour}, 90, 90)`)]));
  for (const [index, colour] of colours.entries())
    writeFiles(folder.path, { [tubV1Image(index + 1)]: pictures.get(colour)! });
  if (recordLimit !== undefined) return (await indexedDrive(folder.path, { recordLimit })).data.info.problems;
  return (await openDrive(folder.path)).info.problems;
}

const repeat = (count: number, colour: number): number[] => Array.from({ length: count }, () => colour);
/** All different, and of one size: solid colours far apart. */
const different = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => (index % 2 === 0 ? 10 : 200));

test('a frozen camera is told with its frames', async () => {
  const problems = await problemsOf([...different(4), ...repeat(20, 90), ...different(3), ...repeat(15, 60)]);
  expect(problems).toMatchObject([
    { severity: 'warning', code: 'camera-frozen', place: 'record_5.json to record_24.json', frame: 4 },
    { severity: 'warning', code: 'camera-frozen', place: 'record_28.json to record_42.json', frame: 27 },
  ]);
  expect(problems[0]!.message).toMatch(/^20 pictures in a row/);
});

test('a first look at all of a drive tells it; one at a part leaves it to the reading of the whole', async () => {
  const frozen = repeat(20, 90);
  expect(await problemsOf(frozen, 20)).toMatchObject([{ code: 'camera-frozen' }]);
  expect(await problemsOf(frozen, 19)).toEqual([]);
});

test('a camera slower than its log is one problem', async () => {
  const colours = Array.from({ length: 12 }, (_, index) => repeat(2 + (index % 2), index % 2 === 0 ? 10 : 200)).flat();
  const problems = await problemsOf([120, ...colours]);
  expect(problems).toMatchObject([
    { severity: 'warning', code: 'pictures-repeated', place: 'record_2.json to record_3.json', frame: 1 },
  ]);
  expect(problems[0]!.message).toContain('30 of 31 pictures');
  expect(problems[0]!.message).toContain('2 to 3 times in a row');
  expect(problems[0]!.message).toContain('The longest run is record_4.json to record_6.json.');
});

test('pictures that are all different, and a few alike, are not worth a word', async () => {
  expect(await problemsOf(different(40))).toEqual([]);
  expect(await problemsOf([...different(20), ...repeat(14, 90), 10])).toEqual([]);
});

const palevich = realData('drives', 'donkey_tubv1_palevich', 'tub_1_20-05-04');
test.skipIf(palevich === null)('a real tub in which each frame was recorded 2 to 5 times', async () => {
  const { problems } = (await openDrive(palevich!)).info;
  expect(problems).toMatchObject([{ code: 'pictures-repeated', frame: 0 }]);
  expect(problems[0]!.message).toContain('992 of 1000 pictures are recorded more than once, 2 to 5 times in a row');
});

const corrupted = realData('drives', 'donkey_tubv2_cl3m3nt', 'data');
test.skipIf(corrupted === null)('a real tub whose camera froze in pictures 2300 to 2461', async () => {
  const { info, columns } = await openDrive(corrupted!);
  const frozen = info.problems.filter(({ code }) => code === 'camera-frozen');
  expect(frozen[0]!.message).toMatch(/^162 pictures in a row/);
  expect(columns.logRow[frozen[0]!.frame!]).toBe(2300);
});
