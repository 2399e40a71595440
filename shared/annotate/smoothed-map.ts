import type { Map2d } from '../pixels.ts';

/** Binomial: a pattern that alternates from cell to cell is gone, of one that repeats after four a sixteenth is left. */
const weights = [1, 8, 28, 56, 70, 56, 28, 8, 1];
const reach = 4;

/** The map averaged over nine by nine cells, near ones counting more; cells that are no number stay so and count nowhere. */
export function smoothedMap({ width, height, values }: Map2d): Map2d {
  const alongRows = smoothedAlong(values, width, height, 1);
  const both = smoothedAlong(alongRows, height, width, width);
  return { width, height, values: both };
}

/**
 * Along lines of `length` cells, `step` apart in the array; `count` such lines lie side by side.
 */
function smoothedAlong(values: Float32Array, length: number, count: number, step: number): Float32Array {
  const smoothed = new Float32Array(values.length);
  const nextLine = step === 1 ? length : 1;
  for (let line = 0; line < count; line++)
    for (let place = 0; place < length; place++) {
      const at = line * nextLine + place * step;
      let [sum, weight] = [0, 0];
      for (let away = -reach; away <= reach; away++) {
        const from = place + away;
        if (from < 0 || from >= length) continue;
        const value = values[at + away * step] as number;
        if (Number.isNaN(value)) continue;
        const share = weights[away + reach] as number;
        sum += value * share;
        weight += share;
      }
      smoothed[at] = Number.isNaN(values[at] as number) ? Number.NaN : sum / weight;
    }
  return smoothed;
}
