import { Worker } from 'node:worker_threads';
import { createCanvas } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { decodeImage } from '../../../../main/frames/decode-image.ts';
import { mediaTypeOf } from '../../../../main/frames/image-header.ts';
import type { EncodedFrame } from '../../../../main/frames/encoded-frame.ts';
import { tinyJpeg } from '../../../support/make-drive.ts';

const place = 'IMG/center.jpg';
const encoded = (bytes: Uint8Array): EncodedFrame => ({
  bytes: Uint8Array.from(bytes),
  mediaType: mediaTypeOf(bytes),
  place,
});

/** Black but for one pixel at row 1, column 2. */
function onePixel(format: 'png' | 'webp', colour: string): Buffer {
  const canvas = createCanvas(4, 3);
  const context = canvas.getContext('2d');
  context.fillStyle = 'black';
  context.fillRect(0, 0, 4, 3);
  context.clearRect(2, 1, 1, 1);
  context.fillStyle = colour;
  context.fillRect(2, 1, 1, 1);
  return format === 'png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/webp', 100);
}

test('rows run from the top, pixels from the left, channels are red, green, blue, alpha', async () => {
  const { width, height, data } = await decodeImage(encoded(onePixel('png', 'rgb(10, 20, 30)')));
  expect([width, height, data.length]).toEqual([4, 3, 48]);
  expect([...data.subarray((1 * 4 + 2) * 4, (1 * 4 + 3) * 4)]).toEqual([10, 20, 30, 255]);
  expect([...data.subarray(0, 4)]).toEqual([0, 0, 0, 255]);
});

test('a JPEG of one grey is that grey everywhere', async () => {
  const { width, height, data } = await decodeImage(encoded(tinyJpeg('rgb(128, 128, 128)', 24, 10)));
  expect([width, height]).toEqual([24, 10]);
  for (let pixel = 0; pixel < 240; pixel += 1)
    expect([...data.subarray(pixel * 4, pixel * 4 + 4)]).toEqual([128, 128, 128, 255]);
});

const jpeg = tinyJpeg();
const png = onePixel('png', 'red');
const jpegWithSize = (width: number, height: number): Buffer => {
  const bytes = Buffer.from(jpeg);
  const frameHeader = bytes.indexOf(Buffer.of(0xff, 0xc0));
  bytes.writeUInt16BE(height, frameHeader + 5);
  bytes.writeUInt16BE(width, frameHeader + 7);
  return bytes;
};
const pngWithSize = (width: number, height: number): Buffer => {
  const bytes = Buffer.from(png);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
};
const withByte = (bytes: Uint8Array, offset: number, value: number): Buffer => {
  const changed = Buffer.from(bytes);
  changed[offset] = value;
  return changed;
};

test.each([
  ['an empty file', Buffer.alloc(0), 'the file is empty'],
  ['text', Buffer.from('This is no picture at all.'), 'no JPEG, PNG'],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'no JPEG, PNG'],
  ['two bytes of a JPEG', jpeg.subarray(0, 2), 'no JPEG, PNG'],
  ['a JPEG cut in its header', jpeg.subarray(0, jpeg.length / 2), 'its header is damaged'],
  ['a JPEG cut in its pixels', jpeg.subarray(0, -20), 'cut short'],
  ['a JPEG without its last byte', jpeg.subarray(0, -1), 'cut short'],
  ['a JPEG with a broken table', withByte(jpeg, jpeg.indexOf(Buffer.of(0xff, 0xc4)) + 6, 0xff), 'damaged'],
  ['a JPEG that claims 4 gigapixels', jpegWithSize(65_000, 65_000), '65000 × 65000 pixels'],
  ['a JPEG that claims no pixel', jpegWithSize(0, 8), 'no JPEG, PNG'],
  ['half a PNG', png.subarray(0, png.length / 2), 'cut short'],
  ['a PNG with a flipped bit', withByte(png, png.indexOf('IDAT') + 6, 0x55), 'damaged'],
  ['a PNG that claims 10 gigapixels', pngWithSize(100_000, 100_000), '100000 × 100000 pixels'],
  ['a PNG that lies about its size', pngWithSize(5000, 5000), 'damaged'],
  ['half a WebP', onePixel('webp', 'red').subarray(0, 40), 'damaged'],
  ['a transparent PNG', onePixel('png', 'rgba(255, 0, 0, 0.5)'), 'transparent'],
])('%s is refused with its place', async (_, bytes, reason) => {
  await expect(decodeImage(encoded(bytes))).rejects.toMatchObject({
    name: 'SteerscopeError',
    code: 'image-not-decodable',
    message: expect.stringMatching(new RegExp(`${reason}.*: ${place}$`)),
  });
});

test('after a thousand damaged pictures a sound one still decodes', async () => {
  const broken = encoded(withByte(jpeg, jpeg.indexOf(Buffer.of(0xff, 0xc4)) + 6, 0xff));
  for (let count = 0; count < 1000; count += 1) await decodeImage(broken).catch(() => null);
  expect((await decodeImage(encoded(jpeg))).width).toBe(16);
});

test('every one-byte change of a JPEG decodes or is refused, never anything else', async () => {
  for (let offset = 0; offset < jpeg.length; offset += 1)
    await decodeImage(encoded(withByte(jpeg, offset, jpeg[offset]! ^ 0xff))).catch((thrown: unknown) => {
      expect(thrown).toMatchObject({ code: 'image-not-decodable' });
    });
});

test('decodes in a worker thread', async () => {
  const module = new URL('../../../../main/frames/decode-image.ts', import.meta.url).href;
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     import(${JSON.stringify(module)})
       .then(({ decodeImage }) => Promise.all(workerData.map(decodeImage)))
       .then((images) => parentPort.postMessage(images.map((image) => image.width)));`,
    { eval: true, workerData: [encoded(jpeg), encoded(png)] },
  );
  const widths = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  await worker.terminate();
  expect(widths).toEqual([16, 4]);
});
