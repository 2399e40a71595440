import type { MaskStyle } from '../mask-style.ts';
import type { Map2d } from '../pixels.ts';
import { colourMapRgb, isTint, type ColourMapName } from './colour-maps.ts';
import { signedColours } from './signed-colours.ts';
import { ownStretch, shareOfColours, type MaskStretch } from './mask-scale.ts';

/*
 * Maps of numbers as RGBA pictures of the same size, straight alpha, ready for an ImageData. Colours come from a table of
 * 256 levels, written as whole little-endian pixels.
 */

const transparent = 0;
const pack = (red: number, green: number, blue: number, alpha: number): number =>
  ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** A mask as it is drawn: values 0..1, or -1..1 where it is `signed`. */
export interface DrawnMask extends Map2d {
  readonly signed?: boolean;
}

/**
 * A mask as an overlay: opacity grows with saliency up to `style.opacity`, so that the camera's picture stays visible where
 * nothing mattered. Below `style.threshold`, and where the mask is no number, it is fully transparent. Of a signed mask the
 * sign is the colour, of `style.signedColours`, and opacity and threshold go by the magnitude.
 *
 * @param into reused when given; its length must be height * width * 4.
 * @param stretch from them to the share of the colours; what lies beyond 0..1 then is clamped.
 */
export function paintMask(
  mask: DrawnMask,
  style: MaskStyle,
  into?: Uint8ClampedArray<ArrayBuffer>,
  stretch: MaskStretch = ownStretch,
): Uint8ClampedArray<ArrayBuffer> {
  const { picture, pixels } = pictureOf(mask, into);
  const { values, signed = false } = mask;
  const above = signed ? signedOverlayColours(style, 1) : overlayColours(style);
  const below = signed ? signedOverlayColours(style, -1) : null;
  for (let at = 0; at < pixels.length; at++) {
    const share = shareOfColours(values[at] as number, stretch);
    const colours = share < 0 && below ? below : above;
    const value = below ? Math.abs(share) : share;
    const shown = value >= style.threshold;
    pixels[at] = shown ? (colours[value >= 1 ? 255 : value <= 0 ? 0 : (value * 255 + 0.5) | 0] as number) : transparent;
  }
  return picture;
}

/**
 * By how much the picture under a mask is darkened, 0..1: blue on the sky and orange on leaves would be lost in its own
 * colours. Not under a mask without a sign, whose colour the user chooses for the picture.
 */
export function dimmingUnder(
  { signed }: Pick<DrawnMask, 'signed'>,
  { drawn, opacity }: Pick<MaskStyle, 'drawn' | 'opacity'>,
): number {
  return signed && drawn === 'fill' ? opacity / 2 : 0;
}

/**
 * A map for the layer ladder: opaque, its smallest value the lowest colour and its largest the highest. A constant map is
 * all lowest colour; what is no finite number is transparent.
 *
 * @param ends the values of the lowest and the highest colour, where they are not the map's own.
 */
export function paintMap(
  map: Map2d,
  colourMap: ColourMapName,
  into?: Uint8ClampedArray<ArrayBuffer>,
  ends: MapEnds = mapEnds(map),
): Uint8ClampedArray<ArrayBuffer> {
  const { picture, pixels } = pictureOf(map, into);
  const { values } = map;
  const { min, max } = ends;
  const colours = opaqueColours(colourMap);
  const levelsPerUnit = max > min ? 255 / (max - min) : 0;
  for (let at = 0; at < pixels.length; at++) {
    const value = values[at] as number;
    // A number minus itself is 0 only when it is finite.
    const level = ((value - min) * levelsPerUnit + 0.5) | 0;
    const within = level < 0 ? 0 : level > 255 ? 255 : level;
    pixels[at] = value - value === 0 ? (colours[within] as number) : transparent;
  }
  return picture;
}

/** A map's smallest and largest finite value. */
export interface MapEnds {
  readonly min: number;
  readonly max: number;
}

/** Infinity and -Infinity for a map without a finite value. */
export function mapEnds({ values }: Pick<Map2d, 'values'>): MapEnds {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min && value !== -Infinity) min = value;
    if (value > max && value !== Infinity) max = value;
  }
  return { min, max };
}

/**
 * The 256 colours of `paintMask` from 0 to the full one, as CSS has them, whatever the threshold.
 *
 * @param side of a signed mask: 1 above 0, -1 below; left out: of one without a sign.
 */
export function overlayCssColours(style: MaskStyle, side?: 1 | -1): readonly string[] {
  return Array.from(
    side === undefined ? overlayColours(style) : signedOverlayColours(style, side),
    (colour) => `rgba(${colour & 255}, ${(colour >> 8) & 255}, ${(colour >> 16) & 255}, ${(colour >>> 24) / 255})`,
  );
}

const opaqueTables = new Map<ColourMapName, Uint32Array>();

/** Kept: a step paints a dozen maps, most of them with fewer pixels than the table has colours. */
function opaqueColours(colourMap: ColourMapName): Uint32Array {
  const known = opaqueTables.get(colourMap);
  if (known) return known;
  const rgb = colourMapRgb(colourMap);
  const table = Uint32Array.from({ length: 256 }, (_, level) => packLevel(rgb, level, 255));
  opaqueTables.set(colourMap, table);
  return table;
}

function signedOverlayColours({ signedColours: name, opacity }: MaskStyle, side: 1 | -1): Uint32Array {
  const [red, green, blue] = signedColours(name)[side < 0 ? 'negative' : 'positive'];
  return Uint32Array.from({ length: 256 }, (_, level) => pack(red, green, blue, Math.round(opacity * level)));
}

function overlayColours({ colourMap, opacity }: MaskStyle): Uint32Array {
  const rgb = colourMapRgb(colourMap);
  return Uint32Array.from({ length: 256 }, (_, level) =>
    packLevel(rgb, isTint(colourMap) ? 255 : level, Math.round(opacity * level)),
  );
}

function packLevel(rgb: Uint8Array, level: number, alpha: number): number {
  return pack(rgb[level * 3] as number, rgb[level * 3 + 1] as number, rgb[level * 3 + 2] as number, alpha);
}

function pictureOf(map: Map2d, into: Uint8ClampedArray<ArrayBuffer> | undefined) {
  const pixelCount = map.height * map.width;
  if (map.values.length !== pixelCount)
    throw new RangeError(`A map of ${map.height} x ${map.width} has ${map.values.length} values.`);
  const picture = into ?? new Uint8ClampedArray(pixelCount * 4);
  if (picture.length !== pixelCount * 4)
    throw new RangeError(`The picture has ${picture.length} bytes; a map of ${pixelCount} values needs four each.`);
  return { picture, pixels: new Uint32Array(picture.buffer, picture.byteOffset, pixelCount) };
}
