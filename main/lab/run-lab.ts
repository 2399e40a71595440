import type { FocusJumps, FrameExperiment } from '../../shared/lab.ts';
import type { LabResult } from '../../shared/lab-findings.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import type { AnalysisSession, Cancellable } from '../analysis/analysis-session.ts';
import { openRunWorkers, runDrive, runWorkerCount } from '../analysis/drive-run.ts';
import { startBackgroundWorker } from '../analysis/worker-thread.ts';
import { FocusJumpTally } from './focus-jumps.ts';
import { FrameTally } from './frame-tally.ts';
import type { LabPlan } from './plan-lab.ts';

/** As of a whole-drive run, with more to do a frame: a thread pays for its start with fewer of them. */
const framesPerWorker = 6;

/** What has been found so far. */
export interface LabSoFar {
  /** @param whole with what was found of single frames. */
  result(whole: boolean): LabResult;
}

export interface RunLabOptions extends Cancellable {
  /** Called after each frame, or some. */
  readonly onProgress?: ((done: number, total: number, soFar: LabSoFar) => void) | undefined;
}

/**
 * Runs an experiment in threads of its own, which give way to those that a user waits for.
 * @throws SteerscopeError `cancelled`; whatever a method, the network or a worker fails with. A frame that is lost is a
 * problem in the result.
 */
export async function runLab(client: AnalysisClient, plan: LabPlan, options: RunLabOptions = {}): Promise<LabResult> {
  const { experiment } = plan.request;
  const isWhole = experiment.kind === 'jumps';
  const count = isWhole ? runWorkerCount(plan.frames.length) : labWorkerCount(plan.frames.length);
  const { signal } = options;
  const workers = await openRunWorkers(client, count, { signal, start: startBackgroundWorker });
  try {
    const soFar = isWhole
      ? await runJumps(client, workers, plan, experiment, options)
      : await runFrames(client, workers.length > 0 ? workers : [client], plan, experiment, options);
    return soFar.result(true);
  } finally {
    await Promise.all(workers.map((worker) => worker.dispose()));
  }
}

/** A few frames are done sooner by the session itself than a thread has opened the network. */
const labWorkerCount = (frameCount: number): number =>
  frameCount < framesPerWorker ? 0 : runWorkerCount(frameCount, framesPerWorker);

/** Each worker takes the next frame when it has done one. */
async function runFrames(
  session: AnalysisSession,
  workers: readonly AnalysisSession[],
  plan: LabPlan,
  experiment: FrameExperiment,
  { signal, onProgress }: RunLabOptions,
): Promise<LabSoFar> {
  const { frames } = plan;
  const tally = new FrameTally(plan);
  // The first failure stops all workers, as the caller's signal does.
  const failing = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failing.signal]) : failing.signal;
  let next = 0;
  let done = 0;
  const work = async (worker: AnalysisSession): Promise<void> => {
    for (let frame = frames[next++]; frame !== undefined; frame = frames[next++]) {
      const [located] = await session.locateFrames(frame, frame + 1, { signal: stop });
      if (!located) throw new Error(`Frame ${frame} was not located.`);
      tally.add(await worker.experiment(located, experiment, { signal: stop }));
      onProgress?.(++done, frames.length, tally);
    }
  };
  await Promise.all(workers.map((worker) => work(worker).catch((thrown: unknown) => failing.abort(thrown))));
  // The failure that stopped the others, not their being stopped.
  failing.signal.throwIfAborted();
  return tally;
}

async function runJumps(
  session: AnalysisSession,
  workers: readonly AnalysisSession[],
  plan: LabPlan,
  experiment: FocusJumps,
  { signal, onProgress }: RunLabOptions,
): Promise<LabSoFar> {
  const { from, to } = plan.request;
  const tally = new FocusJumpTally(plan, experiment);
  const { problems } = await runDrive(
    session,
    workers,
    {
      ...{ from, to, saliency: false, figures: true, method: experiment.method },
      onBatch: ({ analyses, done, total }) => {
        tally.add(analyses);
        onProgress?.(done, total, tally);
      },
    },
    { signal },
  );
  tally.addProblems(problems);
  return tally;
}
