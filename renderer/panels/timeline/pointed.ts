import { formatSteering } from '../../../shared/annotate/number-format.ts';
import { shownUnits } from '../../../shared/annotate/steering-scales.ts';
import type { Mark } from '../../../shared/mark.ts';
import { sessionAt } from '../../state/drive-breaks.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';
import type { BreakFrames } from './break-marks.ts';
import { markAt } from './mark-flags.ts';
import { frameAtX, nearestFrame, positionAt, type TimelineScale } from './timeline-geometry.ts';
import { isIn, type Tracks } from './tracks.ts';

/** A place on the strip in CSS pixels from its corner. */
export interface StripPoint {
  readonly x: number;
  readonly y: number;
}

/** What a strip shows at a point. */
export interface Pointed {
  readonly frame: number;
  readonly mark: Mark | null;
  /** The first frame of the session whose band it is. */
  readonly sessionStart: number | null;
  /** In words, for people. */
  readonly notes: readonly string[];
}

/** What it is asked of. */
export interface Strip {
  readonly scale: TimelineScale;
  readonly tracks: Tracks;
  readonly breaks: BreakFrames;
  /** Ascending. */
  readonly problemFrames: readonly number[];
}

export function pointedAt({ x, y }: StripPoint, strip: Strip, workbench: Workbench): Pointed {
  const { scale, tracks, breaks, problemFrames } = strip;
  const { session, playback, marks } = workbench;
  const frame = frameAtX(x, scale, playback.frameCount);
  const mark = isIn(tracks.ruler, y) ? markAt(marks.list, x, scale) : null;
  const sessions = session.drive?.sessions ?? [];
  const sessionHere = sessionAt(sessions, frame);
  const breakFrame = nearestFrame(breaks.all, x, scale);
  const breakTexts = breakFrame === null ? [] : (breaks.texts.get(breakFrame) ?? []);
  const problemFrame = nearestFrame(problemFrames, x, scale);
  const notes = [
    ...(mark ? [mark.name || 'bookmark'] : []),
    ...(isIn(tracks.error, y) ? [errorNote(x, scale, workbench)] : []),
    ...breakTexts,
    ...(sessionHere && breakTexts.length === 0 && sessions.length > 1 ? [`session ${sessionHere.name}`] : []),
    ...(problemFrame === null ? [] : [problemText(problemFrame, workbench)]),
  ];
  const isOnSession = isIn(tracks.sessions, y) && sessionHere !== null;
  return { frame, mark, sessionStart: isOnSession ? sessionHere.firstFrame : null, notes };
}

/** The frames that a problem worth a look names, ascending. */
export const problemFramesOf = ({ problems }: Workbench['session']): number[] =>
  [
    ...new Set(
      problems.filter(({ severity }) => severity !== 'info').flatMap(({ frame }) => (frame === null ? [] : [frame])),
    ),
  ].sort((one, other) => one - other);

const problemText = (at: number, { session }: Workbench): string =>
  session.problems.find(({ frame, severity }) => frame === at && severity !== 'info')?.message ?? '';

function errorNote(x: number, scale: TimelineScale, { session }: Workbench): string {
  const { series } = session;
  const { unit } = shownUnits({ drive: session.drive, steering: session.info?.steering ?? null });
  const first = Math.floor(positionAt(x, scale));
  const end = Math.max(first + 1, Math.floor(positionAt(x + 1, scale)));
  if (series.pyramid.analysedCount(first, end) === 0) return 'not analysed yet';
  if (!series.recorded || !series.comparable) return 'there is no error: nothing was recorded to compare with';
  const full = `full red: ${formatSteering(series.largestError, unit)}`;
  const largest = formatSteering(series.pyramid.largest(first, end), unit);
  return end - first > 1 ? `largest error of ${end - first} frames: ${largest}; ${full}` : full;
}
