import { crc32 } from 'node:zlib';

const signatureBytes = 8;
/** Bytes of a chunk beside its data: length, type, check sum. */
const chunkFrameBytes = 12;
/** All that pixels are made of. */
const pixelChunks = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];

/**
 * The same PNG with nothing but its pixels. Skia would apply the gamma and colour profile beside them, which cv2 and
 * PIL, and so the training, do not.
 * @returns null when a chunk is damaged or the end is missing.
 */
export function keepPixelChunks(png: Uint8Array): Uint8Array | null {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const kept = [png.subarray(0, signatureBytes)];
  let offset = signatureBytes;
  while (offset + chunkFrameBytes <= png.length) {
    const end = offset + chunkFrameBytes + view.getUint32(offset);
    if (end > png.length) return null;
    const type = String.fromCharCode(...png.subarray(offset + 4, offset + 8));
    if (pixelChunks.includes(type)) {
      if (crc32(png.subarray(offset + 4, end - 4)) !== view.getUint32(end - 4)) return null;
      kept.push(png.subarray(offset, end));
    }
    if (type === 'IEND') return Buffer.concat(kept);
    offset = end;
  }
  return null;
}
