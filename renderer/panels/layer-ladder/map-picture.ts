import type { ColourMapName } from '../../../shared/annotate/colour-maps.ts';
import { paintMap, type MapEnds } from '../../../shared/annotate/mask-image.ts';
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
