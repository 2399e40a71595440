import { denseLayout, type PixelLayout, type PixelOperation } from './pixel-operation.ts';

/** One number for all channels, or one for each. */
export type PerChannel = number | readonly number[];

/** value * scale + offset, computed in float64, kept as float32. With scale 1 and offset 0 it only makes floats. */
export function affine(input: PixelLayout, scale: PerChannel, offset: PerChannel): PixelOperation {
  const { width, height, channels, pixelStride, rowStride } = input;
  const ofChannel = (values: PerChannel) =>
    Float64Array.from({ length: channels }, (_, channel) =>
      typeof values === 'number' ? values : (values[channel] ?? Number.NaN),
    );
  const scales = ofChannel(scale);
  const offsets = ofChannel(offset);
  return {
    output: denseLayout({ width, height, channels, isFloat: true }),
    run(source, start, target) {
      let to = 0;
      for (let y = 0; y < height; y++) {
        let from = start + y * rowStride;
        for (let x = 0; x < width; x++, from += pixelStride)
          for (let channel = 0; channel < channels; channel++)
            target[to++] = source[from + channel]! * scales[channel]! + offsets[channel]!;
      }
    },
  };
}
