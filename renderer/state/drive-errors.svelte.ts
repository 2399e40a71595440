import { untrack } from 'svelte';
import type { RecordedSteering } from '../../shared/drive.ts';
import { errorEvents } from '../../shared/error-events.ts';
import { errorPeaks, framesApart, worstPeaks } from '../../shared/error-peaks.ts';
import { steeringFigures } from '../../shared/steering-figures.ts';
import { usualStepSecs } from '../../shared/time-breaks.ts';
import type { Breaks } from './breaks.svelte.ts';
import { ErrorLimits } from './error-limits.svelte.ts';
import { errorHindrance } from './error-hindrance.ts';
import type { Notices } from './notices.svelte.ts';
import type { Playback } from './playback.svelte.ts';
import { recall, remember } from './remembered.ts';
import type { Session } from './session.svelte.ts';

export const errorTabs = ['worst', 'events', 'spread', 'metrics'] as const;
export type ErrorTab = (typeof errorTabs)[number];
/** Which way the prediction is off. */
export const errorSides = ['both', 'left', 'right'] as const;
export type ErrorSide = (typeof errorSides)[number];
export const peakCounts = [20, 50, 100, 500] as const;

const defaults = { tab: 'worst' as ErrorTab, most: 50, byFrame: false };

/** A long drive is gone over this often while it is analysed, so that it costs a few hundredths of the time. */
const refreshMs = (frameCount: number): number => Math.max(250, frameCount / 500);
/** So long a hand that moves the range has to rest before a drive is gone over for it: a long one takes more than a moment. */
const restMs = (frameCount: number): number => frameCount / 10_000;

/** Where predicted and recorded steering differ: figures, peaks and events of the drive, and of the marked range. */
export class DriveErrors {
  tab = $state<ErrorTab>(defaults.tab);
  /** How many peaks are listed and stepped through. */
  most = $state(defaults.most);
  /** Listed in the order of the frames, not of their errors. */
  byFrame = $state(defaults.byFrame);
  side = $state<ErrorSide>('both');
  /** Lists know the marked range only. */
  onlyRange = $state(false);

  readonly #session: Session;
  readonly #playback: Playback;
  readonly #breaks: Breaks;
  readonly #notices: Notices;
  /** Follows that of the series, not at every event of a run. */
  #revision = $state(0);
  #seen: Float64Array | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The range that is on the screen; null while nothing is. */
  #shown = $state.raw<{ readonly range: Playback['range'] | null } | null>(null);

