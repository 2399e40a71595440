import type { ColourConversion } from '../../shared/preprocessing.ts';
import { byteToHls, floatToHls } from './cv2-hls.ts';
import { byteToHsv, floatToHsv } from './cv2-hsv.ts';
import { byteToLab, floatToLab } from './cv2-lab.ts';
import { denseLayout, type PixelData, type PixelLayout, type PixelOperation } from './pixel-operation.ts';
import type { TfConversion } from './tf-colour.ts';

export type Cv2Conversion = Exclude<ColourConversion, TfConversion>;

/** Writes the colour (r, g, b) at `target[to]`; as many elements as the conversion has channels. */
export type WriteColour = (r: number, g: number, b: number, target: PixelData, to: number) => void;

/** cv2.cvtColor with 8-bit pixels, or with float pixels, which OpenCV expects in 0..1. */
interface Conversion {
  readonly channels: 1 | 3;
  readonly ofBytes: WriteColour;
  readonly ofFloats: WriteColour;
}

const gray: Conversion = {
  channels: 1,
  // Weights of ITU-R BT.601 in 1/32768.
  ofBytes: (r, g, b, target, to) => (target[to] = (r * 9798 + g * 19235 + b * 3735 + 16384) >> 15),
  ofFloats: (r, g, b, target, to) => (target[to] = 0.299 * r + 0.587 * g + 0.114 * b),
};

const clampToByte = (value: number) => Math.min(Math.max(value, 0), 255);

/** Y, then U = 0.492 (B - Y) and V = 0.877 (R - Y), both about the middle of the range; 8-bit in 1/16384. */
const yuv: Conversion = {
  channels: 3,
  ofBytes(r, g, b, target, to) {
    const y = (r * 4899 + g * 9617 + b * 1868 + 8192) >> 14;
    target[to] = y;
    target[to + 1] = clampToByte(((b - y) * 8061 + (128 << 14) + 8192) >> 14);
    target[to + 2] = clampToByte(((r - y) * 14369 + (128 << 14) + 8192) >> 14);
  },
  ofFloats(r, g, b, target, to) {
    const y = 0.299 * r + 0.587 * g + 0.114 * b;
    target[to] = y;
    target[to + 1] = (b - y) * 0.492 + 0.5;
    target[to + 2] = (r - y) * 0.877 + 0.5;
  },
};

/** Y, then Cr = 0.713 (R - Y) and Cb = 0.564 (B - Y), both about the middle of the range; 8-bit in 1/16384. */
const yCrCb: Conversion = {
  channels: 3,
  ofBytes(r, g, b, target, to) {
    const y = (r * 4899 + g * 9617 + b * 1868 + 8192) >> 14;
    target[to] = y;
    target[to + 1] = clampToByte(((r - y) * 11682 + (128 << 14) + 8192) >> 14);
    target[to + 2] = clampToByte(((b - y) * 9241 + (128 << 14) + 8192) >> 14);
  },
  ofFloats(r, g, b, target, to) {
    const y = 0.299 * r + 0.587 * g + 0.114 * b;
    target[to] = y;
    target[to + 1] = (r - y) * 0.713 + 0.5;
    target[to + 2] = (b - y) * 0.564 + 0.5;
  },
};

const hsv: Conversion = { channels: 3, ofBytes: byteToHsv, ofFloats: floatToHsv };
const hls: Conversion = { channels: 3, ofBytes: byteToHls, ofFloats: floatToHls };
const lab: Conversion = { channels: 3, ofBytes: byteToLab, ofFloats: floatToLab };

const writeBgr: WriteColour = (r, g, b, target, to) => {
  target[to] = b;
  target[to + 1] = g;
  target[to + 2] = r;
};
const bgr: Conversion = { channels: 3, ofBytes: writeBgr, ofFloats: writeBgr };

const conversions: Readonly<Record<Cv2Conversion, Conversion & { readonly redAt: 0 | 2 }>> = {
  RGB2BGR: { ...bgr, redAt: 0 },
  RGB2GRAY: { ...gray, redAt: 0 },
  BGR2GRAY: { ...gray, redAt: 2 },
  RGB2YUV: { ...yuv, redAt: 0 },
  BGR2YUV: { ...yuv, redAt: 2 },
  RGB2YCrCb: { ...yCrCb, redAt: 0 },
  BGR2YCrCb: { ...yCrCb, redAt: 2 },
  RGB2HSV: { ...hsv, redAt: 0 },
  BGR2HSV: { ...hsv, redAt: 2 },
  RGB2HLS: { ...hls, redAt: 0 },
  BGR2HLS: { ...hls, redAt: 2 },
  RGB2LAB: { ...lab, redAt: 0 },
  BGR2LAB: { ...lab, redAt: 2 },
};

/** cv2.cvtColor of pixels with three channels. */
export function cv2Colour(input: PixelLayout, conversion: Cv2Conversion): PixelOperation {
  const { width, height, pixelStride, rowStride, isFloat } = input;
  const { channels, redAt, ofBytes, ofFloats } = conversions[conversion];
  const write = isFloat ? ofFloats : ofBytes;
  return {
    output: denseLayout({ width, height, channels, isFloat }),
    run(source, offset, target) {
      let to = 0;
      for (let y = 0; y < height; y++) {
        let from = offset + y * rowStride;
        for (let x = 0; x < width; x++, from += pixelStride, to += channels)
          write(source[from + redAt]!, source[from + 1]!, source[from + 2 - redAt]!, target, to);
      }
    },
  };
}
