import type { SessionEvent } from '../../shared/session-event.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { PictureEdits } from '../../shared/what-if.ts';
import type { ApiClient } from '../api.ts';
import type { RunProgress } from './drive-run.svelte.ts';
import { OwnEvents } from './own-events.ts';
import { SteeringSeries } from './steering-series.svelte.ts';

export type WhatIfEvent = Extract<SessionEvent, { whatIfId: string }>;

/** What a series was made of. */
export interface WhatIfMade {
  readonly edits: PictureEdits;
  /** Frames, both included. */
  readonly first: number;
  readonly last: number;
}

/** The predictions of edited pictures over a range of the drive. */
export class WhatIfRun {
  readonly series = new SteeringSeries();
  /** Null when none is under way. */
  progress = $state.raw<RunProgress | null>(null);
  /** Of `series`, perhaps in part; null while there is none. */
  made = $state.raw<WhatIfMade | null>(null);
  /** It was ended by hand before its end. */
  cancelled = $state(false);
  /** What ended it before its end. */
  failure = $state.raw<SteerscopeError | null>(null);

  readonly #api: ApiClient;
  #events: OwnEvents<WhatIfEvent> | null = null;
  #session = '';

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** In place of one that is under way. @param frameCount of the drive. */
  async start(session: string, frameCount: number, made: WhatIfMade): Promise<void> {
    const events = (this.#events = new OwnEvents<WhatIfEvent>());
    const { edits, first, last } = made;
    this.#session = session;
    this.series.reset(null, frameCount);
    this.made = made;
    this.cancelled = false;
    this.failure = null;
    this.progress = { done: 0, total: last - first + 1, framesPerSec: 0 };
    try {
      const { runId } = await this.#api.startWhatIf(session, { edits: [...edits], from: first, to: last + 1 });
      const early = events.own(runId);
      if (events === this.#events) for (const event of early) this.#apply(event);
    } catch (thrown) {
      if (events === this.#events) this.#fail(SteerscopeError.from(thrown));
    }
  }

  async cancel(): Promise<void> {
    if (this.progress) await this.#api.cancelWhatIf(this.#session).catch(() => undefined);
  }

  /** What was found belongs to another drive or network, or is wanted no more. */
  forget(): void {
    void this.cancel();
    this.#events = null;
    this.progress = null;
    this.made = null;
    this.cancelled = false;
    this.failure = null;
    this.series.reset(null, 0);
  }

  take(event: WhatIfEvent): void {
    if (this.#events?.takes(event.whatIfId, event)) this.#apply(event);
  }

  /** Nothing more will be heard of it. */
  lost(): void {
    this.#events = null;
    this.progress = null;
  }

  #apply(event: WhatIfEvent): void {
    if (event.type === 'what-if-progress') {
      const { done, total, framesPerSec } = event;
      this.series.fill(event.first, event.predictedSteering);
      this.progress = { done, total, framesPerSec };
      return;
    }
    this.progress = null;
    if (event.type === 'what-if-failed') this.#fail(SteerscopeError.fromWire(event.error));
    else this.cancelled = event.cancelled;
  }

  #fail(error: SteerscopeError): void {
    this.progress = null;
    this.failure = error;
  }
}
