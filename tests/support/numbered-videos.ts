import { join } from 'node:path';
import { makeVideo, type VideoOptions } from './make-video.ts';

const x264 = { encoder: 'libx264', encoderOptions: { preset: 'veryfast' }, keyEvery: 60 };
const openGop = 'log-level=none:open-gop=1:bframes=3:keyint=40:min-keyint=40:scenecut=0:repeat-headers=1';
const x265 = { encoder: 'libx265', encoderOptions: { preset: 'ultrafast', 'x265-params': openGop }, maxBFrames: 3 };

/** One of each container and of what makes jumps hard in it: pictures out of order, open groups, no time stamps, a variable rate. */
const kinds: Readonly<Record<string, Omit<VideoOptions, 'frameCount'>>> = {
  'h264.mp4': { ...x264, maxBFrames: 3 },
  'h264.mkv': { ...x264, maxBFrames: 3 },
  'variable-rate.mp4': {
    ...x264,
    maxBFrames: 2,
    timeMs: (frame) => frame * 33 + (frame % 7) * 4 + (frame > 100 ? 2000 : 0),
  },
  'h264-open-group.mkv': {
    ...x264,
    maxBFrames: 3,
    encoderOptions: { preset: 'veryfast', 'x264-params': 'open-gop=1' },
  },
  'raw.h264': { ...x264, maxBFrames: 2 },
  'hevc.mp4': { ...x265, keyEvery: 40 },
  'raw.hevc': { ...x265, keyEvery: 40 },
  'vp9.webm': { encoder: 'libvpx-vp9', encoderOptions: { deadline: 'realtime', 'cpu-used': '8' }, keyEvery: 60 },
  'mpeg4.avi': { encoder: 'mpeg4', keyEvery: 30 },
  'mpeg4-reordered.avi': { encoder: 'mpeg4', keyEvery: 30, maxBFrames: 2 },
};

export const numberedVideoNames = Object.keys(kinds);

/** Makes one of the videos; its frames carry their number. */
export function makeNumberedVideo(folder: string, name: string, frameCount: number): string {
  const options = kinds[name];
  if (!options) throw new Error(`There is no recipe for ${name}.`);
  return makeVideo(join(folder, name), { ...options, frameCount });
}
