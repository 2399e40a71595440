/** A frame whose |error| is the largest around it. */
export interface ErrorPeak {
  readonly frame: number;
  /** Predicted minus recorded. */
  readonly error: number;
}

/**
 * Frames with no larger |error| within `apart` frames to either side, in the order of the frames; of equal ones the first.
 * Any two are further apart than that.
 * @param error NaN where none is known. @param from first frame looked at. @param to behind the last.
 */
export function errorPeaks(error: Float64Array, apart: number, from = 0, to = error.length): ErrorPeak[] {
  const peaks: ErrorPeak[] = [];
  // A peak is the largest of its own block, too: most frames are looked at once.
  for (let block = from; block < to; block += apart + 1) {
    const end = Math.min(to, block + apart + 1);
    let [peak, largest] = [-1, 0];
    for (let frame = block; frame < end; frame++) {
      const size = Math.abs(error[frame]!);
      if (size > largest && size < Infinity) {
        peak = frame;
        largest = size;
      }
    }
    if (peak < 0) continue;
    const before = largestIn(error, Math.max(from, peak - apart), block);
    const behind = largestIn(error, end, Math.min(to, peak + apart + 1));
    if (before < largest && behind <= largest) peaks.push({ frame: peak, error: error[peak]! });
  }
  return peaks;
}

/** The largest finite |error| of frames `from` to `to`, exclusive; 0 without any. */
function largestIn(error: Float64Array, from: number, to: number): number {
  let largest = 0;
  for (let frame = from; frame < to; frame++) {
    const size = Math.abs(error[frame]!);
    if (size > largest && size < Infinity) largest = size;
  }
  return largest;
}

/** The `most` largest, largest first. */
export const worstPeaks = (peaks: readonly ErrorPeak[], most: number): ErrorPeak[] =>
  peaks.toSorted((a, b) => Math.abs(b.error) - Math.abs(a.error) || a.frame - b.frame).slice(0, most);

/** So many frames between two peaks where the drive has no time. */
const apartWithoutTime = 20;

/** One second of frames. @param stepSecs usual time from one to the next; 0 without time. */
export const framesApart = (stepSecs: number): number =>
  stepSecs > 0 ? Math.max(1, Math.round(1 / stepSecs)) : apartWithoutTime;
