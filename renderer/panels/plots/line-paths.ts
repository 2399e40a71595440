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

/** Fewer samples than this in a pixel column are drawn one by one. */
const crowd = 4;
const isNumber = (value: number | undefined): value is number => value !== undefined && value - value === 0;

/** The index after the last sample in the pixel column of `index`. */
function columnEnd(index: number, last: number, { xAt, indexAt }: PathScales): number {
  const end = Math.ceil(indexAt(Math.floor(xAt(index)) + 1));
  return Math.min(last + 1, Math.max(index + 1, end));
}

/**
 * Draws `values[first..last]` as a line with gaps where a value is not finite and at cuts. Where many samples share a pixel column only
 * its first, lowest, highest and last are drawn: the same picture, at the cost of the width and not of the length.
 */
export function traceLine(
  path: Path,
  values: ArrayLike<number>,
  first: number,
  last: number,
  scales: PathScales,
): void {
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
        const value = values[index];
        const alone = !penDown && (!isNumber(values[index + 1]) || scales.isCut(index + 1));
        if (!isNumber(value)) penDown = false;
        else if (alone) {
          // A sample between two gaps is a dash, not nothing.
          put(scales.xAt(index) - 5, value);
          put(scales.xAt(index) + 5, value);
        } else put(scales.xAt(index), value);
      }
      continue;
    }
    const range = finiteRange(values, index, end - 1);
    const x = scales.xAt(index);
    if (!isNumber(values[index]) || scales.isCut(index)) penDown = false;
    if (range) for (const value of [values[index], ...range, values[end - 1]]) if (isNumber(value)) put(x, value);
    if (!isNumber(values[end - 1])) penDown = false;
    index = end;
  }
}

/** The area between two lines, where both are known; crowded pixel columns become one upright bar. */
export function traceArea(
  path: Path,
  one: ArrayLike<number>,
  other: ArrayLike<number>,
  first: number,
  last: number,
  scales: PathScales,
): void {
  const { xAt, yAt, isCut } = scales;
  for (let index = first; index <= last;) {
    const end = columnEnd(index, last, scales);
    if (end - index < crowd) {
      for (; index < end; index++) {
        const [a, b, nextA, nextB] = [one[index], other[index], one[index + 1], other[index + 1]];
        if (index >= last || isCut(index + 1) || !isNumber(a) || !isNumber(b) || !isNumber(nextA) || !isNumber(nextB))
          continue;
        path.moveTo(xAt(index), yAt(a));
        path.lineTo(xAt(index + 1), yAt(nextA));
        path.lineTo(xAt(index + 1), yAt(nextB));
        path.lineTo(xAt(index), yAt(b));
      }
      continue;
    }
    const ranges = [finiteRange(one, index, end - 1), finiteRange(other, index, end - 1)];
    const [rangeOfOne, rangeOfOther] = ranges;
    if (rangeOfOne && rangeOfOther) {
      const low = Math.min(rangeOfOne[0], rangeOfOther[0]);
      const high = Math.max(rangeOfOne[1], rangeOfOther[1]);
      path.rect(Math.floor(xAt(index)), yAt(high), 1, yAt(low) - yAt(high));
    }
    index = end;
  }
}

/** Smallest and largest finite number of `values[first..last]`; null when there is none. */
export function finiteRange(
  values: ArrayLike<number> | null,
  first = 0,
  last = (values?.length ?? 0) - 1,
): [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (let index = first; values && index <= last; index++) {
    const value = values[index] as number;
    if (value < low && value !== -Infinity) low = value;
    if (value > high && value !== Infinity) high = value;
  }
  return low <= high ? [low, high] : null;
}
