import { basename } from 'node:path';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { findVideos } from './find-videos.ts';
import { seriesDrive } from './series-drive.ts';

/** A video alone: its frames with its own times, no steering. Of a folder of videos the first. */
export const video: DriveFormat = {
  id: 'video',
  name: 'Video',

  async match(path: string): Promise<boolean> {
    return (await findVideos(path)).length > 0;
  },

  async open(path: string, { signal }: OpenDriveOptions = {}): Promise<DriveData> {
    const [first, ...others] = await findVideos(path);
    if (first === undefined) throw noVideo(path);
    const frames = await (await import('./video-frames.ts')).readVideoFrames(first, signal);
    signal?.throwIfAborted();
    return seriesDrive({
      format: video,
      path,
      cameras: ['video'],
      recordCount: frames.frameCount,
      frameCount: frames.frameCount,
      timeMs: frames.timeMs,
      steering: null,
      numeric: {},
      logRow: Uint32Array.from({ length: frames.frameCount }, (_, frame) => frame),
      image: Array.from({ length: frames.frameCount }, (_, frame) => frames.image(frame)),
      problems: [...othersProblem(first, others), ...frames.problems],
      pictures: [frames.pictures],
    });
  },
};

export function noVideo(path: string): SteerscopeError {
  return new SteerscopeError(
    'not-a-drive',
    `There is no video here: ${path}`,
    'Open an mp4, mov, mkv, webm, avi, or a raw HEVC or H.264 file.',
  );
}

export function othersProblem(opened: string, others: readonly string[]): Problem[] {
  if (others.length === 0) return [];
  return [
    {
      severity: 'info',
      code: 'more-videos',
      message: `This folder holds ${others.length + 1} videos; ${basename(opened)} is open. Open the others by themselves: ${others
        .slice(0, 5)
        .map((other) => basename(other))
        .join(', ')}`,
      place: null,
      frame: null,
    },
  ];
}
