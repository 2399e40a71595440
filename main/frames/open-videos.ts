import { DraftCache } from './draft-cache.ts';
import { KeyFrameReader } from './key-frame-reader.ts';
import { PictureCache } from './picture-cache.ts';
import { draftJpeg, VideoJpeg } from './video-jpeg.ts';
import { VideoPixels } from './video-pixels.ts';
import { VideoPool } from './video-pool.ts';
import { VideoReader } from './video-reader.ts';

/** Decoded frames of all videos of this thread. */
export const pictureCache = new PictureCache();

/** An open video and what turns its frames into pictures. */
export interface OpenVideo {
  readonly reader: VideoReader;
  readonly pixels: VideoPixels;
  readonly jpeg: VideoJpeg;
  /** The frame asked for last; -1 before the first. */
  lastAsked: number;
  /** Whether that was a step back, and the one before it too. */
  lastStepBack: boolean;
  goesBack: boolean;
  /** Stops what is being decoded ahead of need. */
  ahead: AbortController | null;
  close(): void;
}

/** For frames exactly as asked. A decoder of a large video holds some 50 MB. */
export const exactVideos = new VideoPool<OpenVideo>(4, async (table) => {
  const reader = await VideoReader.open(table);
  const pixels = new VideoPixels();
  const jpeg = new VideoJpeg();
  return {
    reader,
    pixels,
    jpeg,
    lastAsked: -1,
    lastStepBack: false,
    goesBack: false,
    ahead: null,
    close(): void {
      reader.close();
      pixels.close();
      jpeg.close();
      pictureCache.dropAll(table.path);
    },
  };
});

/** For drafts of the one video that is dragged through. */
export const draftVideos = new VideoPool(1, async (table) => {
  const keyFrames = await KeyFrameReader.open(table);
  const jpeg = new VideoJpeg(draftJpeg);
  return {
    table,
    keyFrames,
    jpeg,
    made: new DraftCache(),
    close(): void {
      keyFrames.close();
      jpeg.close();
    },
  };
});

/** Closes all decoders of this thread, as soon as what was asked before is done. */
export async function closeVideos(): Promise<void> {
  await exactVideos.closeAll();
  await draftVideos.closeAll();
}
