import type { Map2d } from './pixels.ts';

/**
 * How alike two masks are, over what both networks see. Of signed masks the magnitudes count, so that they compare with those
 * that have no sign; `sameSign` alone goes by the signs. Null where it cannot be said: nothing can of a mask that is as large
 * everywhere, which says of no place that it counts.
 */
export interface MaskAgreement {
  /** Pearson's correlation of the values. */
  readonly pearsonR: number | null;
  /** Spearman's: of the ranks, equal values sharing theirs; whatever scale each mask is on. */
  readonly spearmanR: number | null;
  /**
   * Intersection over union of both masks' most salient cells: of those among the most salient of either mask, the share
   * that is among those of both.
   */
  readonly topIou: number | null;
  /** Of the cells among the most salient of both, the share in which the signs are the same; null without two signed masks. */
  readonly sameSign: number | null;
}

/** A mask in a grid; where it is `signed`, values below 0 count as much as those above. */
export interface ComparedMask extends Map2d {
  /** @default false */
  readonly signed?: boolean;
}

/**
 * @param a and `b`, laid into the same grid (`maskInFrame`); cells where either is no number do not count.
 * @param topShare 0..1 of the cells: the most salient ones.
 */
export function maskAgreement(a: ComparedMask, b: ComparedMask, topShare = 0.1): MaskAgreement {
  const [valuesOfA, valuesOfB] = inBoth(a.values, b.values);
  return agreementOf(rankedMask(valuesOfA, a.signed, topShare), rankedMask(valuesOfB, b.signed, topShare));
}

/** A mask with what takes long to work out, for comparing it with many. */
export interface RankedMask {
  readonly values: Float64Array;
  readonly signed: boolean;
  readonly magnitudes: Float64Array;
  readonly ranks: Float64Array;
  readonly top: Uint8Array;
  /** Whether it is as large everywhere, or has no cells. */
  readonly isConstant: boolean;
}

/** @param values numbers all. */
export function rankedMask(values: Float64Array, signed = false, topShare = 0.1): RankedMask {
  const magnitudes = signed ? values.map(Math.abs) : values;
  return {
    ...{ values, signed, magnitudes, ranks: ranks(magnitudes), top: topCells(magnitudes, topShare) },
    isConstant: magnitudes.every((value) => value === magnitudes[0]),
  };
}

/** As `maskAgreement`, of masks of the same cells. */
export function agreementOf(a: RankedMask, b: RankedMask): MaskAgreement {
  // Told by itself: rounding of the mean would leave a constant mask deviations to correlate.
  if (a.isConstant || b.isConstant) return { pearsonR: null, spearmanR: null, topIou: null, sameSign: null };
  return {
    pearsonR: correlation(a.magnitudes, b.magnitudes),
    spearmanR: correlation(a.ranks, b.ranks),
    topIou: overlap(a.top, b.top),
    sameSign: a.signed && b.signed ? sameSign(a.values, b.values, (at) => a.top[at] === 1 && b.top[at] === 1) : null,
  };
}

function inBoth(a: Float32Array, b: Float32Array): readonly [Float64Array, Float64Array] {
  const [keptOfA, keptOfB] = [new Float64Array(a.length), new Float64Array(a.length)];
  let count = 0;
  for (let at = 0; at < a.length; at++) {
    const [inA, inB] = [a[at] as number, b[at] as number];
    if (Number.isNaN(inA + inB)) continue;
    keptOfA[count] = inA;
    keptOfB[count++] = inB;
  }
  return [keptOfA.subarray(0, count), keptOfB.subarray(0, count)];
}

function correlation(a: Float64Array, b: Float64Array): number | null {
  const [meanOfA, meanOfB] = [mean(a), mean(b)];
  let [products, squaresOfA, squaresOfB] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    const [offA, offB] = [(a[at] as number) - meanOfA, (b[at] as number) - meanOfB];
    products += offA * offB;
    squaresOfA += offA * offA;
    squaresOfB += offB * offB;
  }
  const r = products / Math.sqrt(squaresOfA * squaresOfB);
  // Rounding may carry it beyond.
  return Number.isFinite(r) ? Math.max(-1, Math.min(1, r)) : null;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** From 0; equal values share the middle of their ranks. */
function ranks(values: Float64Array): Float64Array {
  const sorted = values.toSorted();
  return values.map((value) => (countBelow(sorted, value, false) + countBelow(sorted, value, true) - 1) / 2);
}

/** How many are smaller; with `orEqual` also those that are as large. */
function countBelow(sorted: Float64Array, value: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = sorted[middle] as number;
    if (one < value || (orEqual && one === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 1 where a value is among the largest, with what equals the last of them; never the smallest value. */
function topCells(values: Float64Array, topShare: number): Uint8Array {
  const sorted = values.toSorted();
  const last = sorted[sorted.length - Math.max(1, Math.round(values.length * topShare))] ?? Number.NaN;
  const smallest = sorted[0] ?? Number.NaN;
  return Uint8Array.from(values, (value) => (value >= last && value > smallest ? 1 : 0));
}

function overlap(a: Uint8Array, b: Uint8Array): number | null {
  let [both, either] = [0, 0];
  for (let at = 0; at < a.length; at++) {
    both += (a[at] as number) & (b[at] as number);
    either += (a[at] as number) | (b[at] as number);
  }
  return either > 0 ? both / either : null;
}

function sameSign(a: Float64Array, b: Float64Array, counts: (at: number) => boolean): number | null {
  let [same, all] = [0, 0];
  for (let at = 0; at < a.length; at++) {
    if (!counts(at)) continue;
    all += 1;
    if ((a[at] as number) * (b[at] as number) > 0) same += 1;
  }
  return all > 0 ? same / all : null;
}
