import { videoTable } from '../containers/video-tables.ts';
import type { VideoFrameLocation } from '../../shared/drive.ts';
import type { RgbaImage } from '../../shared/pixels.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { PictureCache } from './picture-cache.ts';
import { VideoPixels } from './video-pixels.ts';
import { VideoReader } from './video-reader.ts';

/** A decoder of a large video holds some 50 MB. */
const maxOpenVideos = 4;
/** A decoder that nobody asks any more is closed by itself. */
const idleMs = 30_000;

interface OpenVideo {
  readonly reader: VideoReader;
  readonly pixels: VideoPixels;
  idle: NodeJS.Timeout | null;
}

/** Decoders are not reentrant: what asks for frames of this thread's videos waits in one line. */
let line: Promise<unknown> = Promise.resolve();
const open = new Map<string, OpenVideo>();
const cache = new PictureCache();

/**
 * The pixels of a video's frame, as cv2.VideoCapture gives them.
 * @throws SteerscopeError `not-readable`, `no-such-frame`, `image-not-decodable`, `cancelled`.
 */
export function readVideoFrame(location: VideoFrameLocation, signal?: AbortSignal): Promise<RgbaImage> {
  const mine = line.then(async () => {
    try {
      signal?.throwIfAborted();
      return await readNow(location, signal);
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

/** Closes all decoders of this thread, as soon as what was asked before is done. */
export function closeVideos(): Promise<void> {
  const closing = line.then(() => {
    for (const path of [...open.keys()]) close(path);
  });
  line = closing;
  return closing;
}

async function readNow({ path, frame }: VideoFrameLocation, signal: AbortSignal | undefined): Promise<RgbaImage> {
  const { reader, pixels } = await openVideo(path, signal);
  if (!Number.isInteger(frame) || frame < 0 || frame >= reader.table.frameCount)
    throw new SteerscopeError(
      'no-such-frame',
      `This video has no frame ${frame}: ${path}`,
      `Ask for a frame from 0 to ${reader.table.frameCount - 1}.`,
    );
  const known = cache.get(keyOf(path, frame));
  if (known) return pixels.toRgba(known);
  let image: RgbaImage | null = null;
  await reader.decodeTo(
    frame,
    (number, picture) => {
      cache.keep(keyOf(path, number), picture);
      if (number === frame) image = pixels.toRgba(picture);
    },
    signal,
  );
  if (image) return image;
  throw new SteerscopeError(
    'image-not-decodable',
    `Frame ${frame} of this video cannot be decoded: ${path}`,
    'Skip this frame, or restore the video from a copy.',
  );
}

const keyOf = (path: string, frame: number): string => `${path}\0${frame}`;

async function openVideo(path: string, signal: AbortSignal | undefined): Promise<OpenVideo> {
  const table = await videoTable(path, signal);
  const known = open.get(path);
  if (known && known.reader.table !== table) close(path);
  const found = open.get(path) ?? { reader: await VideoReader.open(table), pixels: new VideoPixels(), idle: null };
  if (found.idle) clearTimeout(found.idle);
  found.idle = setTimeout(() => closeIdle(path, found), idleMs).unref();
  open.delete(path);
  open.set(path, found);
  for (const oldest of open.keys()) {
    if (open.size <= maxOpenVideos) break;
    close(oldest);
  }
  return found;
}

function closeIdle(path: string, video: OpenVideo): void {
  line = line.then(() => {
    if (open.get(path) === video) close(path);
  });
}

function close(path: string): void {
  const video = open.get(path);
  if (!video) return;
  open.delete(path);
  if (video.idle) clearTimeout(video.idle);
  video.reader.close();
  video.pixels.close();
  cache.dropAll(keyOf(path, 0).slice(0, -1));
}
