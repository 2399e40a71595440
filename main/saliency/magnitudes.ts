import type { SaliencyMask } from '../../shared/analysis.ts';

/** How much each pixel counts, at least 0: of a signed mask what speaks for either side. */
export const magnitudesOf = ({ values, signed }: SaliencyMask): Float32Array =>
  signed ? values.map(Math.abs) : values;
