import { deflateSync, inflateSync, crc32 } from 'node:zlib';

/*
 * Ground truth as PNG with a palette and two bits a pixel: any viewer shows it, and it takes about a kilobyte a frame.
 */

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Colours of labels 0 to 3: elsewhere, road, marking, object that hides the road. */
const palette = [
  [0, 0, 0],
  [96, 96, 96],
  [255, 255, 255],
  [64, 110, 200],
];

/** Encodes labels 0..3, `[row, column]`; `width` a multiple of 4. */
export function encodeLabelPng(labels: Uint8Array, width: number, height: number): Buffer {
  const rowBytes = width / 4;
  const rows = Buffer.alloc(height * (rowBytes + 1));
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * (rowBytes + 1) + 1 + (column >> 2);
      rows[at] = rows[at]! | (labels[row * width + column]! << (6 - 2 * (column & 3)));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([2, 3, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Reads back what `encodeLabelPng` wrote (no other PNG): labels 0..3, `[row, column]`. */
export function decodeLabelPng(png: Buffer): { width: number; height: number; labels: Uint8Array } {
  let width = 0;
  let height = 0;
  let rows = Buffer.alloc(0);
  for (let at = signature.length; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const type = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    if (type === 'IHDR') {
      width = data.readUInt32BE(0);
      height = data.readUInt32BE(4);
    } else if (type === 'IDAT') rows = inflateSync(data);
  }
  const rowBytes = width / 4;
  const labels = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const packed = rows[row * (rowBytes + 1) + 1 + (column >> 2)]!;
      labels[row * width + column] = (packed >> (6 - 2 * (column & 3))) & 3;
    }
  }
  return { width, height, labels };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
