import type { SessionState } from '../../shared/session.ts';
import { describePreprocessing } from '../../shared/describe-preprocessing.ts';
import type { FitCandidate, FitResult } from '../../shared/fit.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { Problem } from '../../shared/problem.ts';
import { steeringMetrics } from '../../shared/steering-metrics.ts';
import { leastCorrelation, rankingCorrelation, type RankedTrial } from './fit-ranking.ts';
import { outputHealth, outputLimits, type OutputLimits } from './output-health.ts';
import { steeringDoubts } from './steering-doubts.ts';
import { hasDriveUnit, statedSteering } from './steering-reader.ts';

/** Puts what was tried into words and figures, for one network and drive. */
export class FitReport {
  readonly #base: Omit<Preprocessing, 'steps'>;
  readonly #state: SessionState;
  readonly #limits: OutputLimits | null;
  /** Whether predicted and recorded steering are in one unit. */
  readonly sameUnit: boolean;

  /** @param state of a session with a drive and a network. */
  constructor(state: SessionState) {
    const { steps: _, ...base } = state.preprocessing ?? { version: 1, steps: [] };
    this.#base = base;
    this.#state = state;
    this.#limits = state.model && state.steering && outputLimits(state.model, statedSteering(state.steering));
    this.sameUnit = hasDriveUnit(state);
  }

  /** A row of the table. */
  candidate(trial: RankedTrial): FitCandidate {
    const preprocessing = this.#preprocessing(trial);
    const limits = this.#limits && (trial.reversed ? negated(this.#limits) : this.#limits);
    const metrics = steeringMetrics(trial.recorded, trial.predicted, this.sameUnit);
    const health = outputHealth(trial.predicted, limits);
    const doubts = health.length > 0 ? [] : steeringDoubts(this.#state, trial.recorded, trial.predicted, metrics);
    return {
      preprocessing,
      description: describePreprocessing(preprocessing),
      metrics,
      problems: [...health, ...(trial.reversed ? [steersTheOtherWay] : []), ...doubts],
      wellKnown: trial.candidate.wellKnown,
      tied: trial.tied,
    };
  }

  /** @param ranked all that was tried, best first. @param frameCount of the sample. */
  result(ranked: readonly RankedTrial[], frameCount: number): FitResult {
    const candidates = ranked.map((trial) => this.candidate(trial));
    const [first] = ranked;
    const agrees = first !== undefined && rankingCorrelation(first) >= leastCorrelation;
    return { candidates, frameCount, agrees, verdict: agrees ? found(candidates) : nothingAgrees(candidates) };
  }

  #preprocessing({ candidate, reversed }: RankedTrial): Preprocessing {
    const steps = [...candidate.steps];
    const { steering } = this.#state;
    if (!reversed || !steering) return { ...this.#base, steps };
    const stated = statedSteering(steering);
    // 0 - x, since -0 would be written as such.
    return { ...this.#base, steps, steering: { ...stated, scale: 0 - stated.scale, offset: 0 - stated.offset } };
  }
}

const negated = ([low, high]: OutputLimits): OutputLimits => [-high, -low];

function found(candidates: readonly FitCandidate[]): string {
  const [best] = candidates;
  if (!best?.metrics) return '';
  const { metrics, description, wellKnown } = best;
  const others = candidates.filter(({ tied }) => tied).length - 1;
  const figures = `r ${(metrics.pearsonR ?? 0).toFixed(2)} over ${metrics.count} frames`;
  if (others === 0) return `The recorded steering is met best by: ${description} (${figures}).`;
  const why = wellKnown ? 'is what public training scripts do' : 'has the closest values';
  return `${description} (${figures}). The sample cannot tell it from ${others} ${others === 1 ? 'other' : 'others'}; it comes first because it ${why}.`;
}

function nothingAgrees(candidates: readonly FitCandidate[]): string {
  const best = Math.max(...candidates.map(({ metrics }) => metrics?.pearsonR ?? 0));
  const broken = candidates.every(({ problems }) => problems.some(({ code }) => code.startsWith('prediction-')));
  if (broken)
    return `Under none of ${candidates.length} preprocessings does the network react to the pictures as one that steers: see the remarks.`;
  const few = candidates.some(({ metrics }) => (metrics?.pearsonR ?? 0) >= leastCorrelation) ? ', on a few frames' : '';
  return `None of ${candidates.length} preprocessings agrees with the recorded steering: the highest correlation is ${best.toFixed(2)}${few}. The network was trained on other roads or another camera, or something was done to its pictures that is not among them.`;
}

const steersTheOtherWay: Problem = {
  severity: 'info',
  code: 'steering-reversed',
  message: 'The numbers of the network grow when those of the drive fall: the preprocessing turns their sign.',
  place: null,
  frame: null,
};
