import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { SaliencyMask } from '../../shared/analysis.ts';
import type { SessionState } from '../../shared/session.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { Problem } from '../../shared/problem.ts';
import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import type { PictureEdits } from '../../shared/what-if.ts';
import { openAnalysisClient, type AnalysisClient } from './analysis-client.ts';
import type { AnalysedFrame, AnalysisSession, Cancellable, SessionChanges } from './analysis-session.ts';
import { goingOnFrom } from './frame-figures.ts';
import { InOrder } from './in-order.ts';
import { ProblemTally } from './problem-tally.ts';
import { refuseCancelled } from './refuse-cancelled.ts';
import { runStretches, type RunBatch } from './run-batches.ts';
import { statedSteering } from './steering-reader.ts';
import { startWorker } from './worker-thread.ts';

/** A further thread pays for its start only with some hundreds of frames to do. */
const usualFramesPerWorker = 256;
/** Each thread holds the network once; beyond this the memory grows and the speed hardly. */
const maxWorkers = 8;

/** Frames delivered in order, as a run goes on. */
export interface DriveRunBatch {
  /** Consecutive; the first has the index that the batch before ended with. */
  readonly analyses: readonly AnalysedFrame[];
  readonly done: number;
  readonly total: number;
  readonly framesPerSec: number;
}

export interface DriveRunRequest {
  /** Frames `from` to `to`, exclusive. */
  readonly from: number;
  readonly to: number;
  /** Whether masks and the maps of each stage are given too. */
  readonly saliency: boolean;
  /** Whether figures of the masks are. @default false */
  readonly figures?: boolean | undefined;
  /** What makes the masks, whatever the sessions' own is. @default 'visual-backprop' */
  readonly method?: SaliencyMethod | undefined;
  /** Made on every picture before it is analysed. @default none */
  readonly edits?: PictureEdits | undefined;
  /** Of the frame before `from`, where figures of a run before go on. */
  readonly maskBefore?: SaliencyMask | null | undefined;
  /** Awaited: whoever writes to a disk holds the run back. */
  readonly onBatch: (batch: DriveRunBatch) => void | Promise<void>;
}

export interface DriveRunResult {
  /** `predictedSteering[i]` belongs to frame `from + i`; NaN where the frame or the network failed. */
  readonly predictedSteering: Float64Array;
  /** The predictions of the frames that the network was given, without those whose picture is lost. */
  readonly answered: Float64Array;
  /** Of the last frame, where figures were asked for; null when it has none. */
  readonly lastMask: SaliencyMask | null;
  /** Of single frames; the session's own are in its state. */
  readonly problems: readonly Problem[];
  readonly framesPerSec: number;
}

/** How many threads a run over `frameCount` frames is worth on this machine. */
export function runWorkerCount(frameCount: number, framesPerWorker = usualFramesPerWorker): number {
  return Math.max(1, Math.min(availableParallelism(), maxWorkers, Math.ceil(frameCount / framesPerWorker)));
}

export interface OpenRunOptions extends Cancellable {
  /** @default startWorker */
  readonly start?: () => Worker;
}

/**
 * Threads with the network of `like` and no drive, one engine thread each; fewer, perhaps none, where its files have been
 * written anew since. The caller disposes them.
 */
export async function openRunWorkers(
  like: AnalysisClient,
  count: number,
  { signal, start = startWorker }: OpenRunOptions = {},
): Promise<readonly AnalysisClient[]> {
  const network = networkOf(like);
  const opening = Array.from({ length: count }, () =>
    openAnalysisClient({ ...network, threads: 1 }, { signal }, start),
  );
  const settled = await Promise.allSettled(opening);
  const opened = settled.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failure = settled.find((outcome) => outcome.status === 'rejected');
  const isSame = (worker: AnalysisClient): boolean => haveSameWriting(like, worker);
  // A followed network may be in the middle of being written.
  const fails = failure !== undefined && !like.state.networkVersion?.followed;
  await Promise.all(opened.filter((worker) => fails || !isSame(worker)).map((worker) => worker.dispose()));
  if (fails) throw failure.reason;
  return opened.filter(isSame);
}

