import type { ColourMapName } from '../../../shared/annotate/colour-maps.ts';
import { paintMap } from '../../../shared/annotate/mask-image.ts';
import type { Map2d } from '../../../shared/pixels.ts';

export function mapPicture(map: Map2d | null | undefined, colourMap: ColourMapName): ImageData | null {
  if (!map || map.values.length === 0) return null;
  return new ImageData(paintMap(map, colourMap), map.width, map.height);
}

/**
 * Maps of one size, painted each from its own lowest to its own highest value, or all on one scale, where a channel that
 * hardly fires stays dark.
 */
export function channelPictures(
  maps: readonly Map2d[],
  colourMap: ColourMapName,
  oneScale: boolean,
): (ImageData | null)[] {
  const [first] = maps;
  if (!oneScale || !first || first.values.length === 0) return maps.map((map) => mapPicture(map, colourMap));
  const { width, height } = first;
  const values = new Float32Array(maps.length * height * width);
  maps.forEach((map, index) => values.set(map.values, index * height * width));
  // The painter scales what it is given by its ends: all channels at once, one below the other.
  const pixels = paintMap({ width, height: height * maps.length, values }, colourMap);
  const sizeBytes = height * width * 4;
  return maps.map((_, index) => new ImageData(pixels.slice(index * sizeBytes, (index + 1) * sizeBytes), width, height));
}
