import { randomUUID } from 'node:crypto';
import type { AnalysisRequest, RunInfo, SessionEvent } from '../../shared/api.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import {
  openRunWorkers,
  runDrive,
  runWorkerCount,
  type DriveRunBatch,
  type DriveRunResult,
} from '../analysis/drive-run.ts';
import { runFindings } from '../analysis/run-findings.ts';
import { startBackgroundWorker } from '../analysis/worker-thread.ts';
import { SingleJob } from './single-job.ts';

/** What a run found, as `runFindings` takes it. */
type Found = Pick<DriveRunResult, 'predictedSteering' | 'answered' | 'problems'>;

const fewFrames = 256;
/** Progress is told this often: fast enough to look alive, rare enough to cost nothing. */
const progressIntervalMs = 100;

type Progress = Extract<SessionEvent, { type: 'analysis-progress' }>;
type Ended = Extract<SessionEvent, { type: 'analysis-finished' | 'analysis-failed' }>;

/** The whole-drive run of a session: one at a time, told as events. */
export class AnalysisJob {
  readonly #client: AnalysisClient;
  readonly #publish: (event: SessionEvent) => void;
  readonly #job: SingleJob<Ended>;
  /** What the last run found: a run over the frames behind its own goes on from there, as when a drive has grown. */
  #last: { readonly from: number; readonly to: number; readonly result: Found } | null = null;
  /** All that was found so far, as one event. */
  #progress: Progress | null = null;

  constructor(client: AnalysisClient, publish: (event: SessionEvent) => void) {
    this.#client = client;
    this.#publish = publish;
    this.#job = new SingleJob(publish);
  }

  /** The events that tell a late listener how things stand. */
  present(): readonly SessionEvent[] {
    return [this.#progress, this.#job.ended].filter((event) => event !== null);
  }

  /** Starts a run, in place of one that runs already. */
  async start({ from = 0, to }: AnalysisRequest): Promise<RunInfo> {
    const { drive, model } = this.#client.state;
    if (!drive || !model)
      throw new SteerscopeError('bad-request', 'A run needs a drive and a network.', 'Open both first.');
    const end = Math.min(to ?? drive.frameCount, drive.frameCount);
    if (from >= end)
      throw new SteerscopeError(
        'bad-request',
        `There is no frame from ${from} to ${end}: the drive has ${drive.frameCount} frames.`,
        'Choose frames of the drive.',
      );
    const runId = randomUUID();
    await this.#job.start((signal) => {
      this.#progress = null;
      return this.#run(runId, from, end, signal);
    });
    return { runId, total: end - from };
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
    const found = Array.from(before?.result.predictedSteering ?? [], orNull);
    try {
      // What a growing drive has more since the last look is not worth a thread that opens the network again.
      const isFew = before !== null && to - from <= fewFrames;
      const workers = isFew
        ? []
        : await openRunWorkers(this.#client, runWorkerCount(to - from), { signal, start: startBackgroundWorker });
      try {
        const first = before?.from ?? from;
        const onBatch = this.#progressTeller(runId, first, found);
        const further = await runDrive(
          this.#client,
          isFew ? [this.#client] : workers,
          { from, to, saliency: false, onBatch },
          { signal },
        );
        const columns = await this.#client.columns({ signal });
        const result = before ? joined(before.result, further) : further;
        this.#last = { from: first, to, result };
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
  #progressTeller(runId: string, from: number, found: (number | null)[]): (batch: DriveRunBatch) => void {
    let told = found.length;
    let toldAt = performance.now();
    return ({ analyses, done, total, framesPerSec }) => {
      for (const { predictedSteering } of analyses) found.push(orNull(predictedSteering));
      const event = { type: 'analysis-progress', runId, done, total, framesPerSec } as const;
      this.#progress = { ...event, first: from, predictedSteering: found };
      if (done < total && performance.now() - toldAt < progressIntervalMs) return;
      this.#publish({ ...event, first: from + told, predictedSteering: found.slice(told) });
      told = found.length;
      toldAt = performance.now();
    };
  }
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** What two runs found, the second over the frames behind those of the first. */
function joined(one: Found, other: Found): Found {
  return {
    predictedSteering: chained(one.predictedSteering, other.predictedSteering),
    answered: chained(one.answered, other.answered),
    problems: [...one.problems, ...other.problems],
  };
}

function chained(one: Float64Array, other: Float64Array): Float64Array {
  const both = new Float64Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
