import type { SaliencyMask } from '../analysis.ts';
import type { MaskStyle } from '../mask-style.ts';
import { magnitudePercentile } from '../magnitude-percentile.ts';
import type { Map2d } from '../pixels.ts';
import { methodFacts, type SaliencyMethod } from '../saliency-methods.ts';
import { smoothedMap } from './smoothed-map.ts';

/** What of a mask has the full colour; `auto`: what suits the masks of its method. */
export const fullColours = ['auto', 'largest', 'percentile'] as const;
export type FullColour = (typeof fullColours)[number];

/**
 * Whether the full colour begins at the 99th percentile of a mask's magnitudes, so that the few beyond it share it, rather
 * than at the largest. Of masks alone: a map of a layer has its largest.
 */
export function isAtPercentile({ fullColour }: Pick<MaskStyle, 'fullColour'>, method: SaliencyMethod): boolean {
  return fullColour === 'auto' ? methodFacts[method].isScattered : fullColour === 'percentile';
}

/**
 * The 99th percentile of a map's magnitudes; 1 where nearly all of it is 0, which leaves it as it is.
 *
 * @returns of a mask, whose largest is 1, the share of that: 0..1.
 */
export function percentileShare({ values }: Map2d): number {
  const magnitude = magnitudePercentile(values, 0.99);
  return magnitude > 0 ? magnitude : 1;
}

/** The same of what is drawn of the mask: contour lines follow it smoothed, and what is noise has little left then. */
export function drawnPercentileShare(mask: Map2d, { drawn }: Pick<MaskStyle, 'drawn'>): number {
  return percentileShare(drawn === 'contours' ? smoothedMap(mask) : mask);
}

/** What has the full colour where a mask has its own scale, as it was before the mask was normalised. */
export function fullValueOf(mask: SaliencyMask, atPercentile: boolean): number {
  const { min, max, signed } = mask;
  if (!atPercentile) return max;
  const share = percentileShare(mask);
  return signed ? share * max : min + share * (max - min);
}
