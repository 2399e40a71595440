import { denseLayout, type PixelLayout, type PixelOperation } from './pixel-operation.ts';

/** The channels named by `pick`, in that order; one may be named twice. */
export function pickChannels(input: PixelLayout, pick: readonly number[]): PixelOperation {
  const { width, height, pixelStride, rowStride, isFloat } = input;
  return {
    output: denseLayout({ width, height, channels: pick.length, isFloat }),
    run(source, offset, target) {
      let to = 0;
      for (let y = 0; y < height; y++) {
        let from = offset + y * rowStride;
        for (let x = 0; x < width; x++, from += pixelStride)
          for (const channel of pick) target[to++] = source[from + channel]!;
      }
    },
  };
}
