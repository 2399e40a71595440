import type { SaliencyMask } from '../../../shared/analysis.ts';
import type { ColourMapName } from '../../../shared/annotate/colour-maps.ts';
import { percentileShare } from '../../../shared/annotate/full-colour.ts';
import { paintMap, paintMask, type MapEnds } from '../../../shared/annotate/mask-image.ts';
import { maskStretch } from '../../../shared/annotate/mask-scale.ts';
import type { MaskStyle } from '../../../shared/mask-style.ts';
import type { Map2d } from '../../../shared/pixels.ts';

/** From its own lowest to its own highest value, or between `ends`. */
export function mapPicture(
  map: Map2d | null | undefined,
  colourMap: ColourMapName,
  ends?: MapEnds | null,
): ImageData | null {
  if (!map || map.values.length === 0) return null;
  return new ImageData(paintMap(map, colourMap, undefined, ends ?? undefined), map.width, map.height);
}

/**
 * A final mask on its own scale: one with a sign has no colour at 0, on a dark ground.
 *
 * @param atPercentile whether its full colour begins at the 99th percentile.
 */
export function finalMaskPicture(
  mask: SaliencyMask | null | undefined,
  style: MaskStyle,
  atPercentile: boolean,
): ImageData | null {
  const full = mask && atPercentile ? percentileShare(mask) : 1;
  if (!mask?.signed) return mapPicture(mask, style.colourMap, { min: 0, max: full });
  const stretch = maskStretch(mask, null, style, full);
  const pixels = paintMask(mask, { ...style, opacity: 1, threshold: 0 }, undefined, stretch);
  return new ImageData(pixels, mask.width, mask.height);
}
