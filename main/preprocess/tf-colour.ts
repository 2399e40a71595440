import { denseLayout, type PixelData, type PixelLayout, type PixelOperation } from './pixel-operation.ts';

/** Conversions of tf.image, of pixels as floats; nothing is clipped. */
export type TfConversion = 'tf-rgb-to-grayscale' | 'tf-rgb-to-yuv' | 'tf-rgb-to-hsv';

type WriteColour = (r: number, g: number, b: number, target: PixelData, to: number) => void;

const conversions: Readonly<Record<TfConversion, { readonly channels: 1 | 3; readonly write: WriteColour }>> = {
  'tf-rgb-to-grayscale': {
    channels: 1,
    write: (r, g, b, target, to) => (target[to] = 0.2989 * r + 0.587 * g + 0.114 * b),
  },
  'tf-rgb-to-yuv': {
    channels: 3,
    write(r, g, b, target, to) {
      target[to] = 0.299 * r + 0.587 * g + 0.114 * b;
      target[to + 1] = -0.14714119 * r - 0.28886916 * g + 0.43601035 * b;
      target[to + 2] = 0.61497538 * r - 0.51496512 * g - 0.10001026 * b;
    },
  },
  'tf-rgb-to-hsv': { channels: 3, write: writeHsv },
};

/** H and S 0..1, V as the pixels are. */
function writeHsv(r: number, g: number, b: number, target: PixelData, to: number): void {
  const v = Math.max(r, g, b);
  const range = v - Math.min(r, g, b);
  const norm = range > 0 ? 1 / (6 * range) : 0;
  let hue: number;
  if (r === v) hue = norm * (g - b);
  else if (g === v) hue = norm * (b - r) + 2 / 6;
  else hue = norm * (r - g) + 4 / 6;
  if (range <= 0) hue = 0;
  target[to] = hue < 0 ? hue + 1 : hue;
  target[to + 1] = v > 0 ? range / v : 0;
  target[to + 2] = v;
}

export const isTfConversion = (conversion: string): conversion is TfConversion => conversion in conversions;

/** tf.image.rgb_to_* of tf.cast(image, tf.float32): three channels in, floats out. */
export function tfColour(input: PixelLayout, conversion: TfConversion): PixelOperation {
  const { width, height, pixelStride, rowStride } = input;
  const { channels, write } = conversions[conversion];
  return {
    output: denseLayout({ width, height, channels, isFloat: true }),
    run(source, offset, target) {
      let to = 0;
      for (let y = 0; y < height; y++) {
        let from = offset + y * rowStride;
        for (let x = 0; x < width; x++, from += pixelStride, to += channels)
          write(source[from]!, source[from + 1]!, source[from + 2]!, target, to);
      }
    },
  };
}
