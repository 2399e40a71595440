import { seriesColours } from '../../../shared/annotate/series-colours.ts';
import { themeColours } from '../../../shared/annotate/theme.ts';
import type { DriveSession } from '../../../shared/drive.ts';
import type { Mark } from '../../../shared/mark.ts';
import type { ErrorColumns } from '../../state/error-pyramid.ts';
import { paintBreaks, paintSessions, type BreakFrames } from './break-marks.ts';
import { flagX, paintMarks } from './mark-flags.ts';
import { paintRuler, type RulerMark } from './ruler.ts';
import { paintThumbnail, type ShownThumbnail } from './thumbnail-painter.ts';
import { firstNotBelow, thinnedFrames, xOfBreak, xOfFrame, type TimelineScale } from './timeline-geometry.ts';
import type { Tracks } from './tracks.ts';

export interface TimelinePicture {
  readonly scale: TimelineScale;
  readonly tracks: Tracks;
  readonly frameCount: number;
  readonly rulerMarks: readonly RulerMark[];
  /** One a CSS pixel. */
  readonly columns: ErrorColumns;
  /** What counts as a full-height error. */
  readonly largestError: number;
  /** Frames that would be shown at once, ascending. */
  readonly heldFrames: readonly number[];
  /** Frames with a problem to be looked at, ascending. */
  readonly problemFrames: readonly number[];
  readonly breaks: BreakFrames;
  readonly sessions: readonly DriveSession[];
  /** By their frames. */
  readonly marks: readonly Mark[];
  readonly thumbnails: readonly ShownThumbnail[];
}

const analysedColour = '#3fd6b4';
const loadedColour = '#c3ccd6';

/** Everything of the timeline that does not move with the current frame. The context is scaled to CSS pixels. */
export function paintTimeline(context: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { scale, tracks, frameCount, columns, largestError, problemFrames, thumbnails } = picture;
  context.fillStyle = themeColours.well;
  context.fillRect(0, 0, scale.width, tracks.height);
  for (const thumbnail of thumbnails) paintThumbnail(context, thumbnail, tracks.pictures);
  paintColumns(context, columns, largestError, scale.width, tracks);
  paintLoaded(context, picture);
  const flags = picture.marks.map((mark) => flagX(mark, scale)).filter((x) => x > -100 && x < scale.width);
  paintRuler(context, picture.rulerMarks, scale, tracks.ruler, flags);
  if (tracks.sessions.height > 0) paintSessions(context, picture.sessions, frameCount, scale, tracks);
  paintBreaks(context, picture.breaks, scale, tracks);
  paintMarks(context, picture.marks, scale, tracks);
  paintProblems(context, problemFrames, scale, tracks.error.top);
}

/** The height of an error's bar, and how much of its colour it gets, 0..1. */
export const errorShare = (error: number, largestError: number): number =>
  error >= largestError ? 1 : error / largestError;

function paintColumns(
  context: CanvasRenderingContext2D,
  { error, analysed }: ErrorColumns,
  largestError: number,
  width: number,
  { error: errorTrack, analysed: analysedTrack }: Tracks,
): void {
  context.fillStyle = themeColours.panel;
  context.fillRect(0, errorTrack.top, width, errorTrack.height);
  context.fillStyle = themeColours.line;
  context.fillRect(0, analysedTrack.top, width, analysedTrack.height);
  context.fillStyle = seriesColours.error;
  error.forEach((largest, x) => {
    if (largest <= 0) return;
    const share = errorShare(largest, largestError);
    const height = Math.max(1, share * errorTrack.height);
    context.globalAlpha = 0.3 + 0.7 * share;
    context.fillRect(x, analysedTrack.top - height, 1, height);
  });
  context.fillStyle = analysedColour;
  // Stretches of equal columns, which most are, are one stroke.
  for (let x = 0; x < analysed.length;) {
    const share = analysed[x] ?? 0;
    let end = x + 1;
    while (end < analysed.length && analysed[end] === share) end += 1;
    if (share > 0) {
      context.globalAlpha = 0.35 + 0.65 * share;
      context.fillRect(x, analysedTrack.top, end - x, analysedTrack.height);
    }
    x = end;
  }
  context.globalAlpha = 1;
}

/** What is at hand, as players show what they have loaded. */
function paintLoaded(context: CanvasRenderingContext2D, { heldFrames, scale, tracks }: TimelinePicture): void {
  context.fillStyle = loadedColour;
  for (let index = firstNotBelow(heldFrames, scale.from - 1); index < heldFrames.length;) {
    const first = heldFrames[index] ?? 0;
    if (first > scale.to) return;
    let end = first;
    while (heldFrames[index] === end) [index, end] = [index + 1, end + 1];
    const left = xOfBreak(first, scale);
    const width = Math.max(1, xOfBreak(end, scale) - left);
    context.fillRect(left, tracks.loaded.top, width, tracks.loaded.height);
  }
}

function paintProblems(
  context: CanvasRenderingContext2D,
  frames: readonly number[],
  scale: TimelineScale,
  top: number,
): void {
  context.fillStyle = themeColours.warning;
  context.beginPath();
  for (const frame of thinnedFrames(frames, 4, scale)) {
    const x = xOfFrame(frame, scale);
    context.moveTo(x - 3.5, top - 1);
    context.lineTo(x + 3.5, top - 1);
    context.lineTo(x, top + 5);
  }
  context.fill();
}
