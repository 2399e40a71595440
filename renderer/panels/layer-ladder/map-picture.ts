import type { SaliencyMask } from '../../../shared/analysis.ts';
import type { ColourMapName } from '../../../shared/annotate/colour-maps.ts';
import { paintMap, paintMask, type MapEnds } from '../../../shared/annotate/mask-image.ts';
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

/** A final mask as wide as its colours reach: one with a sign has none of them at 0, on a dark ground. */
export function finalMaskPicture(mask: SaliencyMask | null | undefined, style: MaskStyle): ImageData | null {
  if (!mask?.signed) return mapPicture(mask, style.colourMap);
  return new ImageData(paintMask(mask, { ...style, opacity: 1, threshold: 0 }), mask.width, mask.height);
}
