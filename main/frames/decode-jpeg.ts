import { createRequire } from 'node:module';
import type * as JpegTurbo from '@cwasm/jpeg-turbo';
import type { RgbaImage } from '../../shared/pixels.ts';

const requireHere = createRequire(import.meta.url);
const packageName = '@cwasm/jpeg-turbo';
let jpegTurbo: typeof JpegTurbo | null = null;

/**
 * Decodes a grey or colour JPEG with libjpeg-turbo, bit for bit as cv2 and PIL do: accurate DCT, fancy upsampling, no
 * colour profile. An EXIF rotation is not applied, as in PIL (cv2.imread would); cameras of cars write none.
 * @throws Error when anything is damaged, also where libjpeg would only warn and fill with grey.
 */
export function decodeJpeg(bytes: Uint8Array): RgbaImage {
  jpegTurbo ??= requireHere(packageName) as typeof JpegTurbo;
  try {
    const { width, height, data } = jpegTurbo.decode(bytes);
    return { width, height, data };
  } catch (thrown) {
    // On a damaged header the package leaves its memory and stack behind; after some 200 of them it decodes nothing
    // any more. A fresh instance costs a few milliseconds.
    jpegTurbo = null;
    Reflect.deleteProperty(requireHere.cache, requireHere.resolve(packageName));
    throw thrown;
  }
}
