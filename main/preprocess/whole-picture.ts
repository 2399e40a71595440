import { denseLayout, type PixelData, type PixelLayout, type PixelOperation } from './pixel-operation.ts';

/* Scaling by numbers of the picture itself, over all of its pixels and channels. */

/** tf.image.per_image_standardization: (x - mean) / max(deviation, 1 / sqrt(count)). */
export function standardise(input: PixelLayout): PixelOperation {
  return scalePicture(input, (values) => {
    const { length } = values;
    let sum = 0;
    for (let i = 0; i < length; i++) sum += values[i]!;
    const mean = sum / length;
    let squares = 0;
    for (let i = 0; i < length; i++) squares += (values[i]! - mean) ** 2;
    const scale = 1 / Math.max(Math.sqrt(squares / length), 1 / Math.sqrt(length));
    return { scale, offset: -mean * scale };
  });
}

/** The smallest number becomes `low`, the largest `high`; a picture of one colour becomes `low`. */
export function minMax(input: PixelLayout, low: number, high: number): PixelOperation {
  return scalePicture(input, (values) => {
    let [least, most] = [Infinity, -Infinity];
    for (let i = 0; i < values.length; i++) {
      least = Math.min(least, values[i]!);
      most = Math.max(most, values[i]!);
    }
    const scale = most > least ? (high - low) / (most - least) : 0;
    return { scale, offset: low - least * scale };
  });
}

function scalePicture(
  input: PixelLayout,
  choose: (values: PixelData) => { readonly scale: number; readonly offset: number },
): PixelOperation {
  const { width, height, channels, pixelStride, rowStride } = input;
  const output = denseLayout({ width, height, channels, isFloat: true });
  return {
    output,
    run(source, offset, target) {
      const values = target.subarray(0, output.rowStride * height);
      let to = 0;
      for (let y = 0; y < height; y++) {
        let from = offset + y * rowStride;
        for (let x = 0; x < width; x++, from += pixelStride)
          for (let channel = 0; channel < channels; channel++) values[to++] = source[from + channel]!;
      }
      const by = choose(values);
      for (let i = 0; i < to; i++) values[i] = values[i]! * by.scale + by.offset;
    },
  };
}
