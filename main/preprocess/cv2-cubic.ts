import {
  denseLayout,
  roundHalfToEven,
  type PixelData,
  type PixelLayout,
  type PixelOperation,
} from './pixel-operation.ts';

/** The four input elements around each output element (clamped to the picture) and their weights. */
interface CubicTaps {
  readonly positions: Int32Array;
  readonly weights: Float32Array;
}

type FourNumbers = [number, number, number, number];

/** Keys' cubic with a = -0.75. */
function cubicWeights(fraction: number): FourNumbers {
  const outer = (x: number): number => ((-0.75 * x + 3.75) * x - 6) * x + 3;
  const inner = (x: number): number => (1.25 * x - 2.25) * x * x + 1;
  const rest = 1 - fraction;
  return [outer(1 + fraction), inner(fraction), inner(rest), outer(1 + rest)];
}

function cubicTaps(inputSize: number, outputSize: number, stride: number): CubicTaps {
  const scale = 1 / (outputSize / inputSize);
  const positions = new Int32Array(outputSize * 4);
  const weights = new Float32Array(outputSize * 4);
  for (let index = 0; index < outputSize; index++) {
    const position = Math.fround((index + 0.5) * scale - 0.5);
    const whole = Math.floor(position);
    cubicWeights(position - whole).forEach((weight, tap) => {
      positions[index * 4 + tap] = Math.min(Math.max(whole - 1 + tap, 0), inputSize - 1) * stride;
      weights[index * 4 + tap] = weight;
    });
  }
  return { positions, weights };
}

/**
 * cv2.resize with INTER_CUBIC: along rows, then along columns, no antialiasing. Bytes are rounded once, at the end, as in
 * OpenCV's builds for Intel; a byte in some thousands differs by 1, where the sum lies on the edge between two.
 */
export function cv2Cubic(input: PixelLayout, width: number, height: number): PixelOperation {
  const { channels, isFloat, pixelStride, rowStride } = input;
  const columns = cubicTaps(input.width, width, pixelStride);
  const rows = cubicTaps(input.height, height, 1);
  const rowLength = width * channels;
  const alongRows = new Float32Array(rowLength * input.height);
  return {
    output: denseLayout({ ...input, width, height }),
    run(source, offset, target) {
      for (let y = 0; y < input.height; y++)
        filterRow(source, offset + y * rowStride, columns, width, channels, alongRows, y * rowLength);
      for (let y = 0; y < height; y++) mixRows(alongRows, rows, y, rowLength, target, isFloat);
    },
  };
}

function filterRow(
  source: PixelData,
  start: number,
  { positions, weights }: CubicTaps,
  width: number,
  channels: number,
  target: Float32Array,
  to: number,
): void {
  for (let x = 0; x < width; x++)
    for (let channel = 0; channel < channels; channel++) {
      const from = start + channel;
      let sum = 0;
      for (let tap = x * 4; tap < x * 4 + 4; tap++) sum += source[from + positions[tap]!]! * weights[tap]!;
      target[to++] = sum;
    }
}

function mixRows(
  source: Float32Array,
  { positions, weights }: CubicTaps,
  y: number,
  rowLength: number,
  target: PixelData,
  isFloat: boolean,
): void {
  const [a, b, c, d] = [0, 1, 2, 3].map((tap) => positions[y * 4 + tap]! * rowLength) as FourNumbers;
  const [wa, wb, wc, wd] = [0, 1, 2, 3].map((tap) => weights[y * 4 + tap]!) as FourNumbers;
  for (let i = 0; i < rowLength; i++) {
    const sum = source[a + i]! * wa + source[b + i]! * wb + source[c + i]! * wc + source[d + i]! * wd;
    target[y * rowLength + i] = isFloat ? sum : roundHalfToEven(Math.min(Math.max(sum, 0), 255));
  }
}
