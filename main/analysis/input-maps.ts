import type { ImageInput } from '../../shared/model.ts';
import type { Map2d } from '../../shared/pixels.ts';

/** A network's input `[row, column, channel]` as one map a channel. */
export function inputMaps(input: Float32Array, { height, width, channels }: ImageInput): readonly Map2d[] {
  return Array.from({ length: channels }, (_, channel) => {
    const values = new Float32Array(height * width);
    for (let index = 0; index < values.length; index++) values[index] = input[index * channels + channel] ?? 0;
    return { height, width, values };
  });
}
