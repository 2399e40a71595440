import { randomUUID } from 'node:crypto';
import type { RunInfo, WhatIfRequest } from '../../shared/api.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import { openRunWorkers, runDrive, runWorkerCount, type DriveRunBatch } from '../analysis/drive-run.ts';
import { framesOfDrive } from '../analysis/frames-of-drive.ts';
import { startBackgroundWorker } from '../analysis/worker-thread.ts';
import { RunRecord } from './run-record.ts';
import { SingleJob } from './single-job.ts';

type Progress = Extract<SessionEvent, { type: 'what-if-progress' }>;
type Ended = Extract<SessionEvent, { type: 'what-if-finished' | 'what-if-failed' }>;

/** Progress is told this often. */
const progressIntervalMs = 100;

/** The predictions of edited pictures over a range of a session's drive: one run at a time, told as events. */
export class WhatIfJob {
  readonly #client: AnalysisClient;
  readonly #publish: (event: SessionEvent) => void;
  readonly #job: SingleJob<Ended>;
  /** All that was found so far. */
  #present: (() => Progress) | null = null;

  constructor(client: AnalysisClient, publish: (event: SessionEvent) => void) {
    this.#client = client;
    this.#publish = publish;
    this.#job = new SingleJob(publish);
  }

  /** The events that tell a late listener how things stand. */
  present(): readonly SessionEvent[] {
    return [this.#present?.() ?? null, this.#job.ended].filter((event) => event !== null);
  }

  /** Starts a run, in place of one that runs already. */
  async start(request: WhatIfRequest): Promise<RunInfo> {
    const { drive, model } = this.#client.state;
    if (!drive || !model)
      throw new SteerscopeError(
        'bad-request',
        'A what-if over a range needs a drive and a network.',
        'Open both first.',
      );
    const { from, to } = framesOfDrive(request, drive);
    const runId = randomUUID();
    await this.#job.start((signal) => {
      this.#present = null;
      return this.#run(runId, { ...request, to }, signal);
    });
    return { runId, total: to - from };
  }

  /** @returns whether anything ran. */
  cancel(): Promise<boolean> {
    return this.#job.cancel();
  }

  /** What was found belongs to another drive or network. */
  reset(): void {
    this.#present = null;
    this.#job.forget();
  }

  async #run(whatIfId: string, request: WhatIfRequest & { readonly to: number }, signal: AbortSignal): Promise<Ended> {
    const { from, to, edits } = request;
    try {
      const opening = { signal, start: startBackgroundWorker };
      const workers = await openRunWorkers(this.#client, runWorkerCount(to - from), opening);
      try {
        const onBatch = this.#progressTeller(whatIfId, new RunRecord(from, to, false));
        await runDrive(this.#client, workers, { from, to, edits, saliency: false, onBatch }, { signal });
        return { type: 'what-if-finished', whatIfId, cancelled: false };
      } finally {
        await Promise.all(workers.map((worker) => worker.dispose()));
      }
    } catch (thrown) {
      const error = SteerscopeError.from(thrown);
      if (error.code === 'cancelled') return { type: 'what-if-finished', whatIfId, cancelled: true };
      return { type: 'what-if-failed', whatIfId, error: error.toWire() };
    }
  }

  /** Gathers batches and tells them at intervals; the last one at once. */
  #progressTeller(whatIfId: string, record: RunRecord): (batch: DriveRunBatch) => void {
    let told = record.end;
    let toldAtMs = performance.now();
    return ({ analyses, done, total, framesPerSec }) => {
      record.add(analyses);
      const eventSince = (frame?: number): Progress => {
        const { first, predictedSteering } = record.since(frame);
        return { type: 'what-if-progress', whatIfId, done, total, framesPerSec, first, predictedSteering };
      };
      this.#present = eventSince;
      if (done < total && performance.now() - toldAtMs < progressIntervalMs) return;
      this.#publish(eventSince(told));
      told = record.end;
      toldAtMs = performance.now();
    };
  }
}
