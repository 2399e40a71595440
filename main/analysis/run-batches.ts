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
    const isVideo = last?.kind === 'video-frame' && next?.kind === 'video-frame' && last.path === next.path;
    const isCut = isVideo
      ? length >= maxStretch || (length >= minStretch && last.keyFrame !== next.keyFrame)
      : length >= batchSize || last?.kind === 'video-frame' || next?.kind === 'video-frame';
    if (index < frames.length && !isCut) continue;
    yield [start, index];
    start = index;
  }
}
