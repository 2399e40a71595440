import { stat } from 'node:fs/promises';
import type { MessagePictureLocation } from '../../shared/drive.ts';
import type { RgbaImage } from '../../shared/pixels.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';
import { messageInChunk, openMessages } from '../containers/read-message.ts';
import { decodeImage } from './decode-image.ts';
import { encodeJpeg } from './encode-jpeg.ts';
import type { EncodedFrame } from './encoded-frame.ts';
import { mediaTypeOf } from './image-header.ts';
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
  return encodeJpeg(rawPixels(picture, location), placeOf(location));
}

function asFrame(bytes: Uint8Array, location: MessagePictureLocation): EncodedFrame {
  const own = bytes as Uint8Array<ArrayBuffer>;
  return { bytes: own, mediaType: mediaTypeOf(own), place: placeOf(location) };
}

function placeOf({ path, chunk, offset }: MessagePictureLocation): string {
  return `${path} (the message at ${offset}${chunk === null ? '' : ` of the chunk at ${chunk.start}`})`;
}

function rawPixels(picture: MessagePicture & { kind: 'raw' }, location: MessagePictureLocation): RgbaImage {
  try {
    return rawToRgba(picture);
  } catch (thrown) {
    throw notDecodable(location, thrown);
  }
}

async function readMessage(location: MessagePictureLocation): Promise<MessagePicture> {
  let message: Uint8Array;
  try {
    message = await messageBytes(location);
  } catch (thrown) {
    if (thrown instanceof DamagedContainer) throw notDecodable(location, thrown);
    throw new SteerscopeError(
      'not-readable',
      `The recording cannot be read (${thrown instanceof Error ? thrown.message : String(thrown)}): ${location.path}`,
      'Check that the drive is still where it was, then open it again.',
      { cause: thrown },
    );
  }
  try {
    return messagePicture(message, location);
  } catch (thrown) {
    throw notDecodable(location, thrown);
  }
}

function notDecodable(location: MessagePictureLocation, thrown: unknown): unknown {
  if (!(thrown instanceof DamagedContainer) && !(thrown instanceof RangeError)) return thrown;
  return new SteerscopeError(
    'image-not-decodable',
    `This picture cannot be decoded, ${thrown.message}: ${placeOf(location)}`,
    'Skip this frame, or restore the recording from a copy.',
    { cause: thrown },
  );
}

async function messageBytes({ path, container, chunk, offset }: MessagePictureLocation): Promise<Uint8Array> {
  // A recording that was written anew must not be shown as it was.
  const { mtimeMs, size } = await stat(path);
  const key = chunk === null ? '' : `${chunk.start} ${mtimeMs} ${size} ${path}`;
  const unpacked = keptChunk(key);
  if (unpacked !== undefined) return messageInChunk(container, unpacked, offset);
  const file = await openMessages(container, path);
  try {
    if (chunk === null) return await file.message(offset);
    const bytes = await file.unpack(chunk);
    keepChunk(key, bytes);
    return messageInChunk(container, bytes, offset);
  } finally {
    await file.close();
  }
}

/** Neighbouring frames share a chunk, so the last few stay unpacked. */
const maxKeptBytes = 64 * 1024 * 1024;
const kept = new Map<string, Uint8Array>();
let keptBytes = 0;

function keptChunk(key: string): Uint8Array | undefined {
  const bytes = kept.get(key);
  if (bytes !== undefined) {
    // Moved to the end: the first is the one that was not asked for longest.
    kept.delete(key);
    kept.set(key, bytes);
  }
  return bytes;
}

function keepChunk(key: string, bytes: Uint8Array): void {
  keptBytes += bytes.length - (kept.get(key)?.length ?? 0);
  kept.set(key, bytes);
  for (const [oldest, oldBytes] of kept) {
    if (keptBytes <= maxKeptBytes || oldest === key) break;
    kept.delete(oldest);
    keptBytes -= oldBytes.length;
  }
}
