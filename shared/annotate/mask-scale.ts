import type { SaliencyMask } from '../analysis.ts';
import type { MaskStyle } from '../api.ts';

/** From a mask's 0..1 to the share of the colours: `offset + value * gain`. */
export interface MaskStretch {
  readonly offset: number;
  readonly gain: number;
}

/** Each frame from its smallest to its largest value, as the paper has it. */
export const ownStretch: MaskStretch = { offset: 0, gain: 1 };

/**
 * What has the full colour, in true values of the mask; null where each frame has its own, also when a common one is asked
 * for and nothing is known to take it from.
 *
 * @param clipMax the largest value in the clip, or in as much of it as was analysed; 0 or less: not known.
 */
export function fullColourValue(scale: MaskStyle['scale'], clipMax: number): number | null {
  if (scale.over === 'frame') return null;
  const value = scale.over === 'fixed' ? scale.max : clipMax;
  return value > 0 && value < Infinity ? value : null;
}

/**
 * How a mask is stretched so that 0 has no colour and `fullValue` the full one; as `ownStretch` for null, or where float64
 * could not hold the mask's own ends.
 */
export function maskStretch({ min, max }: Pick<SaliencyMask, 'min' | 'max'>, fullValue: number | null): MaskStretch {
  if (fullValue === null || !Number.isFinite(min) || !(max > 0 && max < Infinity)) return ownStretch;
  return { offset: min / fullValue, gain: (max - min) / fullValue };
}
