import { seriesColours } from '../../../shared/annotate/series-colours.ts';
import { themeColours } from '../../../shared/annotate/theme.ts';
import type { DriveSession } from '../../../shared/drive.ts';
import type { DriveBreak } from '../../state/drive-breaks.ts';
import { paintBreaks, paintSessionNames } from './break-marks.ts';
import { columnsOf, xOfFrame } from './timeline-geometry.ts';

export interface TimelinePicture {
  readonly frameCount: number;
  readonly error: Float64Array;
  readonly analysed: Uint8Array;
  /** What counts as a full-height error. */
  readonly largestError: number;
  /** Frames with a problem to be looked at. */
  readonly problemFrames: readonly number[];
  /** By their frames. */
  readonly breaks: readonly DriveBreak[];
  readonly sessions: readonly DriveSession[];
  /** Pictures of equal width from left to right; null where one has not arrived. */
  readonly thumbnails: readonly (ImageBitmap | null)[];
}

/** Heights from the top, in CSS pixels: thumbnails, then the error track, then the line of what is analysed. */
export const tracks = { thumbnails: 32, gap: 2, error: 16, analysed: 3 } as const;
export const timelineHeight = tracks.thumbnails + tracks.gap + tracks.error + tracks.analysed;

/** Everything of the timeline that does not move with the current frame. `width` in CSS pixels; the context is scaled. */
export function paintTimeline(context: CanvasRenderingContext2D, width: number, picture: TimelinePicture): void {
  const { frameCount, error, analysed, largestError, problemFrames, breaks, sessions, thumbnails } = picture;
  context.fillStyle = themeColours.well;
  context.fillRect(0, 0, width, timelineHeight);
  const place = width / Math.max(1, thumbnails.length);
  thumbnails.forEach((thumbnail, index) => {
    if (thumbnail) drawThumbnail(context, thumbnail, index * place, place);
  });

  const errorTop = tracks.thumbnails + tracks.gap;
  const analysedTop = errorTop + tracks.error;
  context.fillStyle = themeColours.panel;
  context.fillRect(0, errorTop, width, tracks.error);
  context.fillStyle = themeColours.line;
  context.fillRect(0, analysedTop, width, tracks.analysed);
  columnsOf(error, analysed, Math.ceil(width)).forEach((column, x) => {
    if (column.error > 0) {
      const share = Math.min(1, column.error / largestError);
      const height = Math.max(1, share * tracks.error);
      context.globalAlpha = 0.3 + 0.7 * share;
      context.fillStyle = seriesColours.error;
      context.fillRect(x, analysedTop - height, 1, height);
      context.globalAlpha = 1;
    }
    if (column.analysed > 0) {
      context.globalAlpha = 0.35 + 0.65 * column.analysed;
      context.fillStyle = analysedColour;
      context.fillRect(x, analysedTop, 1, tracks.analysed);
      context.globalAlpha = 1;
    }
  });

  const area = { frameCount, width, picturesBottom: tracks.thumbnails, bottom: timelineHeight };
  paintBreaks(context, breaks, area);
  paintSessionNames(context, sessions, area);

  context.fillStyle = themeColours.warning;
  for (const frame of problemFrames) {
    const x = xOfFrame(frame, frameCount, width);
    context.beginPath();
    context.moveTo(x - 3.5, errorTop - 1);
    context.lineTo(x + 3.5, errorTop - 1);
    context.lineTo(x, errorTop + 5);
    context.fill();
  }
}

const analysedColour = '#3fd6b4';

/** So much of a picture's height may be cut off to fill its place. */
const cutAtMost = 0.4;

/** Fills its place, cut rather than squeezed; in a place much too wide for it, it stands in the middle. */
function drawThumbnail(context: CanvasRenderingContext2D, image: ImageBitmap, left: number, width: number): void {
  const natural = (image.width * tracks.thumbnails) / image.height;
  const shown = natural < width * (1 - cutAtMost) ? natural : width;
  const scale = Math.max(shown / image.width, tracks.thumbnails / image.height);
  const [sourceWidth, sourceHeight] = [shown / scale, tracks.thumbnails / scale];
  context.drawImage(
    image,
    (image.width - sourceWidth) / 2,
    (image.height - sourceHeight) / 2,
    sourceWidth,
    sourceHeight,
    left + (width - shown) / 2,
    0,
    Math.max(1, shown - 1),
    tracks.thumbnails,
  );
}
