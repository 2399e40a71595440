import { usualThreshold } from '../../shared/error-events.ts';
import { usualLimits } from '../../shared/steering-figures.ts';
import type { Session } from './session.svelte.ts';

/** What the user set, in the unit of the drive that it was set for; what is left out is as usual. */
export interface OwnLimits {
  /** Of an event: |error| above it, for at least so many seconds (frames without time). */
  readonly eventThreshold?: number;
  readonly eventLeast?: number;
  /** Of an intervention. */
  readonly threshold?: number;
  readonly leastSecs?: number;
  readonly deadBand?: number;
}

const eventDefaults = { inSecs: { least: 0.2, mergeWithin: 0.5 }, inFrames: { least: 3, mergeWithin: 10 } } as const;

/** From where on an error is an event, or one that somebody would intervene at. */
export class ErrorLimits {
  readonly #session: Session;
  readonly #errors: { readonly error: Float64Array; readonly stepSecs: number };
  #set = $state.raw<{ readonly drive: string | null; readonly own: OwnLimits }>({ drive: null, own: {} });

  readonly #drive = $derived.by(() => this.#session.drive?.path ?? null);
  readonly #own: OwnLimits = $derived.by(() => (this.#set.drive === this.#drive ? this.#set.own : {}));
  readonly #usualThreshold = $derived.by(() => usualThreshold(this.#errors.error));

  readonly event = $derived.by(() => {
    const usual = this.#errors.stepSecs > 0 ? eventDefaults.inSecs : eventDefaults.inFrames;
    const { eventThreshold, eventLeast } = this.#own;
    return {
      threshold: eventThreshold ?? this.#usualThreshold,
      least: eventLeast ?? usual.least,
      mergeWithin: usual.mergeWithin,
      isUsual: eventThreshold === undefined,
    };
  });

  readonly figures = $derived.by(() => {
    const usual = usualLimits(this.#session.drive?.steering?.unit ?? 'normalised');
    const { threshold = usual.threshold, leastSecs = usual.leastSecs, deadBand = usual.deadBand } = this.#own;
    return { threshold, leastSecs, deadBand };
  });

  /** @param errors `stepSecs`: from one frame to the next, 0 without time. */
  constructor(session: Session, errors: { readonly error: Float64Array; readonly stepSecs: number }) {
    this.#session = session;
    this.#errors = errors;
  }

  /** Sets limits for the drive that is open; `undefined` is as usual again. */
  set(change: { readonly [Name in keyof OwnLimits]: number | undefined }): void {
    const given = Object.entries({ ...this.#own, ...change }).filter(([, value]) => value !== undefined);
    this.#set = { drive: this.#drive, own: Object.fromEntries(given) };
  }
}
