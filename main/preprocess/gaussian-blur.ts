import { denseLayout, type PixelData, type PixelLayout, type PixelOperation } from './pixel-operation.ts';

/** What cv2.GaussianBlur takes for a kernel of this size when sigma is 0, in 1/256. */
const kernels = {
  3: [64, 128, 64],
  5: [16, 64, 96, 64, 16],
  7: [8, 28, 56, 72, 56, 28, 8],
} as const;

/** BORDER_REFLECT_101: the border pixel itself is not repeated. */
function reflect(index: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const folded = ((index % period) + period) % period;
  return folded < size ? folded : period - folded;
}

/** Element offsets, relative to the line's start, of the pixels under each kernel position. */
function reflectedOffsets(size: number, kernelSize: number, stride: number): Int32Array {
  const radius = (kernelSize - 1) / 2;
  return Int32Array.from(
    { length: size * kernelSize },
    (_, i) => reflect(Math.floor(i / kernelSize) + (i % kernelSize) - radius, size) * stride,
  );
}

/** cv2.GaussianBlur(image, (kernel, kernel), 0): exact sums in 1/65536, rounded half up once for 8-bit pixels. */
export function gaussianBlur(input: PixelLayout, kernel: 3 | 5 | 7): PixelOperation {
  const { width, height, channels, pixelStride, rowStride, isFloat } = input;
  const weights = Int32Array.from(kernels[kernel]);
  const rowLength = width * channels;
  const between = isFloat ? new Float64Array(rowLength * height) : new Int32Array(rowLength * height);
  const columnOffsets = reflectedOffsets(width, kernel, pixelStride);
  const rowOffsets = reflectedOffsets(height, kernel, rowLength);
  return {
    output: denseLayout(input),
    run(source, offset, target) {
      for (let y = 0; y < height; y++)
        blurRow(source, offset + y * rowStride, columnOffsets, weights, channels, between, y * rowLength, rowLength);
      blurColumns(between, rowOffsets, weights, rowLength, target, isFloat);
    },
  };
}

function blurRow(
  source: PixelData,
  start: number,
  offsets: Int32Array,
  weights: Int32Array,
  channels: number,
  between: Int32Array | Float64Array,
  targetStart: number,
  rowLength: number,
): void {
  for (let i = 0, tapsFrom = 0; i < rowLength; tapsFrom += weights.length)
    for (let channel = 0; channel < channels; channel++, i++) {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++)
        sum += source[start + offsets[tapsFrom + tap]! + channel]! * weights[tap]!;
      between[targetStart + i] = sum;
    }
}

function blurColumns(
  between: Int32Array | Float64Array,
  offsets: Int32Array,
  weights: Int32Array,
  rowLength: number,
  target: PixelData,
  isFloat: boolean,
): void {
  const height = offsets.length / weights.length;
  for (let y = 0, to = 0; y < height; y++)
    for (let i = 0; i < rowLength; i++, to++) {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++)
        sum += between[offsets[y * weights.length + tap]! + i]! * weights[tap]!;
      target[to] = isFloat ? sum / 65536 : (sum + 32768) >> 16;
    }
}
