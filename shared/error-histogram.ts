import { roundStep } from './annotate/nice-ticks.ts';

/** How often an error of some size occurs. Bins are equally wide and the middle one lies around 0. */
export interface ErrorHistogram {
  /** Of a bin, in the unit of the errors. */
  readonly width: number;
  /** Bins to either side of the middle one. */
  readonly reach: number;
  /** Frames in each bin: `2 * reach + 1` of them. */
  readonly counts: Uint32Array;
  /** Those of them in the range. */
  readonly inRange: Uint32Array;
}

/** About so many, since widths are round numbers. */
const binsWanted = 41;

/**
 * @param error NaN where none is known.
 * @param range from and to, exclusive; null: `inRange` stays empty.
 * @returns null without a single error.
 */
export function errorHistogram(
  error: Float64Array,
  range: { readonly from: number; readonly to: number } | null,
): ErrorHistogram | null {
  let largest = -1;
  for (let frame = 0; frame < error.length; frame++) {
    const size = Math.abs(error[frame]!);
    if (size > largest && size < Infinity) largest = size;
  }
  if (largest < 0) return null;
  const width = largest > 0 ? roundStep((2 * largest) / binsWanted) : 1;
  const reach = Math.round(largest / width);
  const histogram = { width, reach, counts: new Uint32Array(2 * reach + 1), inRange: new Uint32Array(2 * reach + 1) };
  countInto(histogram.counts, error, histogram, 0, error.length);
  if (range) countInto(histogram.inRange, error, histogram, range.from, Math.min(range.to, error.length));
  return histogram;
}

function countInto(
  counts: Uint32Array,
  error: Float64Array,
  histogram: Pick<ErrorHistogram, 'width' | 'reach'>,
  from: number,
  to: number,
): void {
  for (let frame = from; frame < to; frame++) {
    const bin = binOf(histogram, error[frame]!);
    if (bin >= 0) counts[bin]! += 1;
  }
}

/** -1 for what is no finite number. */
export const binOf = ({ width, reach }: Pick<ErrorHistogram, 'width' | 'reach'>, error: number): number => {
  const bin = Math.round(error / width) + reach;
  return bin >= 0 && bin <= 2 * reach ? bin : -1;
};

/** The next frame after `frame` whose error lies in the bin, or before it; behind the end on from the start. Null: none. */
export function nextInBin(
  error: Float64Array,
  histogram: Pick<ErrorHistogram, 'width' | 'reach'>,
  bin: number,
  frame: number,
  direction: 1 | -1,
): number | null {
  const { length } = error;
  for (let step = 1; step <= length; step++) {
    const at = (((frame + direction * step) % length) + length) % length;
    if (binOf(histogram, error[at]!) === bin) return at;
  }
  return null;
}
