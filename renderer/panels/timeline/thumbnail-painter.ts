import type { ThumbnailPlace } from './thumbnail-places.ts';
import type { Track } from './tracks.ts';

/** A picture in its place, or the nearest there is until its own arrives. */
export interface ShownThumbnail {
  readonly place: ThumbnailPlace;
  readonly image: ImageBitmap;
  /** Of a frame too far off to stand for it. */
  readonly isFar: boolean;
}

/** So much of a picture's height may be cut off to fill its place. */
const cutAtMost = 0.4;

/** Fills its place, cut rather than squeezed; in a place much too wide for it, it stands in the middle. */
export function paintThumbnail(
  context: CanvasRenderingContext2D,
  { place, image, isFar }: ShownThumbnail,
  { top, height }: Track,
): void {
  const natural = (image.width * height) / image.height;
  const shown = natural < place.width * (1 - cutAtMost) ? natural : place.width;
  const scale = Math.max(shown / image.width, height / image.height);
  const [sourceWidth, sourceHeight] = [shown / scale, height / scale];
  context.globalAlpha = isFar ? 0.5 : 1;
  context.drawImage(
    image,
    (image.width - sourceWidth) / 2,
    (image.height - sourceHeight) / 2,
    sourceWidth,
    sourceHeight,
    place.left + (place.width - shown) / 2,
    top,
    Math.max(1, shown - 1),
    height,
  );
  context.globalAlpha = 1;
}
