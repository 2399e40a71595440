import { randomUUID } from 'node:crypto';
import type { AnalysisRequest, RunInfo } from '../../shared/api.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import {
  openRunWorkers,
  runDrive,
  runWorkerCount,
  type DriveRunBatch,
  type DriveRunResult,
} from '../analysis/drive-run.ts';
import { framesOfDrive } from '../analysis/frames-of-drive.ts';
import { runFindings } from '../analysis/run-findings.ts';
import { startBackgroundWorker } from '../analysis/worker-thread.ts';
import { RunRecord } from './run-record.ts';
import { SingleJob } from './single-job.ts';

/** What a run found, as `runFindings` and a run that goes on from it take it. */
type Found = Omit<DriveRunResult, 'framesPerSec'>;

/** A run that has come to its end. */
interface LastRun {
  readonly from: number;
  readonly to: number;
  readonly record: RunRecord;
  readonly result: Found;
}

const fewFrames = 256;
/** Progress is told this often: fast enough to look alive, rare enough to cost nothing. */
const progressIntervalMs = 100;

/** How far a run is. */
interface Progress {
  readonly runId: string;
  readonly done: number;
  readonly total: number;
  readonly framesPerSec: number;
}
type Ended = Extract<SessionEvent, { type: 'analysis-finished' | 'analysis-failed' }>;

/** The whole-drive run of a session: one at a time, told as events. */
export class AnalysisJob {
  readonly #client: AnalysisClient;
  readonly #publish: (event: SessionEvent) => void;
  readonly #job: SingleJob<Ended>;
  /** What the last run found: a run over the frames behind its own goes on from there, as when a drive has grown. */
  #last: LastRun | null = null;
  /** How far the run is, and all that it found so far. */
  #progress: { readonly progress: Progress; readonly record: RunRecord } | null = null;

  constructor(client: AnalysisClient, publish: (event: SessionEvent) => void) {
    this.#client = client;
    this.#publish = publish;
    this.#job = new SingleJob(publish);
  }

  /** The events that tell a late listener how things stand. */
  present(): readonly SessionEvent[] {
    const found = this.#progress && progressEvent(this.#progress.progress, this.#progress.record);
    return [found, this.#job.ended].filter((event) => event !== null);
  }

  /** Starts a run, in place of one that runs already. */
  async start(request: AnalysisRequest): Promise<RunInfo> {
    const { drive, model } = this.#client.state;
    if (!drive || !model)
      throw new SteerscopeError('bad-request', 'A run needs a drive and a network.', 'Open both first.');
    const { from, to } = framesOfDrive(request, drive);
    const runId = randomUUID();
    await this.#job.start((signal) => {
      this.#progress = null;
      return this.#run(runId, from, to, signal);
    });
    return { runId, total: to - from };
  }

  /** @returns whether anything ran. */
  cancel(): Promise<boolean> {
    return this.#job.cancel();
  }

  /** What was found belongs to another drive or network. */
  reset(): void {
    this.#progress = null;
    this.#last = null;
    this.#job.forget();
  }

  async #run(runId: string, from: number, to: number, signal: AbortSignal): Promise<Ended> {
    const before = this.#last?.to === from ? this.#last : null;
    this.#last = null;
    try {
      // What a growing drive has more since the last look is not worth a thread that opens the network again.
      const isFew = before !== null && to - from <= fewFrames;
      const workers = isFew
        ? []
        : await openRunWorkers(this.#client, runWorkerCount(to - from), { signal, start: startBackgroundWorker });
      try {
        const first = before?.from ?? from;
        const hasMasks = (this.#client.state.model?.stages.length ?? 0) > 0;
        const record = new RunRecord(first, to, hasMasks, before?.record);
        const further = await runDrive(
          this.#client,
          isFew ? [this.#client] : workers,
          {
            ...{ from, to, saliency: false, figures: hasMasks, maskBefore: before?.result.lastMask },
            onBatch: this.#progressTeller(runId, record),
          },
          { signal },
        );
        const columns = await this.#client.columns({ signal });
        const result = before ? joined(before.result, further) : further;
        this.#last = { from: first, to, record, result };
        const findings = runFindings(this.#client.state, columns, first, result);
        return { type: 'analysis-finished', runId, cancelled: false, ...findings };
      } finally {
        await Promise.all(workers.map((worker) => worker.dispose()));
      }
    } catch (thrown) {
      const error = SteerscopeError.from(thrown);
      if (error.code === 'cancelled')
        return { type: 'analysis-finished', runId, cancelled: true, metrics: null, problems: [] };
      return { type: 'analysis-failed', runId, error: error.toWire() };
    }
  }

  /** Gathers batches and tells them at intervals; the last one at once. */
  #progressTeller(runId: string, record: RunRecord): (batch: DriveRunBatch) => void {
    let told = record.end;
    let toldAt = performance.now();
    return ({ analyses, done, total, framesPerSec }) => {
      record.add(analyses);
      const progress = { runId, done, total, framesPerSec };
      this.#progress = { progress, record };
      if (done < total && performance.now() - toldAt < progressIntervalMs) return;
      this.#publish(progressEvent(progress, record, told));
      told = record.end;
      toldAt = performance.now();
    };
  }
}

/** @param first what was found of the frames before it has been told. */
const progressEvent = (progress: Progress, record: RunRecord, first?: number): SessionEvent => ({
  type: 'analysis-progress',
  ...progress,
  ...record.since(first),
});

/** What two runs found, the second over the frames behind those of the first. */
function joined(one: Found, other: Found): Found {
  return {
    predictedSteering: chained(one.predictedSteering, other.predictedSteering),
    answered: chained(one.answered, other.answered),
    lastMask: other.lastMask,
    problems: [...one.problems, ...other.problems],
  };
}

function chained(one: Float64Array, other: Float64Array): Float64Array {
  const both = new Float64Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
