import { randomUUID } from 'node:crypto';
import type { RunInfo, WhatIfRequest } from '../../shared/api.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import { openRunWorkers, runDrive, runWorkerCount } from '../analysis/drive-run.ts';
import { framesOfDrive } from '../analysis/frames-of-drive.ts';
import { startBackgroundWorker } from '../analysis/worker-thread.ts';
import { RunRecord } from './run-record.ts';
import type { SingleJob, Work } from './single-job.ts';
import { tellBatches } from './tell-batches.ts';

/** Starts predicting edited pictures over a range of a session's drive, in place of what runs already; told as events. */
export async function startWhatIf(client: AnalysisClient, job: SingleJob, request: WhatIfRequest): Promise<RunInfo> {
  const { drive, model } = client.state;
  if (!drive || !model)
    throw new SteerscopeError('bad-request', 'A what-if over a range needs a drive and a network.', 'Open both first.');
  const { from, to } = framesOfDrive(request, drive);
  const runId = randomUUID();
  await job.start((work) => predict(runId, client, { ...request, to }, work));
  return { runId, total: to - from };
}

async function predict(
  whatIfId: string,
  client: AnalysisClient,
  { from, to, edits }: WhatIfRequest & { readonly to: number },
  work: Work,
): Promise<SessionEvent> {
  const { signal } = work;
  try {
    const opening = { signal, start: startBackgroundWorker };
    const workers = await openRunWorkers(client, runWorkerCount(to - from), opening);
    try {
      const onBatch = tellBatches(work, new RunRecord(from, to, false), (progress, { first, predictedSteering }) => {
        return { type: 'what-if-progress', whatIfId, ...progress, first, predictedSteering };
      });
      await runDrive(client, workers, { from, to, edits, saliency: false, onBatch }, { signal });
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
