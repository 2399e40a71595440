import { exactVideos, pictureCache, type OpenVideo } from './open-videos.ts';

/** So few frames are decoded whole before the one asked for after a jump, for steps back. */
const fewBehind = 8;

/**
 * Of the room for decoded frames, so much is filled by one stretch going back: every further stretch is decoded from the
 * key frame on, so the longer the better; the rest is shown meanwhile.
 */
const stretchShare = 0.75;

/** How many frames before the one asked for are decoded to be kept. */
export function framesBehind({ goesBack, reader }: OpenVideo): number {
  const room = goesBack ? pictureCache.roomFor(reader.table.path) : 0;
  return room > 0 ? Math.max(1, Math.floor(room * stretchShare) - 2) : fewBehind;
}

/**
 * Going back through a video, each stretch is decoded from its key frame on, so the one before what is decoded is decoded
 * ahead of need. Whoever asks for a frame that is not there stops it; what it did so far is used.
 */
export function decodeBackwards(video: OpenVideo, frame: number): void {
  if (!video.goesBack || video.ahead) return;
  const { reader } = video;
  const { path } = reader.table;
  const behind = framesBehind(video);
  let lowest = frame;
  while (pictureCache.has(path, lowest - 1)) lowest -= 1;
  const target = lowest - 1;
  if (target < 0 || frame - lowest >= Math.max(1, pictureCache.roomFor(path) - behind - 2)) return;
  const stop = new AbortController();
  video.ahead = stop;
  const decoding = exactVideos.use(path, stop.signal, async (open) => {
    if (open !== video) return;
    const from = target - behind + 1;
    // What was shown makes room, so that nothing yet to be shown does.
    pictureCache.keepOnly(path, from, video.lastAsked + 1);
    const keep: Parameters<typeof reader.decodeTo>[1] = (number, picture) => {
      if (number >= from) pictureCache.keep(path, number, picture);
    };
    await reader.decodeTo(target, keep, stop.signal, from);
  });
  void decoding
    .catch(() => null)
    .then(() => {
      video.ahead = null;
      // The stretch may have been a short one, at the beginning of a group.
      if (pictureCache.has(path, target)) decodeBackwards(video, video.lastAsked);
    });
}