  readonly limits: ErrorLimits;
  readonly steering: RecordedSteering | null = $derived.by(() => this.#session.drive?.steering ?? null);
  readonly hindrance = $derived.by(() => (void this.#revision, errorHindrance(this.#session)));
  /** Usual time from one frame to the next; 0 without time. */
  readonly stepSecs = $derived.by(() => usualStepSecs(this.#playback.timeSecs ?? []));
  readonly #marked = $derived.by(() => (this.#playback.hasRange ? this.#playback.range : null));
  /** The marked range that lists and figures are of, both ends inclusive; null: none. */
  readonly range = $derived.by(() => (this.#shown ? this.#shown.range : this.#marked));
  /** From and to, exclusive: of what is listed. */
  readonly #span = $derived.by(() => {
    const range = this.onlyRange ? this.range : null;
    return range ? { from: range.first, to: range.last + 1 } : { from: 0, to: this.#playback.frameCount };
  });

  readonly #peaks = $derived.by(() => {
    const { from, to } = this.#span;
    return errorPeaks(this.error, framesApart(this.stepSecs), from, Math.min(to, this.error.length));
  });
  /** Peaks of the chosen side, largest first. */
  readonly worst = $derived.by(() => {
    const sign = this.signOf(this.side);
    return worstPeaks(sign === 0 ? this.#peaks : this.#peaks.filter(({ error }) => error * sign > 0), this.most);
  });
  readonly worstByFrame = $derived.by(() => this.worst.toSorted((a, b) => a.frame - b.frame));
  readonly listedPeaks = $derived.by(() => (this.byFrame ? this.worstByFrame : this.worst));

  readonly events = $derived.by(() => {
    const { from, to } = this.#span;
    const secs = this.#playback.timeSecs;
    const time = secs && this.stepSecs > 0 ? { secs, stepSecs: this.stepSecs } : null;
    const { cuts } = this.#breaks;
    return errorEvents(this.error, this.limits.event, {
      ...{ from, to: Math.min(to, this.error.length), time },
      isCut: (frame) => cuts.has(frame),
    });
  });

  readonly driveFigures = $derived.by(() => this.#figures(0, this.#playback.frameCount));
  readonly rangeFigures = $derived.by(() => {
    const { range } = this;
    return range && this.#figures(range.first, range.last + 1);
  });

  constructor(session: Session, playback: Playback, breaks: Breaks, notices: Notices) {
    this.#session = session;
    this.#playback = playback;
    this.#breaks = breaks;
    this.#notices = notices;
    this.limits = new ErrorLimits(session, this);
    const held = recall('errors', defaults);
    this.tab = errorTabs.find((tab) => tab === held.tab) ?? defaults.tab;
    this.most = peakCounts.find((count) => count === held.most) ?? defaults.most;
    this.byFrame = held.byFrame;
  }

  /** Call in an effect: keeps what is set for the next start. */
  keep(): void {
    remember('errors', { tab: this.tab, most: this.most, byFrame: this.byFrame });
  }

  /** Predicted minus recorded steering; NaN where it is not known. Changes in place: read it to be told. */
  get error(): Float64Array {
    void this.#revision;
    return this.#session.series.error;
  }

  get recorded(): Float64Array | null {
    void this.#revision;
    return this.#session.series.recorded;
  }

  get predicted(): Float64Array {
    void this.#revision;
    return this.#session.series.predicted;
  }

  get comparable(): boolean {
    void this.#revision;
    return this.#session.series.comparable;
  }

  /** +1 or -1: the sign of errors to that side; 0: either. */
  signOf(side: ErrorSide): -1 | 0 | 1 {
    if (side === 'both') return 0;
    return side === (this.steering?.positive ?? 'right') ? 1 : -1;
  }

  /** Call in an effect: takes up new predictions now and then; those of another drive or network at once. */
  follow(): void {
    const { series } = this.#session;
    void series.revision;
    untrack(() => {
      if (this.#seen !== series.error) return this.refresh();
      this.#timer ??= setTimeout(() => this.refresh(), refreshMs(this.#playback.frameCount));
    });
  }

  /** Call in an effect: what is on the screen takes the range once the hand that moves it rests. */
  followRange(): () => void {
    const range = this.#marked;
    const timer = setTimeout(() => (this.#shown = { range }), restMs(this.#playback.frameCount));
    return () => clearTimeout(timer);
  }

  /** Nothing is on the screen any more. */
  leave(): void {
    this.#shown = null;
  }

  /** Takes up what is predicted and marked by now. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#seen = this.#session.series.error;
    this.#revision = this.#session.series.revision;
    if (this.#shown) this.#shown = { range: this.#marked };
  }

  /** To the next peak that way; behind the last, on to the first, and it says so. */
  goToPeak(direction: 1 | -1): void {
    this.refresh();
    const peaks = this.worstByFrame;
    const { frame } = this.#playback;
    const next =
      direction === 1 ? peaks.find((peak) => peak.frame > frame) : peaks.findLast((peak) => peak.frame < frame);
    const target = next ?? peaks.at(direction === 1 ? 0 : -1);
    if (!target) return this.#sayThereIsNone();
    if (!next && peaks.length > 1)
      this.#notices.info(
        direction === 1
          ? 'That was the last error peak: on from the first.'
          : 'That was the first error peak: on from the last.',
      );
    else if (!next) this.#notices.info('There is no other error peak.');
    this.#playback.goTo(target.frame);
  }

  #sayThereIsNone(): void {
    const { hindrance } = this;
    if (hindrance) return this.#notices.info(hindrance.title, hindrance.text);
    const where = this.onlyRange && this.#playback.hasRange ? 'in the marked range' : 'in the drive';
    this.#notices.info(`No error peak ${where}${this.side === 'both' ? '' : ` to the ${this.side}`}.`);
  }

  #figures(from: number, to: number): ReturnType<typeof steeringFigures> {
    const { recorded, predicted, steering, comparable } = this;
    if (!recorded || !steering) return null;
    const timeSecs = this.#playback.timeSecs;
    const part = { timeSecs: timeSecs?.subarray(from, to) ?? null, recorded: recorded.subarray(from, to) };
    return steeringFigures({ ...part, predicted: predicted.subarray(from, to) }, steering, this.limits.figures, {
      ...{ firstFrame: from, sameUnit: comparable },
    });
  }
}
