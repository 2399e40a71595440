import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { RgbaImage } from '../../shared/pixels.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { decodeJpeg } from './decode-jpeg.ts';
import type { EncodedFrame } from './encoded-frame.ts';
import { readImageHeader, type ImageHeader } from './image-header.ts';
import { keepPixelChunks } from './png-chunks.ts';

/** A picture of 8K has 33 megapixels; 40 take half a gigabyte to decode, and a small file can claim far more. */
const maxPixels = 40_000_000;

/**
 * The pixels that training code saw: those that cv2 and PIL decode. JPEG, PNG (16 bits become the upper 8), BMP, WebP,
 * and the first picture of a GIF.
 * @throws SteerscopeError `image-not-decodable` with the place: no image, damaged, cut short, too large, transparent.
 */
export async function decodeImage(frame: EncodedFrame): Promise<RgbaImage> {
  const { bytes } = frame;
  if (bytes.length === 0) throw notDecodable(frame, 'the file is empty');
  const header = readImageHeader(bytes);
  if (header === null) throw notDecodable(frame, 'it is no JPEG, PNG, BMP, WebP or GIF, or its header is damaged');
  const { width, height } = header;
  if (width * height > maxPixels)
    throw notDecodable(frame, `it claims ${width} × ${height} pixels, more than ${maxPixels / 1e6} million`);
  try {
    return await decode(bytes, header);
  } catch (thrown) {
    throw notDecodable(frame, thrown instanceof DamagedImage ? thrown.message : 'it is damaged or cut short', thrown);
  }
}

/** What is wrong, in words for the user. */
class DamagedImage extends Error {}

async function decode(bytes: Uint8Array, { mediaType, jpegComponents }: ImageHeader): Promise<RgbaImage> {
  if (mediaType === 'image/jpeg') {
    // libjpeg fills what is missing with grey, and a mask on grey explains nothing.
    if (!hasJpegEnd(bytes)) throw new DamagedImage('it is cut short');
    // CMYK is beyond @cwasm/jpeg-turbo; Skia converts it as PIL does (cv2 within 1).
    return jpegComponents === 4 ? await decodeBySkia(bytes) : decodeJpeg(bytes);
  }
  if (mediaType !== 'image/png') return await decodeBySkia(bytes);
  const pixelsOnly = keepPixelChunks(bytes);
  if (pixelsOnly === null) throw new DamagedImage('it is damaged or cut short');
  return await decodeBySkia(pixelsOnly);
}

/** Looks from the end, since some cameras pad their files. */
function hasJpegEnd(bytes: Uint8Array): boolean {
  for (let last = bytes.lastIndexOf(0xd9); last > 0; last = bytes.lastIndexOf(0xd9, last - 1))
    if (bytes[last - 1] === 0xff) return true;
  return false;
}

async function decodeBySkia(bytes: Uint8Array): Promise<RgbaImage> {
  const image = await loadImage(bytes);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  // A canvas multiplies colour by alpha, and the colour that cv2 and PIL would read is lost.
  for (let alpha = 3; alpha < data.length; alpha += 4)
    if (data[alpha] !== 255) throw new DamagedImage('it has transparent pixels; save it without an alpha channel');
  return { width, height, data };
}

function notDecodable({ place }: EncodedFrame, reason: string, cause?: unknown): SteerscopeError {
  return new SteerscopeError(
    'image-not-decodable',
    `This picture cannot be decoded, ${reason}: ${place}`,
    'Skip this frame, or restore the picture from a copy.',
    { cause },
  );
}
