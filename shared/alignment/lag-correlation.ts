import type { EvenSamples } from './even-samples.ts';

/** Sums over pairs of a predicted and a recorded sample, for Pearson's correlation. */
const sumsPerLag = 6;

/** How much the predicted series agrees with the recorded one, shifted by whole steps from `-lags` to `lags`. */
export class LagCorrelation {
  /** Of the parts of the drive: for each, for each lag: count, sums of x, y, xx, yy, xy. */
  readonly #parts: readonly Float64Array[];
  readonly lags: number;

  /** @param partSize samples in each part that is looked at by itself. */
  constructor({ recorded, predicted }: Pick<EvenSamples, 'recorded' | 'predicted'>, lags: number, partSize: number) {
    this.lags = lags;
    // Less is lost to rounding about the mean.
    const x = centred(predicted);
    const y = centred(recorded);
    this.#parts = Array.from({ length: Math.ceil(x.length / partSize) }, (_, part) =>
      sumsOf(x, y, part * partSize, Math.min(x.length, (part + 1) * partSize), lags),
    );
  }

  get partCount(): number {
    return this.#parts.length;
  }

  /** Correlation at lag `index - lags`, over the whole drive; NaN where it has none. */
  whole(): Float64Array {
    const total = new Float64Array((2 * this.lags + 1) * sumsPerLag);
    for (const part of this.#parts) part.forEach((sum, at) => (total[at]! += sum));
    return correlations(total);
  }

  /** The same over one part. */
  ofPart(part: number): Float64Array {
    return correlations(this.#parts[part]!);
  }

  /** Pairs of samples in a part, at no lag. */
  countInPart(part: number): number {
    return this.#parts[part]![this.lags * sumsPerLag]!;
  }
}

function centred(values: Float64Array): Float64Array {
  let [sum, count] = [0, 0];
  for (const value of values)
    if (Number.isFinite(value)) {
      sum += value;
      count += 1;
    }
  const centre = sum / count;
  const result = new Float64Array(values.length);
  for (let at = 0; at < values.length; at++) result[at] = values[at]! - centre;
  return result;
}

/** Predicted samples `from` to `to`, exclusive, against the recorded ones `lag` steps later. */
function sumsOf(x: Float64Array, y: Float64Array, from: number, to: number, lags: number): Float64Array {
  const sums = new Float64Array((2 * lags + 1) * sumsPerLag);
  for (let lag = -lags; lag <= lags; lag++) {
    let [count, sumX, sumY, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
    const last = Math.min(to, y.length - lag);
    for (let at = Math.max(from, -lag); at < last; at++) {
      const a = x[at]!;
      const b = y[at + lag]!;
      // NaN differs from itself.
      if (a !== a || b !== b) continue;
      count++;
      sumX += a;
      sumY += b;
      xx += a * a;
      yy += b * b;
      xy += a * b;
    }
    sums.set([count, sumX, sumY, xx, yy, xy], (lag + lags) * sumsPerLag);
  }
  return sums;
}

function correlations(sums: Float64Array): Float64Array {
  return Float64Array.from({ length: sums.length / sumsPerLag }, (_, lag) => {
    const [count = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0] = sums.subarray(lag * sumsPerLag, (lag + 1) * sumsPerLag);
    const [varX, varY] = [xx - (x * x) / count, yy - (y * y) / count];
    // What is left of a constant by rounding has no say.
    if (!(varX > 1e-9 * xx) || !(varY > 1e-9 * yy)) return Number.NaN;
    return (xy - (x * y) / count) / Math.sqrt(varX * varY);
  });
}

/** Where a series of equally spaced values is highest, between the samples; null at its ends and without a number. */
export function peakOf(
  values: Float64Array,
): { readonly at: number; readonly value: number; readonly bend: number } | null {
  let best = -1;
  values.forEach((value, at) => {
    if (value > (values[best] ?? -Infinity)) best = at;
  });
  const [left, middle, right] = [values[best - 1], values[best], values[best + 1]];
  if (left === undefined || middle === undefined || right === undefined) return null;
  const bend = 2 * middle - left - right;
  // NaN beside the peak fails too.
  if (!(bend > 0)) return null;
  // The vertex of the parabola through the three.
  const beside = (right - left) / (2 * bend);
  return { at: best + beside, value: middle + ((right - left) * beside) / 4, bend };
}
