import { blockSizeFor } from '../../state/plot-pyramid.ts';

/** Between data and canvas pixels; x is linear in the index. */
export interface PathScales {
  xAt(index: number): number;
  yAt(value: number): number;
  /** The (fractional) index at a canvas x. */
  indexAt(x: number): number;
  /** Whether the sample at `index` does not go on from the one before it, so that no line joins the two. */
  isCut(index: number): boolean;
}

/** As much of Path2D as lines and areas need. */
export interface Path {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/** What is drawn. */
export interface Samples {
  /** No finite number is a gap. */
  valueAt(index: number): number;
  /** Smallest and largest finite number of samples `first` to `last`, inclusive; null when there is none. */
  rangeOf(first: number, last: number): [number, number] | null;
}

/** Fewer samples than this in a pixel column are drawn one by one. */
const crowd = 4;
const isNumber = (value: number): boolean => value - value === 0;

/**
 * The index after the last sample in the pixel column of `index`. Of many, a few more, up to an eighth of a pixel, so that the
 * columns end with the blocks of the pyramid.
 */
function columnEnd(index: number, last: number, { xAt, indexAt }: PathScales): number {
  const end = Math.max(index + 1, Math.ceil(indexAt(Math.floor(xAt(index)) + 1)));
  const block = blockSizeFor(end - index);
  return Math.min(last + 1, Math.ceil(end / block) * block);
}

/**
 * Draws samples `first` to `last` as a line with gaps where a value is not finite and at cuts. Where many samples share a pixel
 * column they become one upright bar, from the lowest to the highest, and to where the column before ended: the same picture,
 * at the cost of the width and not of the length.
 *
 * @param stroke to be stroked `thickness` wide.
 * @param bars to be stroked one canvas pixel wide, which is many times cheaper.
 */
export function traceLine(
  { stroke, bars, thickness }: { readonly stroke: Path; readonly bars: Path; readonly thickness: number },
  samples: Samples,
  first: number,
  last: number,
  scales: PathScales,
): void {
  const { valueAt } = samples;
  const { xAt, yAt, isCut } = scales;
  /** Where the line has come to; NaN behind a gap. */
  let before = Number.NaN;
  let wasBar = false;
  const draw = (index: number): void => {
    const value = valueAt(index);
    const [x, y] = [xAt(index), yAt(value)];
    if (isCut(index)) before = Number.NaN;
    const goesOn = index < last && isNumber(valueAt(index + 1)) && !isCut(index + 1);
    if (isNumber(value) && isNumber(before)) stroke.lineTo(x, y);
    else if (isNumber(value) && goesOn) stroke.moveTo(x, y);
    else if (isNumber(value)) {
      // A sample between two gaps is a dash, not nothing.
      stroke.moveTo(x - 5, y);
      stroke.lineTo(x + 5, y);
    }
    before = value;
  };
  for (let index = first; index <= last;) {
    const end = columnEnd(index, last, scales);
    if (end - index < crowd) {
      // Out of a bar the line begins where that ended.
      if (wasBar && isNumber(before) && !isCut(index)) stroke.moveTo(xAt(index - 1), yAt(before));
      wasBar = false;
      for (; index < end; index++) draw(index);
      continue;
    }
    const range = samples.rangeOf(index, end - 1);
    const joins = isNumber(before) && isNumber(valueAt(index)) && !isCut(index);
    if (range) {
      const low = yAt(joins ? Math.min(range[0], before) : range[0]);
      const high = yAt(joins ? Math.max(range[1], before) : range[1]);
      addBar(bars, xAt(index), Math.min(low, high) - thickness / 2, Math.max(low, high) + thickness / 2);
    }
    before = valueAt(end - 1);
    wasBar = true;
    index = end;
  }
}

/** Fills the pixel column that `x` lies in. */
function addBar(bars: Path, x: number, top: number, bottom: number): void {
  const middle = Math.floor(x) + 0.5;
  bars.moveTo(middle, top);
  bars.lineTo(middle, bottom);
}

/**
 * The area between two lines, where both are known; crowded pixel columns become upright bars.
 *
 * @param fill to be filled.
 * @param bars to be stroked one canvas pixel wide.
 */
export function traceArea(
  { fill, bars }: { readonly fill: Path; readonly bars: Path },
  one: Samples,
  other: Samples,
  first: number,
  last: number,
  scales: PathScales,
): void {
  const { xAt, yAt, isCut } = scales;
  for (let index = first; index <= last;) {
    const end = columnEnd(index, last, scales);
    if (end - index < crowd) {
      for (; index < end; index++) {
        if (index >= last || isCut(index + 1)) continue;
        const [a, b, nextA, nextB] = [
          one.valueAt(index),
          other.valueAt(index),
          one.valueAt(index + 1),
          other.valueAt(index + 1),
        ];
        if (!isNumber(a + b) || !isNumber(nextA + nextB)) continue;
        fill.moveTo(xAt(index), yAt(a));
        fill.lineTo(xAt(index + 1), yAt(nextA));
        fill.lineTo(xAt(index + 1), yAt(nextB));
        fill.lineTo(xAt(index), yAt(b));
      }
      continue;
    }
    const [rangeOfOne, rangeOfOther] = [one.rangeOf(index, end - 1), other.rangeOf(index, end - 1)];
    if (rangeOfOne && rangeOfOther) {
      const low = Math.min(rangeOfOne[0], rangeOfOther[0]);
      const high = Math.max(rangeOfOne[1], rangeOfOther[1]);
      addBar(bars, xAt(index), yAt(high), yAt(low));
    }
    index = end;
  }
}
