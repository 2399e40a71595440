import { randomUUID } from 'node:crypto';
import type { FitInfo, FitRequest } from '../../shared/api.ts';
import type { FitCandidate } from '../../shared/fit.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import { fitPreprocessing, type FitSource } from '../analysis/fit-preprocessing.ts';
import type { SingleJob, Work } from './single-job.ts';

/** Starts the search for the preprocessing of a session, in place of one that runs already; it is told as events. */
export async function startFit(client: AnalysisClient, job: SingleJob, { frames }: FitRequest): Promise<FitInfo> {
  const { drivePath, mapping, modelPath, engine, device, preprocessing } = client.asked;
  const { drive } = client.state;
  if (drivePath === null || modelPath === null || !drive)
    throw new SteerscopeError(
      'bad-request',
      'The search for the preprocessing needs a drive and a network.',
      'Open both first.',
    );
  if (!drive.steering)
    throw new SteerscopeError(
      'bad-request',
      `The search compares with the recorded steering, and this drive has none: ${drive.path}`,
      'Open a drive with recorded steering that the network was trained for.',
    );
  const fitId = randomUUID();
  const source = { drivePath, mapping, modelPath, engine, device, preprocessing, frames };
  await job.start((work) => search(fitId, source, work));
  return { fitId };
}

async function search(fitId: string, source: FitSource, { signal, publish, keep }: Work): Promise<SessionEvent> {
  const onProgress = (done: number, total: number, best: readonly FitCandidate[]): void => {
    if (signal.aborted) return;
    const progress: SessionEvent = { type: 'fit-progress', fitId, done, total, best };
    keep(() => progress);
    publish(progress);
  };
  try {
    return { type: 'fit-finished', fitId, result: await fitPreprocessing(source, { signal, onProgress }) };
  } catch (thrown) {
    const error = SteerscopeError.from(thrown);
    if (error.code === 'cancelled') return { type: 'fit-finished', fitId, result: null };
    return { type: 'fit-failed', fitId, error: error.toWire() };
  } finally {
    // How it ended says all.
    keep(null);
  }
}
