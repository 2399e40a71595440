import type { SaliencyMask } from '../../shared/analysis.ts';
import type { MapSize } from './stage-plan.ts';

/**
 * Min-max to 0..1, without the epsilon that ports add; all zero when there is nothing to stretch.
 *
 * @param finite false when NaN or an infinity went into `mask`, which is flat then.
 * @param divisor what `mask` was divided by: its ends are told in true values.
 */
export function normaliseMask(
  mask: Float64Array,
  { height, width }: MapSize,
  finite: boolean,
  divisor = 1,
): SaliencyMask {
  const { length } = mask;
  const values = new Float32Array(length);
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < length; i++) {
    const value = mask[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const flat = !finite || !(max > min);
  if (!flat) {
    const factor = 1 / (max - min);
    for (let i = 0; i < length; i++) values[i] = (mask[i]! - min) * factor;
  }
  const ends = finite ? { min: min * divisor, max: max * divisor } : { min: Number.NaN, max: Number.NaN };
  return { height, width, values, signed: false, flat, ...ends };
}

/** Divided by the largest magnitude, to -1..1, so that 0 stays where it is; flat where all are 0 or one is not finite. */
export function normaliseSigned(map: Float64Array, { height, width }: MapSize): SaliencyMask {
  const largest = largestMagnitude(map);
  const flat = !(largest > 0 && largest < Infinity);
  const values = new Float32Array(map.length);
  if (!flat) for (let i = 0; i < values.length; i++) values[i] = map[i]! / largest;
  const max = Number.isFinite(largest) ? largest : Number.NaN;
  return { height, width, values, signed: true, flat, min: -max, max };
}

/** NaN where a value is. */
function largestMagnitude(values: Float64Array): number {
  let largest = 0;
  for (const value of values) {
    const magnitude = Math.abs(value);
    if (!(magnitude <= largest)) largest = magnitude;
    if (Number.isNaN(largest)) return largest;
  }
  return largest;
}
