import type { Frame } from 'node-av/lib';
import type { MessageVideoLocation } from '../../shared/drive.ts';
import type { RgbaImage } from '../../shared/pixels.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { EncodedFrame } from './encoded-frame.ts';
import { placeOfMessage } from './message-bytes.ts';
import { messageOf, MessageVideoReader, stretchName } from './message-video-reader.ts';
import { PictureCache } from './picture-cache.ts';
import { VideoJpeg } from './video-jpeg.ts';
import { VideoPixels } from './video-pixels.ts';

/** A decoder that nobody asks any more is closed by itself. */
const idleMs = 30_000;

interface OpenReader {
  readonly reader: MessageVideoReader;
  readonly pixels: VideoPixels;
  readonly jpeg: VideoJpeg;
  readonly idle: NodeJS.Timeout;
}

/** A drive is looked at through one camera at a time, so that one decoder is enough. */
let open: OpenReader | null = null;
/** The decoder is not reentrant: what asks for frames waits in one line. */
let line: Promise<unknown> = Promise.resolve();
let last = { stretch: '', frame: -1 };
const cache = new PictureCache();
/** Stretches with pictures in it. */
const cached = new Set<string>();

/** The pixels of a picture in a video of messages. @throws SteerscopeError `not-readable`, `image-not-decodable`, `cancelled`. */
export function readMessageVideo(location: MessageVideoLocation, signal?: AbortSignal): Promise<RgbaImage> {
  return withPicture(location, signal, (picture, { pixels }) => pixels.toRgba(picture));
}

/** A JPEG of such a picture for the page. @throws SteerscopeError as `readMessageVideo`. */
export async function encodeMessageVideo(location: MessageVideoLocation, signal?: AbortSignal): Promise<EncodedFrame> {
  const bytes = await withPicture(location, signal, (picture, { jpeg }) => jpeg.encode(picture));
  return { bytes, mediaType: 'image/jpeg', place: placeOf(location) };
}

/** Closes the decoder of this thread, as soon as what was asked before is done. */
export function closeMessageVideos(): Promise<void> {
  const closing = line.then(closeReader);
  line = closing;
  return closing;
}

function withPicture<Result>(
  location: MessageVideoLocation,
  signal: AbortSignal | undefined,
  use: (picture: Frame, open: OpenReader) => Result,
): Promise<Result> {
  const mine = line.then(async () => {
    try {
      signal?.throwIfAborted();
      return await decode(location, signal, use);
    } catch (thrown) {
      if (signal?.aborted !== true) throw thrown;
      throw new SteerscopeError('cancelled', 'Reading the frame was cancelled.', 'Ask for it again.', {
        cause: thrown,
      });
    }
  });
  line = mine.catch(() => null);
  return mine;
}

async function decode<Result>(
  location: MessageVideoLocation,
  signal: AbortSignal | undefined,
  use: (picture: Frame, open: OpenReader) => Result,
): Promise<Result> {
  const { stretch, frame } = location;
  const opened = openReader();
  const name = stretchName(stretch);
  // Playing on, nobody comes back to what was just shown; stepping back or about, all on the way is wanted soon.
  const playsOn = frame === 0 || (name === last.stretch && frame === last.frame + 1);
  last = { stretch: name, frame };
  const known = cache.get(name, frame);
  if (known) return use(known, opened);
  let found: { readonly result: Result } | null = null;
  const take = (number: number, picture: Frame): void => {
    if (!playsOn || number === frame) cache.keep(name, number, picture);
    cached.add(name);
    if (number === frame) found = { result: use(picture, opened) };
  };
  await opened.reader.decodeTo(stretch, frame, take, signal);
  if (found) return (found as { readonly result: Result }).result;
  throw new SteerscopeError(
    'image-not-decodable',
    `This picture of a video cannot be decoded: ${placeOf(location)}`,
    'Skip this frame, or restore the recording from a copy.',
  );
}

const placeOf = ({ stretch, frame }: MessageVideoLocation): string => placeOfMessage(messageOf(stretch, frame));

function openReader(): OpenReader {
  open ??= {
    reader: new MessageVideoReader(),
    pixels: new VideoPixels(),
    jpeg: new VideoJpeg(),
    idle: setTimeout(() => void closeMessageVideos(), idleMs).unref(),
  };
  open.idle.refresh();
  return open;
}

function closeReader(): void {
  if (open === null) return;
  clearTimeout(open.idle);
  open.reader.close();
  open.pixels.close();
  open.jpeg.close();
  open = null;
  for (const name of cached) cache.dropAll(name);
  cached.clear();
}
