import type { FrameLocation } from '../../shared/drive.ts';
import type { LocatedFrame } from './analysis-session.ts';

/** Pictures in one call of the engine: enough to keep it busy, few enough for smooth progress and little memory. */
export const batchSize = 8;
/** So many frames of a video are worth the jump to where they begin. */
const minStretch = 64;
/** Results that wait for the ones before them, of all workers together: some 100 MB. */
const maxFramesAhead = 512;

/** So many frames are located at once: of a long drive the places of all, as objects, would fill two threads' heaps. */
const framesLocatedAtOnce = 4096;

/** Frames for one call, and where they stand in the run. */
export interface RunBatch {
  readonly index: number;
  readonly frames: readonly LocatedFrame[];
  /** Frames of the run that are behind once this is delivered. */
  readonly done: number;
  /** Batches of its stretch. */
  readonly ofStretch: number;
}

/**
 * The batches of a run over frames `from` to `to` (exclusive), in stretches that one worker does in their order: a
 * decoder reads a stretch of a video without jumps, from one key frame to another. Pictures that are files of their own
 * make stretches of one batch.
 * @param locate as `AnalysisSession.locateFrames`; called as the run goes on.
 */
export async function* runStretches(
  from: number,
  to: number,
  workers: number,
  locate: (from: number, to: number) => Promise<readonly LocatedFrame[]>,
): AsyncGenerator<readonly RunBatch[]> {
  const maxStretch = Math.max(minStretch, Math.floor(maxFramesAhead / Math.max(1, workers)));
  let [count, done] = [0, 0];
  let begun: readonly LocatedFrame[] = [];
  for (let next = from; next < to; next += framesLocatedAtOnce) {
    const end = Math.min(next + framesLocatedAtOnce, to);
    const stretches = cutIntoStretches([...begun, ...(await locate(next, end))], maxStretch);
    // The last one may go on behind what is located.
    begun = end < to ? (stretches.pop() ?? []) : [];
    for (const frames of stretches) {
      const ofStretch = Math.ceil(frames.length / batchSize);
      yield Array.from({ length: ofStretch }, (_, at): RunBatch => {
        const some = frames.slice(at * batchSize, (at + 1) * batchSize);
        done += some.length;
        return { index: count++, frames: some, done, ofStretch };
      });
    }
  }
}

function cutIntoStretches(frames: readonly LocatedFrame[], maxStretch: number): (readonly LocatedFrame[])[] {
  const stretches: (readonly LocatedFrame[])[] = [];
  let start = 0;
  for (let index = 1; index <= frames.length; index += 1) {
    const length = index - start;
    const [last, next] = [frames[index - 1]?.location, frames[index]?.location];
    const isVideo = last && next && videoOf(last) !== null && videoOf(last) === videoOf(next);
    const isCut = isVideo
      ? length >= maxStretch || (length >= minStretch && keyOf(last) !== keyOf(next))
      : length >= batchSize || (last && videoOf(last) !== null) || (next && videoOf(next) !== null);
    if (index < frames.length && !isCut) continue;
    stretches.push(frames.slice(start, index));
    start = index;
  }
  return stretches;
}

/** What one decoder reads on and on; null for pictures that stand alone. */
function videoOf(location: FrameLocation): string | null {
  if (location.kind === 'video-frame') return location.path;
  return location.kind === 'message-video' ? (location.stretch.sources[0]?.path ?? '') : null;
}

/** The same for frames that are decoded from the same key frame on. */
const keyOf = (location: FrameLocation): unknown =>
  location.kind === 'video-frame' ? location.keyFrame : location.kind === 'message-video' ? location.stretch : null;
