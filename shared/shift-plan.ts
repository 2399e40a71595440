import type { ShiftTest } from './lab.ts';

/** Shares of the input's width, unless said otherwise: lab.ts says why. */
const usualDilation = 1 / 50;
const usualLimit = 1 / 25;
/** Positions to either side, at most, unless the step is said. */
const usualPositions = 10;

/** What is left open in the request, for an input of that width. */
export function shiftPlan(
  request: Pick<ShiftTest, 'dilationPx' | 'limitPx' | 'stepPx'>,
  width: number,
): { readonly dilationPx: number; readonly shiftsPx: readonly number[] } {
  const scaled = (share: number): number => Math.max(1, Math.round(share * width));
  const limit = request.limitPx ?? scaled(usualLimit);
  const step = Math.min(limit, request.stepPx ?? Math.ceil(limit / usualPositions));
  const positions = Math.floor(limit / step);
  return {
    dilationPx: request.dilationPx ?? scaled(usualDilation),
    shiftsPx: Array.from({ length: 2 * positions + 1 }, (_, index) => (index - positions) * step),
  };
}
