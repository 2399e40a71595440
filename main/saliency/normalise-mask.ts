import type { SaliencyMask } from '../../shared/analysis.ts';
import { scratchMemory, type Block } from './kernels/kernel-memory.ts';
import { endsOfRows, stretchRows, writtenRows, type RowSums } from './row-sums.ts';
import type { MapSize } from './stage-plan.ts';

/**
 * Min-max to 0..1, without the epsilon that ports add; all zero when there is nothing to stretch.
 *
 * @param finite false when NaN or an infinity went into `mask`, which is flat then.
 */
export function normaliseMask(mask: Float64Array, size: MapSize, finite: boolean): SaliencyMask {
  const memory = scratchMemory();
  const rows = writtenRows(memory, size);
  const stretched = memory.float32(mask.length);
  rows.table.values.set(mask);
  return normaliseRows(rows, stretched, { finite, hasNegative: true, divisor: 1 });
}

interface SummedMask {
  readonly finite: boolean;
  /** Whether something in the table may be negative. */
  readonly hasNegative: boolean;
  /** What the mask was divided by: its ends are told in true values. */
  readonly divisor: number;
}

/** The same of a mask that is not written down. @param stretched a block of its memory, of its size. */
export function normaliseRows(
  sums: RowSums,
  stretched: Block<Float32Array>,
  { finite, hasNegative, divisor }: SummedMask,
): SaliencyMask {
  const { height, width } = sums;
  const { min, max } = finite ? endsOfRows(sums, hasNegative) : { min: Number.NaN, max: Number.NaN };
  const flat = !(max > min);
  if (!flat) stretchRows(sums, min, 1 / (max - min), stretched);
  const values = flat ? new Float32Array(height * width) : stretched.values.slice();
  return { height, width, values, signed: false, flat, min: min * divisor, max: max * divisor };
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
