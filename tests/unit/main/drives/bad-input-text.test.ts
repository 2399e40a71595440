import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import {
  makeImageTable,
  makeSullyChen,
  makeUdacityDrive,
  temporaryFolder,
  tinyJpeg,
  writeFiles,
} from '../../../support/make-drive.ts';

import { driveMessages, writeMcap } from '../../../support/make-recording.ts';
import { listTexts } from '../../../../shared/texts.ts';

/* Logs as spreadsheets, other systems and strangers write them. */

const plain = 'image,steering,speed\nframes/a.jpg,0,3\nframes/b.jpg,-0.25,4\nframes/c.jpg,0.5,5\n';

async function openTable(content: string | Uint8Array, name = 'log.csv') {
  using folder = temporaryFolder();
  makeImageTable(folder.path, '', name);
  writeFiles(folder.path, { [name]: content });
  return await openDrive(folder.path);
}

const complaints = (drive: Awaited<ReturnType<typeof openDrive>>): string[] =>
  drive.info.problems.filter(({ severity }) => severity !== 'info').map(({ code }) => code);

const codes = (drive: Awaited<ReturnType<typeof openDrive>>): string[] => drive.info.problems.map(({ code }) => code);

describe('the same table, however it is written', () => {
  const utf16 = Buffer.from(`\ufeff${plain}`, 'utf16le');
  test.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${plain}`)],
    ['UTF-16, little-endian, with a mark', utf16],
    ['UTF-16, big-endian, with a mark', Buffer.from(utf16).swap16()],
    ['UTF-16, little-endian, without', utf16.subarray(2)],
    ['UTF-16, big-endian, without', Buffer.from(utf16).swap16().subarray(2)],
    ['every cell in quotes', plain.replaceAll(/[^,\n]+/g, '"$&"')],
    ['semicolons', plain.replaceAll(',', ';')],
    ['semicolons and decimal commas', plain.replaceAll(',', ';').replaceAll('.2', ',2').replaceAll('.5', ',5')],
    ['tabs', plain.replaceAll(',', '\t')],
    ['CR LF', plain.replaceAll('\n', '\r\n')],
    ['CR alone', plain.replaceAll('\n', '\r')],
    ['blank lines between', plain.replaceAll('\n', '\n\n \n')],
  ])('%s', async (_, content) => {
    const drive = await openTable(content);
    expect([...drive.columns.steering!]).toEqual([0, -0.25, 0.5]);
    expect([...drive.columns.numeric['speed']!]).toEqual([3, 4, 5]);
    expect(complaints(drive)).toEqual([]);
  });
});

describe('letters beyond ASCII', () => {
  const openNamed = async (name: string, log: Uint8Array | string, onDisk = name) => {
    using folder = temporaryFolder();
    const other = name === 'o.jpg' ? 'p.jpg' : 'o.jpg';
    writeFiles(folder.path, { 'log.csv': log, [onDisk]: tinyJpeg(), [other]: tinyJpeg('red') });
    const drive = await openDrive(folder.path);
    return { drive, image: listTexts(drive.columns.image) };
  };
  const table = (name: string): string => `image,steering\n${name},0.5\no.jpg,0.25\n`;

  test('Latin-1 and Windows-1252 are read, and that is told', async () => {
    const { drive, image } = await openNamed(
      'Kurve für Möhre.jpg',
      Buffer.from(table('Kurve für Möhre.jpg'), 'latin1'),
    );
    expect(image).toEqual(['Kurve für Möhre.jpg', 'o.jpg']);
    expect(codes(drive)).toContain('encoding-guessed');
    // 0x80 and 0x93 to 0x94 are no letters in Latin-1 but are in Windows-1252.
    const windows = Buffer.concat([
      Buffer.from('image,steering\n'),
      Buffer.of(0x80, 0x93, 0x94),
      Buffer.from('.jpg,0.5\no.jpg,0.25\n'),
    ]);
    expect((await openNamed('€“”.jpg', windows)).image).toEqual(['€“”.jpg', 'o.jpg']);
  });

  test('Shift-JIS: what cannot be read is told, the rest is there', async () => {
    // 道 in Shift-JIS.
    const log = Buffer.concat([
      Buffer.from('image,steering\n'),
      Buffer.of(0x93, 0xb9),
      Buffer.from('.jpg,0.5\no.jpg,0.25\n'),
    ]);
    const { drive, image } = await openNamed('道.jpg', log);
    expect(image).toEqual(['o.jpg']);
    expect(codes(drive)).toEqual(expect.arrayContaining(['image-missing', 'encoding-guessed']));
  });

  test('a UTF-8 log with one damaged byte stays UTF-8', async () => {
    const log = Buffer.from(`${table('커브.jpg')}o.jpg,0.75\n`);
    log[log.lastIndexOf('7')] = 0xff;
    const { drive, image } = await openNamed('커브.jpg', log);
    expect(image).toEqual(['커브.jpg', 'o.jpg', 'o.jpg']);
    expect(codes(drive)).not.toContain('encoding-guessed');
    expect(codes(drive)).toContain('number-unreadable');
  });

  test.each([
    ['composed in the log, decomposed on the disk', 'Kurve_ä.jpg'.normalize('NFC'), 'Kurve_ä.jpg'.normalize('NFD')],
    ['decomposed in the log, composed on the disk', 'Kurve_ä.jpg'.normalize('NFD'), 'Kurve_ä.jpg'.normalize('NFC')],
    ['another case', 'Frame_1.JPG', 'frame_1.jpg'],
  ])('%s', async (_, logged, onDisk) => {
    const { drive, image } = await openNamed(logged, table(logged), onDisk);
    expect(image).toEqual([onDisk, 'o.jpg']);
    expect(codes(drive)).toContain('path-repaired');
  });

  test('spaces and letters in the path of the drive and in names', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'мой диск', '드라이브 #1 100% "a"');
    writeFiles(path, { 'log.csv': table('frame  1 ünï.jpg'), 'frame  1 ünï.jpg': tinyJpeg(), 'o.jpg': tinyJpeg() });
    const drive = await openDrive(path);
    expect(listTexts(drive.columns.image)).toEqual(['frame  1 ünï.jpg', 'o.jpg']);
    expect(drive.locateFrame(0, 'image')).toEqual({ kind: 'image-file', path: join(path, 'frame  1 ünï.jpg') });
  });
});

test('a table of 1 000 columns, and one of 5 000', async () => {
  for (const width of [1000, 5000]) {
    const names = Array.from({ length: width }, (_, column) => `c${column}`);
    const row = (picture: string): string => [picture, '0.5', ...names.map((_, column) => column)].join(',');
    const content = [
      ['image', 'steering', ...names].join(','),
      ...[...'abc'].map((letter) => row(`frames/${letter}.jpg`)),
    ];
    const start = performance.now();
    const drive = await openTable(content.join('\n'));
    expect(drive.info).toMatchObject({ frameCount: 3, steering: { min: 0.5, max: 0.5 } });
    expect(drive.info.columns.length).toBeLessThanOrEqual(64);
    expect(drive.columns.numeric['c7']![0]).toBe(7);
    expect(performance.now() - start).toBeLessThan(5000);
  }
});

test('a line of 200 MB between whole ones is passed over and told with its place', { timeout: 60_000 }, async () => {
  using folder = temporaryFolder();
  makeImageTable(folder.path);
  const file = openSync(join(folder.path, 'log.csv'), 'w');
  const [header, first, ...others] = plain.split('\n');
  writeSync(file, `${header}\n${first}\n`);
  const piece = Buffer.alloc(2 ** 20, 'x,');
  for (let written = 0; written < 200; written += 1) writeSync(file, piece);
  writeSync(file, `\n${others.join('\n')}`);
  closeSync(file);
  const start = performance.now();
  const drive = await openDrive(folder.path);
  expect(performance.now() - start).toBeLessThan(5000);
  expect([...drive.columns.logRow]).toEqual([2, 4, 5]);
  expect(drive.info.problems.filter(({ severity }) => severity !== 'info')).toEqual([
    expect.objectContaining({ code: 'row-torn', place: 'log.csv line 3' }),
  ]);
});

test('numbers beyond all bounds are damaged ones', async () => {
  using folder = temporaryFolder();
  makeSullyChen(folder.path);
  writeFiles(folder.path, { 'data.txt': '0.jpg 1\n1.jpg 1e999\n2.jpg -3\n' });
  const { info } = await openDrive(folder.path);
  expect(info).toMatchObject({ frameCount: 2, steering: { min: -3, max: 1 } });
  expect(info.problems).toContainEqual(expect.objectContaining({ code: 'row-torn', place: 'data.txt line 2' }));

  using recording = temporaryFolder();
  await writeMcap(
    join(recording.path, 'a.mcap'),
    driveMessages(2, 3, (frame) => (frame === 1 ? 1e300 : frame)),
  );
  const drive = await openDrive(recording.path);
  expect([...drive.columns.steering!]).toEqual([0, Number.NaN, 2]);
  expect(drive.info.problems).toContainEqual(expect.objectContaining({ code: 'number-unreadable', frame: 1 }));
});

test('columns of one name are told apart', async () => {
  using folder = temporaryFolder();
  makeUdacityDrive(folder.path);
  writeFiles(folder.path, {
    'driving_log.csv': 'center,steering,speed,speed,,\nIMG/center_2016_12_01_12_00_00_000.jpg,0.5,1,2,3,4\n',
  });
  const drive = await openDrive(folder.path);
  expect(drive.info.columns).toEqual(['speed', 'speed (2)']);
  expect(drive.columns.numeric['speed (2)']![0]).toBe(2);
});

test('control characters of a log steer no terminal', async () => {
  const drive = await openTable(`${plain}frames/d.jpg\u001b[2J\u202egpj.jpg,0,1\n`);
  const { message } = drive.info.problems.find(({ code }) => code === 'image-missing')!;
  expect(message).toContain('d.jpg␛[2J�gpj.jpg');
});

test('a log that names another folder in each of 200 000 lines is read in seconds', { timeout: 60_000 }, async () => {
  const rows = Array.from({ length: 200_000 }, (_, row) => `nowhere/${row}/x.jpg,${row % 7}`);
  const start = performance.now();
  const drive = await openTable(['image,steering', 'frames/a.jpg,1', ...rows].join('\n'));
  expect(drive.info).toMatchObject({ recordCount: 200_001, frameCount: 1 });
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('a table whose pictures are all missing is told by name, not as something unknown', async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { 'log.csv': plain, 'notes.txt': 'nothing' });
  for (const path of [folder.path, join(folder.path, 'log.csv')])
    await expect(openDrive(path)).rejects.toMatchObject({
      code: 'no-image-found',
      message: expect.stringMatching(/log\.csv names pictures in “image”, but .*frames\/a\.jpg/),
    });
  writeFiles(folder.path, { 'log.csv': 'a,b\n1,2\n', 'part.parquet': 'PAR1 and no more' });
  for (const path of [folder.path, join(folder.path, 'part.parquet')])
    await expect(openDrive(path)).rejects.toMatchObject({
      code: 'not-a-drive',
      message: expect.stringMatching(/Parquet file .*part\.parquet$/),
    });
});
