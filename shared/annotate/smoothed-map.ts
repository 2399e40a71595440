import type { Map2d } from '../pixels.ts';

/**
 * Binomial, from the middle outwards: a pattern that alternates from cell to cell is gone, of one that repeats after four
 * a sixteenth is left.
 */
const weights = [70, 56, 28, 8, 1] as const;
const allWeights = 256;
const reach = 4;

/** The map averaged over nine by nine cells, near ones counting more; cells that are no number stay so and count nowhere. */
export function smoothedMap({ width, height, values }: Map2d): Map2d {
  const alongRows = smoothedAlong(values, width, height, 1);
  return { width, height, values: smoothedAlong(alongRows, height, width, width) };
}

/** Along lines of `length` cells, `step` apart in the array; `count` such lines lie side by side. */
function smoothedAlong(values: Float32Array, length: number, count: number, step: number): Float32Array {
  const smoothed = new Float32Array(values.length);
  const nextLine = step === 1 ? length : 1;
  for (let line = 0; line < count; line++)
    for (let place = 0, at = line * nextLine; place < length; place++, at += step) {
      const inside = place >= reach && place + reach < length;
      const sum = inside ? sumAround(values, at, step) : Number.NaN;
      smoothed[at] = Number.isNaN(sum) ? meanOfKnown(values, at, step, place, length) : sum / allWeights;
    }
  return smoothed;
}

/** The usual case, without a loop: it runs twice for every cell of every frame. NaN where any of the cells is. */
function sumAround(values: Float32Array, at: number, step: number): number {
  const near = (values[at - step] as number) + (values[at + step] as number);
  const second = (values[at - 2 * step] as number) + (values[at + 2 * step] as number);
  const third = (values[at - 3 * step] as number) + (values[at + 3 * step] as number);
  const far = (values[at - 4 * step] as number) + (values[at + 4 * step] as number);
  return weights[0] * (values[at] as number) + weights[1] * near + weights[2] * second + weights[3] * third + far;
}

/** At the ends of a line, and beside cells that are no number: over those that there are. */
function meanOfKnown(values: Float32Array, at: number, step: number, place: number, length: number): number {
  if (Number.isNaN(values[at] as number)) return Number.NaN;
  let [sum, weight] = [0, 0];
  for (let away = -reach; away <= reach; away++) {
    const value = values[at + away * step] as number;
    if (place + away < 0 || place + away >= length || Number.isNaN(value)) continue;
    const share = weights[Math.abs(away)] as number;
    sum += value * share;
    weight += share;
  }
  return sum / weight;
}
