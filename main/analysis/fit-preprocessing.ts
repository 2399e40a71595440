import { availableParallelism } from 'node:os';
import type { FitCandidate, FitResult } from '../../shared/fit.ts';
import type { RgbaImage } from '../../shared/pixels.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { decodeImage } from '../frames/decode-image.ts';
import { openAnalysisClient, type AnalysisClient } from './analysis-client.ts';
import { openRunWorkers } from './drive-run.ts';
import {
  essence,
  gridCandidates,
  scaledOtherwise,
  unique,
  variantsOf,
  wellKnownCandidates,
  type Candidate,
  type FitTarget,
} from './fit-candidates.ts';
import { byCorrelation, promising, rankTrials, type RankedTrial, type Trial } from './fit-ranking.ts';
import { FitReport } from './fit-report.ts';
import { spreadFrames, variedFrames } from './fit-sample.ts';
import { FitRounds, reverse } from './fit-rounds.ts';
import { refuseCancelled } from './refuse-cancelled.ts';
import type { Asked } from './session-changes.ts';

/** What to search on: a session's own choices, and its preprocessing, of which the steps are searched anew. */
export interface FitSource extends Pick<Asked, 'engine' | 'device' | 'preprocessing'>, Partial<Pick<Asked, 'mapping'>> {
  readonly drivePath: string;
  readonly modelPath: string;
  /** Frames of the last round, spread over the drive. @default 256 */
  readonly frames?: number | undefined;
}

export interface FitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Preprocessings tried, of those planned and expected (`total` may change), and the best few of the last round that ended. */
  readonly onProgress?: ((done: number, total: number, best: readonly FitCandidate[]) => void) | undefined;
}

const defaultFrames = 256;
/** Frames and survivors of the rounds before the last. */
const firstRound = { frames: 24, keep: 18, wellKnownWithin: 0.15 };
const secondRound = { frames: 80, keep: 6, wellKnownWithin: 0.1 };
/** Of each of these best crops and colours other resizes, blurs and scales are tried in the last round. */
const variedEssences = 2;
/** A network steers the other way round when its correlation is below the first, and by the second clearer than any other. */
const reversedCorrelation = -0.5;
const reversedLead = 0.2;
const maxWorkers = 4;
/** Shown while the search goes on. */
const shownBest = 5;

/**
 * Tries the plausible preprocessings on a sample of frames in three rounds, each on more frames and with fewer
 * candidates, and ranks them by agreement with the recorded steering.
 * @throws SteerscopeError `bad-request` for a drive without recorded steering, `cancelled`, and whatever keeps the drive
 * or the network from opening or running.
 */
export async function fitPreprocessing(source: FitSource, options: FitOptions = {}): Promise<FitResult> {
  const { signal } = options;
  const { frames: mostFrames = defaultFrames, ...asked } = source;
  const session = await openAnalysisClient({ ...asked, threads: 1 }, { signal });
  const opened: AnalysisClient[] = [session];
  try {
    const { steering } = await session.columns({ signal });
    const { drive } = session.state;
    if (!drive) throw new Error('A session opened without its drive.');
    if (!steering) throw withoutSteering(drive.path);
    const sample = spreadFrames(drive.frameCount, mostFrames);
    const locating = sample.map((frame) => session.locateFrames(frame, frame + 1, { signal }));
    const located = new Map((await Promise.all(locating)).flat().map((each) => [each.frame, each]));
    const target = await targetOf(session, sample, signal);
    opened.push(...(await openRunWorkers(session, Math.min(availableParallelism(), maxWorkers) - 1, { signal })));

    const report = new FitReport(session.state);
    let best: readonly FitCandidate[] = [];
    const onProgress = (done: number, total: number): void => options.onProgress?.(done, total, best);
    const rounds = new FitRounds(opened, located, steering, { signal, onProgress });
    const rank = (trials: readonly Trial[]): readonly RankedTrial[] => {
      const ranked = rankTrials(turned(trials), report.sameUnit);
      best = ranked.slice(0, shownBest).map((trial) => report.candidate(trial));
      return ranked;
    };

    const first = rank(
      await rounds.run(gridCandidates(target), variedFrames(sample, steering, firstRound.frames), 2 * firstRound.keep),
    );
    const closer = promising(first, firstRound.keep, firstRound.wellKnownWithin).map(({ candidate }) => candidate);
    const second = rank(await rounds.run(closer, variedFrames(sample, steering, secondRound.frames), firstRound.keep));
    const last = rank(await rounds.run(finalists(second, target), sample, 0));
    return report.result(withEarlier(last, [second, first]), sample.length);
  } finally {
    await Promise.all(opened.map((worker) => worker.dispose()));
  }
}

