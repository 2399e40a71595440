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

/** cv2.GaussianBlur(image, (kernel, kernel), 0): exact sums in 1/65536, rounded half up once for 8-bit pixels. */
export function gaussianBlur(input: PixelLayout, kernel: 3 | 5 | 7): PixelOperation {
  const { width, height, channels, pixelStride, rowStride, isFloat } = input;
  const radius = (kernel - 1) / 2;
  const [middle = 0, ...sides] = kernels[kernel].slice(radius);
  const rowLength = width * channels;
  const makeArray = (length: number) => (isFloat ? new Float64Array(length) : new Int32Array(length));
  /** A row with its reflections on either side, so that the sums need not look for the border. */
  const widened = makeArray((width + 2 * radius) * channels);
  const blurredRows = makeArray(rowLength * height);
  const columns = Int32Array.from({ length: width + 2 * radius }, (_, x) => reflect(x - radius, width) * pixelStride);
  const sums = makeArray(rowLength);
  return {
    output: denseLayout(input),
    run(source, offset, target) {
      for (let y = 0; y < height; y++) {
        widenRow(source, offset + y * rowStride, columns, channels, widened);
        weigh(widened, radius * channels, middle, blurredRows, y * rowLength, rowLength);
        sides.forEach((weight, side) => {
          const distance = (side + 1) * channels;
          const at = radius * channels;
          addPair(widened, at - distance, at + distance, weight, blurredRows, y * rowLength, rowLength);
        });
      }
      for (let y = 0; y < height; y++) {
        weigh(blurredRows, y * rowLength, middle, sums, 0, rowLength);
        sides.forEach((weight, side) => {
          const above = reflect(y - side - 1, height) * rowLength;
          const below = reflect(y + side + 1, height) * rowLength;
          addPair(blurredRows, above, below, weight, sums, 0, rowLength);
        });
        if (isFloat) for (let i = 0; i < rowLength; i++) target[y * rowLength + i] = sums[i]! / 65536;
        else for (let i = 0; i < rowLength; i++) target[y * rowLength + i] = (sums[i]! + 32768) >> 16;
      }
    },
  };
}

type Sums = Int32Array | Float64Array;

function widenRow(source: PixelData, start: number, columns: Int32Array, channels: number, widened: Sums): void {
  const { length } = columns;
  for (let x = 0, to = 0; x < length; x++)
    for (let channel = 0; channel < channels; channel++) widened[to++] = source[start + columns[x]! + channel]!;
}

function weigh(source: Sums, from: number, weight: number, target: Sums, to: number, length: number): void {
  for (let i = 0; i < length; i++) target[to + i] = source[from + i]! * weight;
}

function addPair(source: Sums, a: number, b: number, weight: number, target: Sums, to: number, length: number): void {
  for (let i = 0; i < length; i++) target[to + i] = target[to + i]! + (source[a + i]! + source[b + i]!) * weight;
}
