import type { SaliencyMask } from '../../shared/analysis.ts';
import type { FrameFigure } from '../../shared/frame-figures.ts';
import { magnitudesOf } from './magnitudes.ts';

/** As shared/frame-figures.ts defines them; `mask-change` is NaN until the mask of the frame before is known. */
export type MaskFigures = Readonly<Record<FrameFigure, number>>;

export const noFigures: MaskFigures = {
  'mask-mass': Number.NaN,
  'mask-entropy': Number.NaN,
  'mask-centroid-x': Number.NaN,
  'mask-centroid-y': Number.NaN,
  'mask-change': Number.NaN,
  'mask-max': Number.NaN,
};

/**
 * Figures of one mask. With S the sum of its values v over N pixels, the distribution is p = v / S, and
 *
 *     entropy = −Σ p·ln p / ln N = (ln S − Σ v·ln v / S) / ln N.
 *
 * A pixel's place is that of its centre. Of a signed mask v is the magnitude.
 */
export function maskFigures(mask: SaliencyMask): MaskFigures {
  const { height, width, flat, max } = mask;
  if (flat) return noFigures;
  const values = magnitudesOf(mask);
  let sum = 0;
  let sumOfRows = 0;
  let sumOfColumns = 0;
  let sumOfLogs = 0;
  for (let row = 0, at = 0; row < height; row++) {
    let ofRow = 0;
    for (let column = 0; column < width; column++, at++) {
      const value = values[at]!;
      if (value === 0) continue;
      ofRow += value;
      sumOfColumns += value * column;
      sumOfLogs += value * Math.log(value);
    }
    sum += ofRow;
    sumOfRows += ofRow * row;
  }
  return {
    'mask-mass': sum / values.length,
    'mask-entropy': (Math.log(sum) - sumOfLogs / sum) / Math.log(values.length),
    'mask-centroid-x': (sumOfColumns / sum + 0.5) / width,
    'mask-centroid-y': (sumOfRows / sum + 0.5) / height,
    'mask-change': Number.NaN,
    'mask-max': max,
  };
}

/**
 * Half the sum of absolute differences of two masks of one size, both as distributions: 0 the same .. 1 disjoint. Of a signed
 * mask the magnitudes count. NaN where one of them is missing or has nothing in it.
 */
export function maskChange(before: SaliencyMask | null, mask: SaliencyMask | null): number {
  if (!before || !mask || before.flat || mask.flat) return Number.NaN;
  const [valuesBefore, values] = [magnitudesOf(before), magnitudesOf(mask)];
  const [shareBefore, share] = [1 / sumOf(valuesBefore), 1 / sumOf(values)];
  let difference = 0;
  for (let at = 0; at < values.length; at++)
    difference += Math.abs(values[at]! * share - valuesBefore[at]! * shareBefore);
  return difference / 2;
}

function sumOf(values: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum;
}
