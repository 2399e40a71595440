/** An axis whose ends and marks are round numbers. */
export interface NiceAxis {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Ascending, first `min`, last `max`. */
  readonly ticks: readonly number[];
  /** Digits after the point that tell the ticks apart. */
  readonly decimals: number;
}

const smallestRoom = 0.01;

/**
 * Round ticks 1, 2 or 5 times a power of ten that cover `min`..`max` in about `wanted` steps. A constant gets room on both
 * sides; anything not finite counts as 0.
 */
export function niceAxis(min: number, max: number, wanted: number): NiceAxis {
  const low = Number.isFinite(min) ? min : 0;
  const high = Number.isFinite(max) ? Math.max(max, low) : low;
  const room = high - low > 1e-9 ? 0 : Math.max(Math.abs(low) * 0.1, smallestRoom);
  const step = roundStep((high - low + 2 * room) / Math.max(wanted, 1));
  // A hair of tolerance keeps 0.30000000000000004 from asking for one more tick.
  const first = Math.floor((low - room) / step + 1e-9);
  const last = Math.ceil((high + room) / step - 1e-9);
  const decimals = stepDecimals(step);
  const ticks = Array.from(
    { length: last - first + 1 },
    (_, index) => Number(((first + index) * step).toFixed(decimals)) || 0,
  );
  return { min: ticks[0] ?? low, max: ticks.at(-1) ?? high, step, ticks, decimals };
}

/** Digits after the point that tell multiples of a round step apart. */
export const stepDecimals = (step: number): number => Math.max(0, -Math.floor(Math.log10(step) + 1e-9));

/** The smallest of 1, 2 and 5 times a power of ten that is not below `least`, a hair aside. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const share = least / power;
  return power * (share <= 1.0001 ? 1 : share <= 2.0001 ? 2 : share <= 5.0001 ? 5 : 10);
}
