import type { Map2d } from '../../../shared/pixels.ts';

/** Over the finite numbers of a channel; all NaN where there is none. */
export interface ChannelFigures {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Numbers that are not finite. */
  readonly lost: number;
}

export function channelFigures({ values }: Pick<Map2d, 'values'>): ChannelFigures {
  let [min, max, sum, count] = [Infinity, -Infinity, 0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count += 1;
  }
  const lost = values.length - count;
  return count > 0 ? { min, max, mean: sum / count, lost } : { min: NaN, max: NaN, mean: NaN, lost };
}

/** About four digits: `−0.502`, `127.5`, `255`. */
export function showValue(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const text = Number.isInteger(value) ? String(value) : Math.abs(value) >= 100 ? value.toFixed(1) : value.toFixed(3);
  return text.replace('-', '−');
}
