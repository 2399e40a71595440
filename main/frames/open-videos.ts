import { videoTable } from '../containers/video-tables.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { PictureCache } from './picture-cache.ts';
import { VideoJpeg } from './video-jpeg.ts';
import { VideoPixels } from './video-pixels.ts';
import { VideoReader } from './video-reader.ts';

/** A decoder of a large video holds some 50 MB. */
const maxOpenVideos = 4;
/** A decoder that nobody asks any more is closed by itself. */
const idleMs = 30_000;
/** So long a file is believed to be the one it was; asking for each frame would take longer than decoding small ones. */
const trustedMs = 1000;

/** An open video and what turns its frames into pictures. */
export interface OpenVideo {
  readonly reader: VideoReader;
  readonly pixels: VideoPixels;
  readonly jpeg: VideoJpeg;
  /** The frame asked for last; -1 before the first. */
  lastAsked: number;
  checkedMs: number;
  readonly idle: NodeJS.Timeout;
}

/** Decoders are not reentrant: what asks for frames of this thread's videos waits in one line. */
let line: Promise<unknown> = Promise.resolve();
const open = new Map<string, OpenVideo>();

/** Decoded frames of all videos of this thread. */
export const pictureCache = new PictureCache();
export const cacheKey = (path: string, frame: number): string => `${path}\0${frame}`;

/**
 * Runs `work` on an open video when all asked for before is done.
 * @throws SteerscopeError `not-readable`, `cancelled`; whatever `work` throws.
 */
export function useVideo<Result>(
  path: string,
  signal: AbortSignal | undefined,
  work: (video: OpenVideo) => Promise<Result>,
): Promise<Result> {
  const mine = line.then(async () => {
    try {
      signal?.throwIfAborted();
      return await work(await openVideo(path, signal));
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

async function openVideo(path: string, signal: AbortSignal | undefined): Promise<OpenVideo> {
  const now = performance.now();
  let video = open.get(path);
  if (video === undefined || now - video.checkedMs > trustedMs) {
    const table = await videoTable(path, signal);
    if (video && video.reader.table !== table) {
      close(path);
      video = undefined;
    }
    video ??= {
      reader: await VideoReader.open(table),
      pixels: new VideoPixels(),
      jpeg: new VideoJpeg(),
      lastAsked: -1,
      checkedMs: now,
      idle: setTimeout(() => closeIdle(path), idleMs).unref(),
    };
    video.checkedMs = now;
  }
  video.idle.refresh();
  open.delete(path);
  open.set(path, video);
  for (const oldest of open.keys()) {
    if (open.size <= maxOpenVideos) break;
    close(oldest);
  }
  return video;
}

function closeIdle(path: string): void {
  line = line.then(() => close(path));
}

function close(path: string): void {
  const video = open.get(path);
  if (!video) return;
  open.delete(path);
  clearTimeout(video.idle);
  video.reader.close();
  video.pixels.close();
  video.jpeg.close();
  pictureCache.dropAll(cacheKey(path, 0).slice(0, -1));
}
