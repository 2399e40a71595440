import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import { readEncodedFrame, readPicture } from '../../../../main/frames/read-frame.ts';
import type { Drive } from '../../../../shared/drive.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { numberedRows, writeParquetTable } from '../../../support/make-parquet.ts';
import { barcodeJpeg, readBarcode } from '../../../support/make-recording.ts';

const numberAt = async (drive: Drive, frame: number, camera = drive.info.cameras[0]!): Promise<number> =>
  readBarcode(await readPicture(drive.locateFrame(frame, camera)!));
const codes = (drive: Drive): string[] => drive.info.problems.map(({ code }) => code);

test('a thousand random jumps land on the row asked for', { timeout: 60_000 }, async () => {
  using folder = temporaryFolder();
  const drive = await openDrive(writeParquetTable(join(folder.path, 'a.parquet'), numberedRows(400), 32));
  expect(drive.info).toMatchObject({
    ...{ format: 'parquet-table', frameCount: 400, cameras: ['image'], columns: ['speed'] },
    steering: { min: 0, max: 39.9 },
  });
  expect(drive.info.timeSpanSecs).toBeCloseTo(19.95, 9);
  let state = 1;
  let wrong = 0;
  for (let jump = 0; jump < 1000; jump += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    if ((await numberAt(drive, state % 400)) !== state % 400) wrong += 1;
  }
  expect(wrong).toBe(0);
});

test('pictures as plain bytes reach the page as they are', async () => {
  using folder = temporaryFolder();
  const drive = await openDrive(writeParquetTable(join(folder.path, 'a.parquet'), numberedRows(5, 0, 'bytes'), 2));
  const { bytes, mediaType } = await readEncodedFrame(drive.locateFrame(3, 'image')!);
  expect(mediaType).toBe('image/jpeg');
  expect(bytes).toEqual(barcodeJpeg(3));
});

test('files of one table lie one after the other; another table beside them is told', async () => {
  using folder = temporaryFolder();
  writeParquetTable(join(folder.path, 'train-00001-of-00002.parquet'), numberedRows(4, 7));
  writeParquetTable(join(folder.path, 'train-00000-of-00002.parquet'), numberedRows(7));
  writeParquetTable(join(folder.path, 'words.parquet'), { word: { kind: 'text', data: ['a'] } });
  const drive = await openDrive(folder.path);
  expect(drive.info.frameCount).toBe(11);
  for (const frame of [10, 6, 7, 0]) expect(await numberAt(drive, frame)).toBe(frame);
  expect(drive.info.problems.find(({ code }) => code === 'file-left-out')?.place).toBe('words.parquet');
});

test('several cameras, lists of numbers, times as dates', async () => {
  using folder = temporaryFolder();
  const { image } = numberedRows(4);
  const start = Date.UTC(2024, 0, 2, 3, 4, 5);
  const drive = await openDrive(
    writeParquetTable(join(folder.path, 'a.parquet'), {
      left: { ...image!, data: [10, 11, 12, 13].map((number) => ({ bytes: barcodeJpeg(number), path: null })) },
      'camera.front': image!,
      stamp: { kind: 'time', data: [0, 100, 200, 400].map((ms) => new Date(start + ms)) },
      'steering.angle': { kind: 'int', data: [-1n, 0n, 1n, 2n] },
      action: { kind: 'numbers', data: [0, 1, 2, 3].map((number) => [number, number / 2]) },
    }),
  );
  expect(drive.info).toMatchObject({ cameras: ['camera.front', 'left'], timeSpanSecs: 0.4 });
  expect(await numberAt(drive, 2)).toBe(2);
  expect(await numberAt(drive, 2, 'left')).toBe(12);
  expect([...drive.columns.steering!]).toEqual([-1, 0, 1, 2]);
  expect([...drive.columns.numeric['action.1']!]).toEqual([0, 0.5, 1, 1.5]);
});

test('a column of names leads to files, as in a table of text', async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'pictures'));
  for (const number of [0, 1, 2]) writeFileSync(join(folder.path, 'pictures', `${number}.jpg`), barcodeJpeg(number));
  writeParquetTable(join(folder.path, 'log.parquet'), {
    file: { kind: 'text', data: ['pictures/0.jpg', 'pictures/1.jpg', 'pictures/2.jpg', 'pictures/3.jpg'] },
    angle: { kind: 'double', data: [1, 2, 3, 4] },
  });
  const drive = await openDrive(folder.path);
  expect(drive.info).toMatchObject({ format: 'parquet-table', recordCount: 4, frameCount: 3 });
  expect(await numberAt(drive, 2)).toBe(2);
  expect([...drive.columns.steering!]).toEqual([1, 2, 3]);
  expect(drive.info.problems.find(({ code }) => code === 'image-missing')?.place).toBe('log.parquet row 4');
});

test('a mapping beside the file says what its columns mean', async () => {
  using folder = temporaryFolder();
  const path = writeParquetTable(join(folder.path, 'a.parquet'), numberedRows(3));
  const mapping = { images: ['image'], steering: { column: 'speed', unit: 'deg', centre: 2, positive: 'left' } };
  writeFileSync(`${path}.steerscope-drive.json`, JSON.stringify(mapping));
  const drive = await openDrive(path);
  expect([...drive.columns.steering!]).toEqual([-2, 0, 2]);
  expect(drive.info.steering).toMatchObject({ unit: 'deg', positive: 'left' });
  expect(drive.info.mapping?.source).toBe('file');
});

test('a row without a picture is told, and only that frame cannot be seen', async () => {
  using folder = temporaryFolder();
  const rows = numberedRows(4);
  const data = rows['image']!.data.map((value, row) => (row === 2 ? { bytes: null, path: null } : value));
  const drive = await openDrive(
    writeParquetTable(join(folder.path, 'a.parquet'), { ...rows, image: { kind: 'picture', data } }),
  );
  expect(drive.info.frameCount).toBe(4);
  expect(codes(drive)).toContain('image-missing');
  await expect(readPicture(drive.locateFrame(2, 'image')!)).rejects.toMatchObject({ code: 'image-not-decodable' });
  expect(await numberAt(drive, 3)).toBe(3);
});

test('no pictures, or damage: refused or told, within two seconds', { timeout: 120_000 }, async () => {
  using folder = temporaryFolder();
  const words = writeParquetTable(join(folder.path, 'words.parquet'), { word: { kind: 'text', data: ['a', 'b'] } });
  await expect(openDrive(words)).rejects.toMatchObject({ code: 'not-a-drive' });
  const whole = readFileSync(writeParquetTable(join(folder.path, 'a.parquet'), numberedRows(40), 8));
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let round = 0; round < 24; round += 1) {
    const bytes = Buffer.from(whole);
    // The end holds what the file says of itself.
    const from = round % 2 === 0 ? bytes.length - 1500 : 4;
    for (let flips = 0; flips <= random(4); flips += 1) bytes[from + random(bytes.length - from - 4)] = random(256);
    const path = join(folder.path, 'flipped.parquet');
    writeFileSync(path, bytes);
    const started = performance.now();
    try {
      const drive = await openDrive(path);
      await numberAt(drive, random(drive.info.frameCount));
    } catch (thrown) {
      expect(thrown).toMatchObject({ name: 'SteerscopeError', code: expect.not.stringMatching('internal') });
    }
    expect(performance.now() - started).toBeLessThan(6000);
  }
});
