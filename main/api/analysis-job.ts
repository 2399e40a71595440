import { randomUUID } from 'node:crypto';
import type { AnalysisRequest, RunInfo } from '../../shared/api.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import { openRunWorkers, runDrive, runWorkerCount, type DriveRunResult } from '../analysis/drive-run.ts';
import { framesOfDrive } from '../analysis/frames-of-drive.ts';
import { runFindings } from '../analysis/run-findings.ts';
import { startBackgroundWorker } from '../analysis/worker-thread.ts';
import { RunRecord } from './run-record.ts';
import { SingleJob, type Work } from './single-job.ts';
import { tellBatches } from './tell-batches.ts';

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

/** The whole-drive run of a session: one at a time, told as events. */
export class AnalysisJob {
  readonly job: SingleJob;
  readonly #client: AnalysisClient;
  /** What the last run found: a run over the frames behind its own goes on from there, as when a drive has grown. */
  #last: LastRun | null = null;

  constructor(client: AnalysisClient, publish: (event: SessionEvent) => void) {
    this.#client = client;
    this.job = new SingleJob(publish);
  }

  /** Starts a run, in place of one that runs already. */
  async start(request: AnalysisRequest): Promise<RunInfo> {
    const { drive, model } = this.#client.state;
    if (!drive || !model)
      throw new SteerscopeError('bad-request', 'A run needs a drive and a network.', 'Open both first.');
    const { from, to } = framesOfDrive(request, drive);
    const runId = randomUUID();
    await this.job.start((work) => this.#run(runId, from, to, work));
    return { runId, total: to - from };
  }

  /** What was found belongs to another drive or network. */
  forget(): void {
    this.#last = null;
    this.job.forget();
  }

  async #run(runId: string, from: number, to: number, work: Work): Promise<SessionEvent> {
    const { signal } = work;
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
          workers,
          {
            ...{ from, to, saliency: false, figures: hasMasks, maskBefore: before?.result.lastMask },
            onBatch: tellBatches(work, record, (progress, found) => {
              return { type: 'analysis-progress', runId, ...progress, ...found };
            }),
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
}

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
