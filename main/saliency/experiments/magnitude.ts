import type { SaliencyMask } from '../../../shared/analysis.ts';

/** How much each pixel counts, at least 0: where a mask has signs, what speaks for the other side counts as much. */
export const magnitude = (mask: SaliencyMask): SaliencyMask =>
  mask.signed ? { ...mask, signed: false, values: mask.values.map(Math.abs) } : mask;