/** Those that go into the last round: the best, what is well known of the same crops and colours, and variants. */
function finalists(ranked: readonly RankedTrial[], target: FitTarget): readonly Candidate[] {
  const tied = ranked.filter((trial) => trial.tied).slice(0, secondRound.keep);
  const best = [...new Set([...tied, ...promising(ranked, secondRound.keep, secondRound.wellKnownWithin)])];
  const candidates = best.map(({ candidate }) => candidate);
  const essences = new Set(candidates.map(essence));
  const known = wellKnownCandidates(target).filter((candidate) => essences.has(essence(candidate)));
  const varied = unique(candidates.map((candidate) => variantsOf(candidate, target)[0] ?? candidate)).slice(
    0,
    variedEssences,
  );
  return unique([
    ...known,
    ...candidates,
    ...varied.flatMap((candidate) => variantsOf(candidate, target)),
    ...varied.slice(0, 1).flatMap((candidate) => scaledOtherwise(candidate, target)),
  ]);
}

/** Those that steer the other way round far more clearly than any steers as the drive are turned. */
function turned(trials: readonly Trial[]): readonly Trial[] {
  const best = Math.max(...trials.map(({ agreement }) => agreement.r));
  const limit = Math.min(reversedCorrelation, -best - reversedLead);
  return trials.map((trial) => (trial.agreement.r < limit ? reverse(trial) : trial));
}

/** The last round, then what was left out in the rounds before, the latest first; none of it is tied. */
function withEarlier(
  last: readonly RankedTrial[],
  earlier: readonly (readonly RankedTrial[])[],
): readonly RankedTrial[] {
  const all = [...last];
  const tried = new Set(last.map(({ candidate }) => JSON.stringify(candidate.steps)));
  for (const round of earlier)
    for (const trial of [...round].sort(byCorrelation)) {
      const key = JSON.stringify(trial.candidate.steps);
      if (!tried.has(key)) all.push({ ...trial, tied: false });
      tried.add(key);
    }
  return all;
}

/** @throws SteerscopeError when not one picture of the sample can be read. */
async function targetOf(
  session: AnalysisClient,
  sample: readonly number[],
  signal: AbortSignal | undefined,
): Promise<FitTarget> {
  const { model } = session.state;
  if (!model) throw new Error('A session opened without its network.');
  const image = await firstPicture(session, sample, signal);
  const { input, scalesInput } = model;
  return { imageWidth: image.width, imageHeight: image.height, input, scalesInput };
}

async function firstPicture(
  session: AnalysisClient,
  frames: readonly number[],
  signal: AbortSignal | undefined,
): Promise<RgbaImage> {
  let failure: unknown = null;
  for (const frame of frames) {
    refuseCancelled(signal);
    try {
      return await decodeImage(await session.encodedFrame(frame, null, { signal }));
    } catch (thrown) {
      failure ??= thrown;
    }
  }
  throw failure ?? new Error('A drive without frames was opened.');
}

const withoutSteering = (path: string): SteerscopeError =>
  new SteerscopeError(
    'bad-request',
    `The search compares with the recorded steering, and this drive has none: ${path}`,
    'Open a drive with recorded steering that the network was trained for.',
  );
