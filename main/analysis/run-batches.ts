import type { FrameLocation } from '../../shared/drive.ts';
import type { LocatedFrame } from './analysis-session.ts';

/** Pictures in one call of the engine: enough to keep it busy, few enough for smooth progress and a quick cancel. */
export const batchSize = 16;
/** So many frames of a video are worth the jump to where they begin. */
const minStretch = 64;
/** Results that wait for the ones before them, of all workers together: some 100 MB. */
const maxFramesAhead = 512;

/** Frames for one call, and where they stand in the run. */
export interface RunBatch {
  readonly index: number;
  readonly frames: readonly LocatedFrame[];
  /** Frames of the run that are behind once this is delivered. */
  readonly done: number;
}

/**
 * The batches of a run, in stretches that one worker does in their order: a decoder reads a stretch of a video without
 * jumps, from one key frame to another. Pictures that are files of their own make stretches of one batch.
 */
export function runBatches(frames: readonly LocatedFrame[], workers: number): readonly (readonly RunBatch[])[] {
  const maxStretch = Math.max(minStretch, Math.floor(maxFramesAhead / Math.max(1, workers)));
  const stretches: RunBatch[][] = [];
  let count = 0;
  for (const [from, to] of stretchesOf(frames, maxStretch)) {
    const stretch: RunBatch[] = [];
    for (let start = from; start < to; start += batchSize) {
      const done = Math.min(start + batchSize, to);
      stretch.push({ index: count++, frames: frames.slice(start, done), done });
    }
    stretches.push(stretch);
  }
  return stretches;
}

function* stretchesOf(frames: readonly LocatedFrame[], maxStretch: number): Generator<readonly [number, number]> {
  let start = 0;
  for (let index = 1; index <= frames.length; index += 1) {
    const length = index - start;
    const [last, next] = [frames[index - 1]?.location, frames[index]?.location];
    const isVideo = last && next && videoOf(last) !== null && videoOf(last) === videoOf(next);
    const isCut = isVideo
      ? length >= maxStretch || (length >= minStretch && keyOf(last) !== keyOf(next))
      : length >= batchSize || (last && videoOf(last) !== null) || (next && videoOf(next) !== null);
    if (index < frames.length && !isCut) continue;
    yield [start, index];
    start = index;
  }
}

/** What one decoder reads on and on; null for pictures that stand alone. */
function videoOf(location: FrameLocation): string | null {
  if (location.kind === 'video-frame') return location.path;
  return location.kind === 'message-video' ? (location.stretch.sources[0]?.path ?? '') : null;
}

/** The same for frames that are decoded from the same key frame on. */
const keyOf = (location: FrameLocation): unknown =>
  location.kind === 'video-frame' ? location.keyFrame : location.kind === 'message-video' ? location.stretch : null;
