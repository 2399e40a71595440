import type { WantedThumbnail } from '../../state/fetch-thumbnail.ts';
import type { Thumbnails } from '../../state/thumbnails.ts';
import type { ShownThumbnail } from './thumbnail-painter.ts';
import { xOfBreak, type TimelineScale } from './timeline-geometry.ts';

/** A place for a picture on the strip, in CSS pixels. */
export interface ThumbnailPlace {
  /** Whose picture it shows: the middle one of its frames. */
  readonly frame: number;
  readonly left: number;
  readonly width: number;
}

/** The fewest frames a place may have so that its picture fits: 1, 2, 3, 4, 6, 8, 12, 16 … */
export function framesAPlace(scale: TimelineScale, pictureWidth: number): number {
  const least = (Math.max(1, pictureWidth) * (scale.to - scale.from)) / Math.max(1, scale.width);
  const power = 2 ** Math.max(0, Math.ceil(Math.log2(least) - 1e-9));
  return power >= 4 && power * 0.75 >= least ? power * 0.75 : power;
}

/**
 * The places that a strip has room for. They begin at multiples of `framesAPlace`, so that those of one zoom stay the same
 * wherever it is moved.
 */
export function thumbnailPlaces(scale: TimelineScale, pictureWidth: number, frameCount: number): ThumbnailPlace[] {
  if (frameCount === 0 || scale.width <= 0) return [];
  const frames = framesAPlace(scale, pictureWidth);
  const places: ThumbnailPlace[] = [];
  for (let first = Math.floor(scale.from / frames) * frames; first < Math.min(scale.to, frameCount); first += frames) {
    const end = Math.min(first + frames, frameCount);
    const left = xOfBreak(first, scale);
    places.push({ frame: Math.floor((first + end - 1) / 2), left, width: xOfBreak(end, scale) - left });
  }
  return places;
}

/** All of them, those first that tell most: every eighth, then those halfway between, and so on. */
export function fetchOrder(places: readonly ThumbnailPlace[], frames: number): WantedThumbnail[] {
  const rank = (index: number): number => [8, 4, 2, 1].findIndex((step) => index % step === 0);
  return places
    .map(({ frame }, index) => ({ frame, within: frames / 2, rank: rank(index) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ frame, within }) => ({ frame, within }));
}

/** A picture of a frame more places off does not stand for another. */
const nearPlaces = 2;

/** What there is to show: each place its own picture, or the nearest there is until that arrives. */
export function shownThumbnails(
  places: readonly ThumbnailPlace[],
  frames: number,
  thumbnails: Pick<Thumbnails, 'get' | 'nearest'>,
): ShownThumbnail[] {
  return places.flatMap((place) => {
    const own = thumbnails.get(place.frame);
    if (own !== undefined) return own ? [{ place, image: own, isFar: false }] : [];
    const near = thumbnails.nearest(place.frame);
    return near ? [{ place, image: near.image, isFar: Math.abs(near.frame - place.frame) > nearPlaces * frames }] : [];
  });
}
