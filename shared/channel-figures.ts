import type { Map2d } from './pixels.ts';

/** One channel of a stage's activations in one frame, or over several; what is no finite number is counted and left out. */
export interface ChannelFigures {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Share of the values that are exactly 0, 0..1. */
  readonly zeroShare: number;
  /** Share of the values at an end of what the activation can give, 0..1; null for one that has no such end. */
  readonly saturatedShare: number | null;
  /** Values that are NaN or infinite. */
  readonly notFinite: number;
  /** All values, finite or not. */
  readonly count: number;
}

/** All channels of a stage together. */
export interface StageFigures extends ChannelFigures {
  readonly channels: number;
  /** Channels that are 0 everywhere. */
  readonly dead: number;
  /** Channels with one value other than 0 everywhere, of more than one element. */
  readonly constant: number;
}

/**
 * Where activations end that cannot go further; a value so near to an end learns no more. Of ReLUs with a lid only the lid
 * counts: their zeros are told apart.
 */
const ends: Readonly<Record<string, { readonly low: number; readonly high: number }>> = {
  relu6: { low: -Infinity, high: 6 },
  'relu-n1-to-1': { low: -1, high: 1 },
  'relu-0-to-1': { low: -Infinity, high: 1 },
  sigmoid: { low: 0.01, high: 0.99 },
  'hard-sigmoid': { low: 0, high: 1 },
  tanh: { low: -0.99, high: 0.99 },
};

/** Between which values an activation is not saturated, both ends excluded; null where it never is. */
export function saturationEnds(activation: string): { readonly low: number; readonly high: number } | null {
  return ends[activation] ?? null;
}

/** @param activation what the values come from; without one, none is saturated. */
export function channelFigures({ values }: Pick<Map2d, 'values'>, activation = ''): ChannelFigures {
  const limits = saturationEnds(activation);
  let [min, max, sum, zeros, saturated, finite] = [Infinity, -Infinity, 0, 0, 0, 0];
  for (const value of values) {
    // A number minus itself is 0 only when it is finite.
    if (value - value !== 0) continue;
    finite += 1;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zeros += 1;
    if (limits && (value >= limits.high || value <= limits.low)) saturated += 1;
  }
  const share = (count: number): number => (finite === 0 ? Number.NaN : count / finite);
  return {
    min: finite === 0 ? Number.NaN : min,
    max: finite === 0 ? Number.NaN : max,
    mean: share(sum),
    zeroShare: share(zeros),
    saturatedShare: limits && share(saturated),
    notFinite: values.length - finite,
    count: values.length,
  };
}

/** A channel over several frames. */
export function joinedFigures(one: ChannelFigures, other: ChannelFigures): ChannelFigures {
  const [finiteOne, finiteOther] = [one.count - one.notFinite, other.count - other.notFinite];
  if (finiteOne === 0 || finiteOther === 0) {
    const { notFinite } = one;
    const counts = { notFinite: notFinite + other.notFinite, count: one.count + other.count };
    return { ...(finiteOne === 0 ? other : one), ...counts };
  }
  const weighted = (a: number, b: number): number => (a * finiteOne + b * finiteOther) / (finiteOne + finiteOther);
  return {
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
    mean: weighted(one.mean, other.mean),
    zeroShare: weighted(one.zeroShare, other.zeroShare),
    saturatedShare:
      one.saturatedShare === null || other.saturatedShare === null
        ? null
        : weighted(one.saturatedShare, other.saturatedShare),
    notFinite: one.notFinite + other.notFinite,
    count: one.count + other.count,
  };
}

/** 0 wherever it was looked at. */
export function isDead({ min, max, notFinite }: ChannelFigures): boolean {
  return min === 0 && max === 0 && notFinite === 0;
}

export function stageFigures(channels: readonly ChannelFigures[]): StageFigures {
  const [first, ...others] = channels;
  const nothing = { min: NaN, max: NaN, mean: NaN, zeroShare: NaN, saturatedShare: null, notFinite: 0, count: 0 };
  return {
    ...(first ? others.reduce(joinedFigures, first) : nothing),
    channels: channels.length,
    dead: channels.filter(isDead).length,
    constant: channels.filter(({ min, max, count }) => count > 1 && min === max && max !== 0).length,
  };
}
