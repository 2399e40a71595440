import type { Candidate } from './fit-candidates.ts';
import type { Agreement } from './fit-score.ts';

/** A candidate with what it predicts. */
export interface Trial {
  readonly candidate: Candidate;
  /** Of the frames of its round, in the order of the drive; as `predicted`. */
  readonly recorded: readonly number[];
  readonly predicted: Float64Array;
  readonly agreement: Agreement;
  /** Whether `predicted` is the negative of what the network says. */
  readonly reversed: boolean;
}

export interface RankedTrial extends Trial {
  readonly tied: boolean;
}

/** Below it nothing agrees. */
export const leastCorrelation = 0.3;
/** With fewer answers that are numbers a candidate comes last. */
const leastAnswered = 0.9;
/** Where values agree so much less than those of another candidate in the tie, the correlation alone says too little. */
const largestConcordanceLoss = 0.15;

/** What candidates are put in order by where nothing better is known; below every correlation when answers are missing. */
export const rankingCorrelation = ({ agreement }: Pick<Trial, 'agreement'>): number =>
  agreement.answered < leastAnswered ? -2 : agreement.r;

export const byCorrelation = (a: Trial, b: Trial): number => rankingCorrelation(b) - rankingCorrelation(a);

/**
 * Trials on the same frames, best first. Those that the sample cannot tell from the highest correlation, and whose values
 * agree about as well, come first: well-known ones before others, then by concordance, or by correlation where the units
 * differ. The rest follow by correlation.
 */
export function rankTrials(trials: readonly Trial[], sameUnit: boolean): readonly RankedTrial[] {
  const sorted = [...trials].sort(byCorrelation);
  const best = sorted[0];
  if (!best) return [];
  const closeness = ({ agreement }: Trial): number => (sameUnit ? agreement.concordance : agreement.r);
  const alike = sorted.filter((trial) => trial === best || best.agreement.isTiedWith(trial.agreement));
  const closest = Math.max(...alike.map(closeness));
  const tied = alike.filter((trial) => closeness(trial) >= closest - largestConcordanceLoss);
  tied.sort((a, b) => Number(b.candidate.wellKnown) - Number(a.candidate.wellKnown) || closeness(b) - closeness(a));
  return [
    ...tied.map((trial) => ({ ...trial, tied: true })),
    ...sorted.filter((trial) => !tied.includes(trial)).map((trial) => ({ ...trial, tied: false })),
  ];
}

/** The trials that go on to a closer look: those of highest correlation, and well-known ones not far behind. */
export function promising(trials: readonly Trial[], most: number, wellKnownWithin: number): readonly Trial[] {
  const sorted = [...trials].sort(byCorrelation);
  const best = sorted[0] ? rankingCorrelation(sorted[0]) : 0;
  const known = sorted.filter(
    (trial) => trial.candidate.wellKnown && rankingCorrelation(trial) >= best - wellKnownWithin,
  );
  return [...new Set([...sorted.slice(0, most), ...known])];
}
