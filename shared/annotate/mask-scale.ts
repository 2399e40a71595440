import type { SaliencyMask } from '../analysis.ts';
import type { MaskStyle } from '../mask-style.ts';

/** From a mask's 0..1 to the share of the colours: `(offset + value * gain) ^ gamma`; below 0 the same of the magnitude. */
export interface MaskStretch {
  readonly offset: number;
  readonly gain: number;
  readonly gamma: number;
}

/** Each frame from its smallest to its largest value, as the paper has it. */
export const ownStretch: MaskStretch = { offset: 0, gain: 1, gamma: 1 };

/**
 * What has the full colour, in true values of the mask; null where each frame has its own, also when a common one is asked
 * for and nothing is known to take it from.
 *
 * @param clipMax the largest full colour of a frame in the clip, or in as much of it as was analysed; 0 or less: not known.
 */
export function fullColourValue(scale: MaskStyle['scale'], clipMax: number): number | null {
  if (scale.over === 'frame') return null;
  const value = scale.over === 'fixed' ? scale.max : clipMax;
  return value > 0 && value < Infinity ? value : null;
}

/**
 * How a mask is stretched so that 0 has no colour and `fullValue` the full one; for null, or where float64 could not hold
 * the mask's own ends, from its smallest to its largest value. Of a signed mask `fullValue` is a magnitude, and -1 is as far
 * from 0 as 1 is.
 *
 * @param ownFull where the mask has its own scale, the share of its largest that has the full colour, above 0..1.
 */
export function maskStretch(
  { min, max, signed = false }: Pick<SaliencyMask, 'min' | 'max'> & Partial<Pick<SaliencyMask, 'signed'>>,
  fullValue: number | null,
  { gamma }: Pick<MaskStyle, 'gamma'>,
  ownFull = 1,
): MaskStretch {
  if (fullValue === null || !Number.isFinite(min) || !(max > 0 && max < Infinity))
    return { offset: 0, gain: 1 / ownFull, gamma };
  if (signed) return { offset: 0, gain: max / fullValue, gamma };
  return { offset: min / fullValue, gain: (max - min) / fullValue, gamma };
}

/**
 * The share of the colours that a mask's value has; above 1 where it lies beyond the scale, below 0 on the other side of a
 * signed mask. NaN stays NaN.
 */
export function shareOfColours(value: number, { offset, gain, gamma }: MaskStretch): number {
  const share = offset + value * gain;
  return gamma === 1 || Number.isNaN(share) ? share : withSign(Math.abs(share) ** gamma, share);
}

/** The mask's value that has this share of the colours. */
export function valueOfShare(share: number, { offset, gain, gamma }: MaskStretch): number {
  return (withSign(Math.abs(share) ** (1 / gamma), share) - offset) / gain;
}

const withSign = (magnitude: number, of: number): number => (of < 0 ? -magnitude : magnitude);
