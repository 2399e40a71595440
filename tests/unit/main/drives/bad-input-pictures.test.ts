import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import { closePictures, readPicture } from '../../../../main/frames/read-frame.ts';
import { makeComma2016 } from '../../../support/make-comma-2016.ts';
import { temporaryFolder, tinyJpeg } from '../../../support/make-drive.ts';

/* Small files that claim to be large: pictures, and packed pieces of containers. */

const huge = 65_535;

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const bytes = Buffer.alloc(body.length + 8);
  bytes.writeUInt32BE(data.length);
  body.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(body), body.length + 4);
  return bytes;
}

function png(width: number, height: number, rows: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** A JPEG whose header says another size. */
function jpegOf(width: number, height: number): Buffer {
  const bytes = tinyJpeg();
  const frame = bytes.indexOf(Buffer.of(0xff, 0xc0));
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
}

function bmp(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(54 + 64);
  bytes.write('BM');
  for (const [at, value] of [
    [2, bytes.length],
    [10, 54],
    [14, 40],
    [18, width],
    [22, height],
    [26, 0x180001],
  ] as const)
    bytes.writeInt32LE(value, at);
  return bytes;
}

function gif(width: number, height: number, frameWidth = width, frameHeight = height): Buffer {
  const bytes = Buffer.from('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=', 'base64');
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  const frame = bytes.indexOf(0x2c);
  bytes.writeUInt16LE(frameWidth, frame + 5);
  bytes.writeUInt16LE(frameHeight, frame + 7);
  return bytes;
}

/** Lossless, and within an extended file. */
function webp(width: number, height: number, extended: boolean): Buffer {
  const packed = Buffer.alloc(10);
  packed[0] = 0x2f;
  packed.writeUInt32LE((((height - 1) & 0x3fff) << 14) | ((width - 1) & 0x3fff), 1);
  const canvas = Buffer.alloc(10);
  canvas.writeUIntLE(width - 1, 4, 3);
  canvas.writeUIntLE(height - 1, 7, 3);
  const part = (type: string, data: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type);
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data]);
  };
  const parts = Buffer.concat([...(extended ? [part('VP8X', canvas)] : []), part('VP8L', packed)]);
  const head = Buffer.alloc(12);
  head.write('RIFF');
  head.writeUInt32LE(parts.length + 4, 4);
  head.write('WEBP', 8);
  return Buffer.concat([head, parts]);
}

describe('pictures that claim to be huge are refused before any memory is taken', () => {
  test.each([
    ['a.png', png(huge, huge, Buffer.alloc(1000))],
    ['a.png', png(2 ** 31 - 1, 2 ** 31 - 1, Buffer.alloc(1000))],
    ['a.png', png(6400, 6400, Buffer.alloc(6401 * 6400))],
    ['a.jpg', jpegOf(huge, huge)],
    ['a.bmp', bmp(huge, huge)],
    ['a.bmp', bmp(-(2 ** 31), -(2 ** 31))],
    ['a.gif', gif(huge, huge)],
    ['a.gif', gif(1, 1, 11_352, 11_308)],
    ['a.webp', webp(16_383, 16_383, false)],
    ['a.webp', webp(2 ** 24, 2 ** 24, true)],
  ])('%s (%#)', async (name, bytes) => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, name), bytes);
    const drive = await openDrive(folder.path);
    const before = process.memoryUsage().rss;
    const start = performance.now();
    await expect(readPicture(drive.locateFrame(0, 'image')!)).rejects.toMatchObject({
      code: 'image-not-decodable',
      message: expect.stringContaining('pixels, more than 40 million'),
    });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  });
});

test.each([
  ['a GIF with a picture larger than its screen', 'a.gif', gif(1, 1, huge, huge)],
  [
    'an extended WebP with a larger picture in it',
    'a.webp',
    Buffer.concat([webp(16, 16, true).subarray(0, 30), webp(16_383, 16_383, false).subarray(12)]),
  ],
  [
    'JPEG 2000, whatever its name says',
    'a.jpg',
    Buffer.from('0000000c6a5020200d0a870a00000014667479706a703220', 'hex'),
  ],
  [
    'a JPEG with a second, larger frame',
    'a.jpg',
    Buffer.concat([tinyJpeg().subarray(0, -2), jpegOf(huge, huge).subarray(2)]),
  ],
])('%s decodes as what it says first, or is refused', async (_, name, bytes) => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, name), bytes);
  const before = process.memoryUsage().rss;
  const drive = await openDrive(folder.path);
  const outcome = await readPicture(drive.locateFrame(0, 'image')!).then(
    ({ width, height }) => width * height,
    (thrown: { code: string }) => thrown.code,
  );
  expect([1, 128, 'image-not-decodable']).toContain(outcome);
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
});

test('the largest picture that is read takes less than a gigabyte', { timeout: 60_000 }, () => {
  using folder = temporaryFolder();
  const canvas = createCanvas(6300, 6300);
  canvas.getContext('2d').fillRect(0, 0, 6300, 6300);
  const path = join(folder.path, 'large.png');
  writeFileSync(path, canvas.toBuffer('image/png'));
  const frames = join(import.meta.dirname, '..', '..', '..', '..', 'main', 'frames', 'read-frame.ts');
  const code = `const { readPicture } = await import(${JSON.stringify(frames)});
    await readPicture({ kind: 'image-file', path: ${JSON.stringify(path)} });
    console.log(process.resourceUsage().maxRSS * 1024);`;
  const bytes = Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }));
  expect(bytes).toBeLessThan(2 ** 30);
});

test('HDF5 pictures that unpack to gigabytes find no memory', { timeout: 60_000 }, async () => {
  using folder = temporaryFolder();
  await makeComma2016(folder.path);
  const bomb = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'hostile-hdf5', 'bomb.h5');
  const { copyFileSync } = await import('node:fs');
  for (const part of ['camera', 'log']) {
    const before = process.memoryUsage().rss;
    using hostile = temporaryFolder();
    await makeComma2016(hostile.path);
    copyFileSync(bomb, join(hostile.path, part, 'drive.h5'));
    const start = performance.now();
    const opened = await openDrive(hostile.path).catch((thrown: { code: string }) => thrown.code);
    if (typeof opened === 'string') expect(opened).toBe('not-readable');
    else expect(opened.info.problems.map(({ code }) => code)).toContain('column-missing');
    expect(performance.now() - start).toBeLessThan(5000);
    expect(process.memoryUsage().rss - before).toBeLessThan(700 * 2 ** 20);
  }
  await closePictures();
});
