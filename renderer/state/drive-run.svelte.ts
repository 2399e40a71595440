import type { SessionEvent } from '../../shared/session-event.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import type { FrameFigureSeries } from './frame-figures.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import { OwnEvents } from './own-events.ts';
import type { SteeringSeries } from './steering-series.svelte.ts';

export interface RunProgress {
  readonly done: number;
  readonly total: number;
  readonly framesPerSec: number;
}

export type RunEvent = Extract<SessionEvent, { runId: string }>;

/** The run over the whole drive, which fills the plots and the timeline. */
export class DriveRun {
  /** Null when none is under way. */
  progress = $state.raw<RunProgress | null>(null);
  /** What the last run found wrong. */
  problems = $state.raw<readonly Problem[]>([]);
  /** What ended the last run before its end; null where nothing did. */
  failure = $state.raw<SteerscopeError | null>(null);

  /** Called when a run has come to its end. */
  onFinished: () => void = () => undefined;

  readonly #api: ApiClient;
  readonly #notices: Pick<Notices, 'error'>;
  readonly #series: SteeringSeries;
  readonly #figures: FrameFigureSeries;
  #events: OwnEvents<RunEvent> | null = null;
  #session = '';

  constructor(api: ApiClient, notices: Pick<Notices, 'error'>, series: SteeringSeries, figures: FrameFigureSeries) {
    this.#api = api;
    this.#notices = notices;
    this.#series = series;
    this.#figures = figures;
  }

  /** A run of `total` frames will be started soon; what the last one found is out of date. */
  expect(total: number): void {
    this.#events = null;
    this.problems = [];
    this.failure = null;
    this.progress = { done: 0, total, framesPerSec: 0 };
  }

  /** Starts a run of `total` frames from `from`, in place of one that is under way. */
  async start(session: string, total: number, from = 0): Promise<void> {
    this.expect(total);
    const events = (this.#events = new OwnEvents<RunEvent>());
    this.#session = session;
    try {
      const { runId } = await this.#api.startAnalysis(session, from);
      const early = events.own(runId);
      if (events === this.#events) for (const event of early) this.#apply(event);
    } catch (thrown) {
      if (events !== this.#events) return;
      this.forget();
      this.#fail(SteerscopeError.from(thrown));
    }
  }

  async cancel(): Promise<void> {
    if (!this.progress) return;
    await this.#api.cancelAnalysis(this.#session).catch((thrown: unknown) => this.#notices.error(thrown));
  }

  /** What was found belongs to another drive or network, or nothing more will be heard of it. */
  forget(): void {
    this.#events = null;
    this.progress = null;
    this.problems = [];
    this.failure = null;
  }

  take(event: RunEvent): void {
    if (this.#events?.takes(event.runId, event)) this.#apply(event);
  }

  #apply(event: RunEvent): void {
    if (event.type === 'analysis-progress') {
      const { done, total, framesPerSec } = event;
      this.#series.fill(event.first, event.predictedSteering);
      this.#figures.fill(event.first, event.figures);
      this.progress = { done, total, framesPerSec };
      return;
    }
    this.progress = null;
    if (event.type === 'analysis-failed') return this.#fail(SteerscopeError.fromWire(event.error));
    this.#series.metrics = event.cancelled ? null : event.metrics;
    this.problems = event.problems;
    if (!event.cancelled) this.onFinished();
  }

  #fail(error: SteerscopeError): void {
    this.failure = error;
    this.#notices.error(error);
  }
}
