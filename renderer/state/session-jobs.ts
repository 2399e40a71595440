import type { SessionEvent } from '../../shared/session-event.ts';
import type { ExportJob } from './export-job.svelte.ts';
import type { FitEvent } from './fit-search.svelte.ts';
import type { LabEvent } from './lab.svelte.ts';
import type { WhatIfEvent } from './what-if-run.svelte.ts';

interface Job<Event> {
  take(event: Event): void;
  /** Nothing more will be heard of it. */
  lost(): void;
}

interface Jobs {
  readonly exportJob: ExportJob;
  /** The search for a preprocessing. */
  readonly fit: () => Job<FitEvent>;
  readonly lab: () => Job<LabEvent>;
  /** The run over edited pictures. */
  readonly whatIf: () => Job<WhatIfEvent>;
}

/** What a session does beside the run over the drive: each job is told of its own events. */
export class SessionJobs implements Job<SessionEvent> {
  readonly #jobs: Jobs;

  constructor(jobs: Jobs) {
    this.#jobs = jobs;
  }

  take(event: SessionEvent): void {
    const { exportJob, fit, lab, whatIf } = this.#jobs;
    if ('exportId' in event) exportJob.take(event);
    else if ('fitId' in event) fit().take(event);
    else if ('labId' in event) lab().take(event);
    else if ('whatIfId' in event) whatIf().take(event);
  }

  lost(): void {
    const { exportJob, fit, lab, whatIf } = this.#jobs;
    for (const job of [exportJob, fit(), lab(), whatIf()]) job.lost();
  }
}
