import { createCanvas, ImageData } from '@napi-rs/canvas';
import type { RgbaImage } from '../../shared/pixels.ts';
import type { EncodedFrame } from './encoded-frame.ts';

/** Good to the eye; networks are given the pixels themselves. */
const quality = 92;

/** Pixels as a JPEG that a page can show. */
export async function encodeForPage({ width, height, data }: RgbaImage, place: string): Promise<EncodedFrame> {
  const canvas = createCanvas(width, height);
  const pixels = new Uint8ClampedArray(data.buffer as ArrayBuffer, data.byteOffset, data.length);
  canvas.getContext('2d').putImageData(new ImageData(pixels, width, height), 0, 0);
  const bytes = new Uint8Array(await canvas.encode('jpeg', quality));
  return { bytes, mediaType: 'image/jpeg', place };
}
