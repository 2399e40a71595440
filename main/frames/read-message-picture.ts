import type { MessagePictureLocation } from '../../shared/drive.ts';
import type { RgbaImage } from '../../shared/pixels.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';
import { decodeImage } from './decode-image.ts';
import { encodeJpeg } from './encode-jpeg.ts';
import type { EncodedFrame } from './encoded-frame.ts';
import { mediaTypeOf } from './image-header.ts';
import { messageBytes, placeOfMessage } from './message-bytes.ts';
import { messagePicture, type MessagePicture } from './message-picture.ts';
import { rawToRgba } from './raw-picture.ts';

/** @throws SteerscopeError `not-readable`, `image-not-decodable`. */
export async function readMessagePicture(location: MessagePictureLocation): Promise<RgbaImage> {
  const picture = await readMessage(location);
  return picture.kind === 'encoded' ? decodeImage(asFrame(picture.bytes, location)) : rawPixels(picture, location);
}

/** A compressed picture byte for byte as recorded; bare pixels as a JPEG for the page. */
export async function encodedMessagePicture(location: MessagePictureLocation): Promise<EncodedFrame> {
  const picture = await readMessage(location);
  if (picture.kind === 'encoded') return asFrame(picture.bytes.slice(), location);
  return encodeJpeg(rawPixels(picture, location), placeOfMessage(location));
}

function asFrame(bytes: Uint8Array, location: MessagePictureLocation): EncodedFrame {
  const own = bytes as Uint8Array<ArrayBuffer>;
  return { bytes: own, mediaType: mediaTypeOf(own), place: placeOfMessage(location) };
}

function rawPixels(picture: MessagePicture & { kind: 'raw' }, location: MessagePictureLocation): RgbaImage {
  try {
    return rawToRgba(picture);
  } catch (thrown) {
    throw notDecodable(location, thrown);
  }
}

async function readMessage(location: MessagePictureLocation): Promise<MessagePicture> {
  try {
    return messagePicture(await messageBytes(location), location);
  } catch (thrown) {
    throw notDecodable(location, thrown);
  }
}

function notDecodable(location: MessagePictureLocation, thrown: unknown): unknown {
  if (!(thrown instanceof DamagedContainer) && !(thrown instanceof RangeError)) return thrown;
  return new SteerscopeError(
    'image-not-decodable',
    `This picture cannot be decoded, ${thrown.message}: ${placeOfMessage(location)}`,
    'Skip this frame, or restore the recording from a copy.',
    { cause: thrown },
  );
}
