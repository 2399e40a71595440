import { formatSpan } from '../../shared/annotate/number-format.ts';
import type { DriveSession } from '../../shared/drive.ts';
import { timeBreaks, type TimeBreak } from '../../shared/time-breaks.ts';

/** Where a drive does not just go on: in its time, or from one session to the next. */
export interface DriveBreak {
  /** The first frame behind it. */
  readonly frame: number;
  readonly kind: TimeBreak['kind'] | 'session';
  /** What it is, as in `paused 12.3 s`. */
  readonly text: string;
}

/** Where more frames than these repeat a time, the clock is coarser than the frames, and no single one is strange. */
const coarseShare = 0.1;

/** Every break in the order of the frames; of several before one frame the session comes first. */
export function driveBreaks(timeSecs: Float64Array | null, sessions: readonly DriveSession[]): readonly DriveBreak[] {
  const ofSessions = sessions.map(({ name, firstFrame }): DriveBreak => ({
    frame: firstFrame,
    kind: 'session',
    text: `session ${name} begins`,
  }));
  const inTime = timeBreaks(timeSecs ?? []);
  const repeats = inTime.filter(({ kind }) => kind === 'repeat').length;
  const isCoarse = repeats > (timeSecs?.length ?? 0) * coarseShare;
  const ofTime = (isCoarse ? inTime.filter(({ kind }) => kind !== 'repeat') : inTime).map((one): DriveBreak => ({
    frame: one.frame,
    kind: one.kind,
    text: textOf(one),
  }));
  return [...ofSessions, ...ofTime].sort((one, other) => one.frame - other.frame);
}

/** Whether neighbours on either side do not belong together. A repeated time is but a strange one. */
export const isCut = ({ frame, kind }: DriveBreak): boolean => kind !== 'repeat' && frame > 0;

/** The nearest frame behind `frame` (before it where `direction` is -1) that something new begins at; null without one. */
export function nextCut(breaks: readonly DriveBreak[], frame: number, direction: 1 | -1): number | null {
  const cuts = breaks.filter(isCut);
  const next = direction === 1 ? cuts.find((cut) => cut.frame > frame) : cuts.findLast((cut) => cut.frame < frame);
  return next?.frame ?? null;
}

/** The session that a frame belongs to; null where the drive knows none. */
export const sessionAt = (sessions: readonly DriveSession[], frame: number): DriveSession | null =>
  sessions.findLast(({ firstFrame }) => firstFrame <= frame) ?? null;

function textOf({ kind, secs }: TimeBreak): string {
  if (kind === 'repeat') return 'same time as the frame before';
  return `${kind === 'gap' ? 'paused' : 'time steps back'} ${formatSpan(secs)}`;
}

/** The frames that do not go on from the one before them. */
export const cutsOf = (breaks: readonly DriveBreak[]): ReadonlySet<number> =>
  new Set(breaks.filter(isCut).map(({ frame }) => frame));
