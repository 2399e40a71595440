import type { VideoOptions } from '../support/make-video.ts';

const frameCount = 500;
const keyEvery = 250;
const grain = 6;
const groups = `keyint=${keyEvery}:min-keyint=${keyEvery}:scenecut=0:bframes=3`;
const x264 = { encoder: 'libx264', encoderOptions: { preset: 'veryfast', 'x264-params': groups } };
const x265 = { 'x265-params': `log-level=none:open-gop=1:repeat-headers=1:${groups}`, preset: 'ultrafast' };

/** Long groups, as encoders make them unless told otherwise: what is hardest to jump about in. By file name. */
export const dragVideos: Readonly<Record<string, VideoOptions>> = {
  'h264-720.mp4': { ...x264, frameCount, keyEvery, grain, maxBFrames: 3, width: 1280, height: 720, bitsPerSec: 4e6 },
  'h264-1080.mp4': { ...x264, frameCount, keyEvery, grain, maxBFrames: 3, width: 1920, height: 1080, bitsPerSec: 8e6 },
  'open-groups.hevc': {
    ...{ encoder: 'libx265', encoderOptions: x265, frameCount, keyEvery, grain, maxBFrames: 3 },
    ...{ width: 1164, height: 874, bitsPerSec: 5e6 },
  },
};