/** Whether two that have opened one network opened the same writing of its files. */
export function haveSameWriting(one: AnalysisClient, other: AnalysisClient): boolean {
  return one.state.networkVersion?.stamp === other.state.networkVersion?.stamp;
}

/** What opens the network of `like` in a thread without a drive. */
export function networkOf(like: AnalysisClient): SessionChanges {
  const { modelPath, pooling } = like.asked;
  // What the session has, not a second choice of it.
  const engine = like.state.engine?.name ?? like.asked.engine;
  const device = like.state.engine?.deviceKind ?? like.asked.device;
  return { modelPath, engine, device, preprocessing: withoutGuess(like.state), pooling };
}

/** The preprocessing with the steering as it is read there, in the drive's unit: the workers have no drive. */
function withoutGuess({ preprocessing, steering }: SessionState): Preprocessing | null {
  return preprocessing && steering && { ...preprocessing, steering: statedSteering(steering) };
}

/**
 * Analyses consecutive frames of the drive of `session`, spread over `workers` (without any, in `session`), and delivers them
 * in order.
 * @throws SteerscopeError `cancelled`; whatever an engine, a worker or `onBatch` fails with. A picture that is lost is a
 * problem in the result.
 */
export async function runDrive(
  session: AnalysisSession,
  workers: readonly AnalysisSession[],
  request: DriveRunRequest,
  { signal }: Cancellable = {},
): Promise<DriveRunResult> {
  const {
    from,
    to,
    saliency,
    figures = false,
    method = 'visual-backprop',
    edits,
    maskBefore = null,
    onBatch,
  } = request;
  const threads = workers.length > 0 ? workers : [session];
  const total = to - from;
  const predictedSteering = new Float64Array(total).fill(Number.NaN);
  const isLost = new Uint8Array(total);
  const tally = new ProblemTally();
  const start = performance.now();
  const framesPerSec = (done: number): number => (1000 * done) / (performance.now() - start);
  // The first failure stops all workers, as the caller's signal does.
  const failing = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failing.signal]) : failing.signal;

  const stretches = runStretches(from, to, threads.length, (start, end) => {
    return session.locateFrames(start, end, { signal: stop });
  });
  const order = new InOrder();
  let lastMask = maskBefore;
  const deliver = async (batch: readonly AnalysedFrame[], done: number): Promise<void> => {
    refuseCancelled(stop);
    const analyses = figures ? goingOnFrom(lastMask, batch) : batch;
    lastMask = figures ? (analyses.at(-1)?.mask ?? null) : null;
    for (const { frame, predictedSteering: value, outputs, problems } of analyses) {
      predictedSteering[frame - from] = value;
      if (outputs.length === 0) isLost[frame - from] = 1;
      tally.add(problems);
    }
    await onBatch({ analyses, done, total, framesPerSec: framesPerSec(done) });
  };
  const fail = (thrown: unknown): void => {
    failing.abort(thrown);
    order.fail(thrown);
  };
  const lanesOf = (worker: AnalysisSession): readonly Promise<void>[] => {
    const batches = oneByOne(stretches);
    const lane = async (): Promise<void> => {
      const deliveries: Promise<void>[] = [];
      for await (const { index, frames, done, ofStretch } of batches) {
        // Two on the way to each worker, so that it never waits; of a video, until the stretches before are delivered.
        await order.mayStart(index, Math.max(2, ofStretch) * threads.length);
        const analysing = worker.analyseLocations(frames, { saliency, figures, method, edits, signal: stop });
        const delivery = analysing.then((analyses) => order.inTurn(index, () => deliver(analyses, done)));
        deliveries.push(delivery.catch(fail));
        await analysing;
      }
      await Promise.all(deliveries);
    };
    return [lane(), lane()].map((running) => running.catch(fail));
  };
  await Promise.all(threads.flatMap(lanesOf));
  failing.signal.throwIfAborted();
  const answered = predictedSteering.filter((_, index) => isLost[index] === 0);
  return { predictedSteering, answered, lastMask, problems: tally.list(), framesPerSec: framesPerSec(total) };
}

async function* oneByOne(stretches: AsyncIterable<readonly RunBatch[]>): AsyncGenerator<RunBatch> {
  for await (const stretch of stretches) yield* stretch;
}
