import type { Map2d } from '../../../shared/pixels.ts';
import type { MapSize } from '../stage-plan.ts';
import type { Upscale } from '../upscale.ts';
import type { PortReduction } from './port-profile.ts';

/** A map in float64, `[row, column]`. */
export interface PortMap extends MapSize {
  readonly values: Float64Array;
}

/**
 * Channels to one map.
 * @param channels every channel for `mean-of-shares`, else their mean alone.
 * @param count number of channels that the mean is of.
 */
export function reduceChannels(channels: readonly Map2d[], count: number, reduce: PortReduction): PortMap {
  const { height, width } = channels[0]!;
  const factors = channels.map(({ values }) => {
    if (reduce === 'mean-of-shares') return 1 / (largest(values) + 1e-4) / channels.length;
    return reduce === 'sum' ? count : 1;
  });
  const values = new Float64Array(height * width);
  channels.forEach((channel, index) => {
    for (let at = 0; at < values.length; at++) values[at]! += channel.values[at]! * factors[index]!;
  });
  return { height, width, values };
}

/** (value − min) / (max − min + epsilon); NaN everywhere where that is 0 / 0, as in the ports. */
export function minMaxed({ height, width, values }: PortMap, epsilon: number): PortMap {
  const min = smallest(values);
  const divisor = largest(values) - min + epsilon;
  return { height, width, values: values.map((value) => (value - min) / divisor) };
}

/**
 * To mean 0 and deviation 1 over all numbers of a picture, by tf.image.per_image_standardization: the deviation counts as
 * 1 / √n at least.
 */
export function standardised(channels: readonly Map2d[]): readonly Map2d[] {
  const all = channels.flatMap(({ values }) => [...values]);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
  const deviation = Math.max(Math.sqrt(variance), 1 / Math.sqrt(all.length));
  return channels.map(({ height, width, values }) => {
    return { height, width, values: values.map((value) => (value - mean) / deviation) };
  });
}

export function multiplied({ height, width, values }: PortMap, by: PortMap): PortMap {
  return { height, width, values: values.map((value, at) => value * by.values[at]!) };
}

export function scaled({ values }: PortMap, upscale: Upscale): PortMap {
  const { height, width } = upscale;
  const target = new Float64Array(height * width);
  upscale.run(values, target);
  return { height, width, values: target };
}

/** NaN where one is. */
const smallest = (values: Float64Array): number => values.reduce((min, value) => Math.min(min, value), Infinity);
const largest = (values: Float32Array | Float64Array): number => {
  let max = -Infinity;
  for (const value of values) max = Math.max(max, value);
  return max;
};
