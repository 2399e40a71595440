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
  rect(x: number, y: number, width: number, height: number): void;
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

/** The index after the last sample in the pixel column of `index`. */
function columnEnd(index: number, last: number, { xAt, indexAt }: PathScales): number {
  const end = Math.ceil(indexAt(Math.floor(xAt(index)) + 1));
  return Math.min(last + 1, Math.max(index + 1, end));
}

/**
 * Draws samples `first` to `last` as a line with gaps where a value is not finite and at cuts. Where many samples share a pixel column only
 * its first, lowest, highest and last are drawn: the same picture, at the cost of the width and not of the length.
 */
export function traceLine(path: Path, samples: Samples, first: number, last: number, scales: PathScales): void {
  const { valueAt } = samples;
  let penDown = false;
  const put = (x: number, value: number): void => {
    if (penDown) path.lineTo(x, scales.yAt(value));
    else path.moveTo(x, scales.yAt(value));
    penDown = true;
  };
  for (let index = first; index <= last;) {
    const end = columnEnd(index, last, scales);
    if (end - index < crowd) {
      for (; index < end; index++) {
        if (scales.isCut(index)) penDown = false;
        const value = valueAt(index);
        const alone = !penDown && (index === last || !isNumber(valueAt(index + 1)) || scales.isCut(index + 1));
        if (!isNumber(value)) penDown = false;
        else if (alone) {
          // A sample between two gaps is a dash, not nothing.
          put(scales.xAt(index) - 5, value);
          put(scales.xAt(index) + 5, value);
        } else put(scales.xAt(index), value);
      }
      continue;
    }
    const range = samples.rangeOf(index, end - 1);
    const x = scales.xAt(index);
    if (!isNumber(valueAt(index)) || scales.isCut(index)) penDown = false;
    if (range) for (const value of [valueAt(index), ...range, valueAt(end - 1)]) if (isNumber(value)) put(x, value);
    if (!isNumber(valueAt(end - 1))) penDown = false;
    index = end;
  }
}

/** The area between two lines, where both are known; crowded pixel columns become one upright bar. */
export function traceArea(
  path: Path,
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
        path.moveTo(xAt(index), yAt(a));
        path.lineTo(xAt(index + 1), yAt(nextA));
        path.lineTo(xAt(index + 1), yAt(nextB));
        path.lineTo(xAt(index), yAt(b));
      }
      continue;
    }
    const [rangeOfOne, rangeOfOther] = [one.rangeOf(index, end - 1), other.rangeOf(index, end - 1)];
    if (rangeOfOne && rangeOfOther) {
      const low = Math.min(rangeOfOne[0], rangeOfOther[0]);
      const high = Math.max(rangeOfOne[1], rangeOfOther[1]);
      path.rect(Math.floor(xAt(index)), yAt(high), 1, yAt(low) - yAt(high));
    }
    index = end;
  }
}
