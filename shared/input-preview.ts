import type { Map2d, RgbaImage } from './pixels.ts';

/** Range of one channel of a network's input. */
export interface ChannelRange {
  readonly min: number;
  readonly max: number;
}

/** A network's input as a picture, with the numbers that black and white stand for. */
export interface InputPreview {
  readonly picture: RgbaImage;
  /** What is drawn black and white; equal where the input is all one number, which is drawn black. */
  readonly range: ChannelRange;
}

/** The smallest and the largest finite number; 0 and 0 where there is none. */
export function channelRange({ values }: Pick<Map2d, 'values'>): ChannelRange {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return min <= max ? { min, max } : { min: 0, max: 0 };
}

/**
 * A network's input as it sees it, one map a channel, all of one size: three channels as red, green and blue, whatever
 * they mean to the network; otherwise, or with `channel`, one of them in grey. All are stretched alike, from the smallest
 * number drawn to the largest; numbers that are not finite are drawn magenta.
 *
 * @param channel index of the one to draw; null: all three, or the first.
 */
export function inputPreview(channels: readonly Map2d[], channel: number | null = null): InputPreview {
  const inColour = channel === null && channels.length === 3;
  const drawn = inColour ? channels : channels.slice(channel ?? 0, (channel ?? 0) + 1);
  const [first] = drawn;
  if (!first) throw new RangeError(`A network's input has no channel ${channel ?? 0}.`);
  const ranges = drawn.map(channelRange);
  const range = {
    min: Math.min(...ranges.map(({ min }) => min)),
    max: Math.max(...ranges.map(({ max }) => max)),
  };
  const { width, height } = first;
  const scale = range.max > range.min ? 255 / (range.max - range.min) : 0;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const colour = [0, 1, 2].map((index) => (drawn[index] ?? first).values[pixel] ?? Number.NaN);
    data.set(
      colour.every(Number.isFinite) ? [...colour.map((value) => (value - range.min) * scale), 255] : notANumber,
      pixel * 4,
    );
  }
  return { picture: { width, height, data }, range };
}

const notANumber = [255, 0, 255, 255];
