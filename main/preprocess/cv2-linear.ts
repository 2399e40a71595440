import { blockMean } from './block-mean.ts';
import {
  denseLayout,
  roundHalfToEven,
  type PixelData,
  type PixelLayout,
  type PixelOperation,
} from './pixel-operation.ts';

/** Where an output element lies between two input elements: `first + fraction`. */
export interface LinearTaps {
  /** May be -1 or the last index: the neighbours are then clamped. */
  readonly first: Int32Array;
  /** float32, 0..1. */
  readonly fraction: Float32Array;
}

/** Pixel centres lie at i + 0.5: OpenCV's INTER_LINEAR. */
export function halfPixelTaps(inputSize: number, outputSize: number): LinearTaps {
  const scale = 1 / (outputSize / inputSize);
  const first = new Int32Array(outputSize);
  const fraction = new Float32Array(outputSize);
  for (let index = 0; index < outputSize; index++) {
    const position = Math.fround((index + 0.5) * scale - 0.5);
    first[index] = Math.floor(position);
    fraction[index] = position - Math.floor(position);
  }
  return { first, fraction };
}

/** cv2.resize with INTER_LINEAR; halving both axes is the average of four, as OpenCV does it. */
export function cv2Linear(input: PixelLayout, width: number, height: number): PixelOperation {
  if (input.width === 2 * width && input.height === 2 * height) return blockMean(input, width, height);
  return interpolateLinearly(
    input,
    halfPixelTaps(input.width, width),
    halfPixelTaps(input.height, height),
    width,
    height,
  );
}

/** Two-tap interpolation along rows, then along columns, in the arithmetic of OpenCV's resize. */
export function interpolateLinearly(
  input: PixelLayout,
  columnTaps: LinearTaps,
  rowTaps: LinearTaps,
  width: number,
  height: number,
): PixelOperation {
  const { channels, isFloat, pixelStride, rowStride } = input;
  const columns = columnNeighbours(columnTaps, input.width, pixelStride, isFloat);
  const rows = rowNeighbours(rowTaps, input.height, rowStride, isFloat);
  const fillRow = isFloat ? fillFloatRow : fillByteRow;
  return {
    output: denseLayout({ ...input, width, height }),
    run(source, offset, target) {
      for (let y = 0; y < height; y++) {
        const above = offset + rows.first[y]!;
        const below = offset + rows.second[y]!;
        const to = y * width * channels;
        fillRow(source, above, below, rows.firstWeight[y]!, rows.secondWeight[y]!, columns, channels, target, to);
      }
    },
  };
}

/** Where each output element's two neighbours begin, in elements, and their weights: 11-bit for bytes. */
interface Neighbours {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly firstWeight: Int32Array | Float32Array;
  readonly secondWeight: Int32Array | Float32Array;
}

function emptyNeighbours(length: number, isFloat: boolean): Neighbours {
  const weights = () => (isFloat ? new Float32Array(length) : new Int32Array(length));
  return {
    first: new Int32Array(length),
    second: new Int32Array(length),
    firstWeight: weights(),
    secondWeight: weights(),
  };
}

function setWeights(neighbours: Neighbours, index: number, fraction: number, isFloat: boolean): void {
  const rest = Math.fround(1 - fraction);
  neighbours.firstWeight[index] = isFloat ? rest : roundHalfToEven(rest * 2048);
  neighbours.secondWeight[index] = isFloat ? fraction : roundHalfToEven(fraction * 2048);
}

/** Outside the row all the weight goes to the border pixel. */
function columnNeighbours(taps: LinearTaps, size: number, stride: number, isFloat: boolean): Neighbours {
  const neighbours = emptyNeighbours(taps.first.length, isFloat);
  taps.first.forEach((column, x) => {
    const isAtBorder = column < 0 || column >= size - 1;
    const first = Math.min(Math.max(column, 0), size - 1);
    neighbours.first[x] = first * stride;
    neighbours.second[x] = (isAtBorder ? first : first + 1) * stride;
    setWeights(neighbours, x, isAtBorder ? 0 : taps.fraction[x]!, isFloat);
  });
  return neighbours;
}

/** Outside the picture both neighbours are the border row, and the weights stay. */
function rowNeighbours(taps: LinearTaps, size: number, stride: number, isFloat: boolean): Neighbours {
  const neighbours = emptyNeighbours(taps.first.length, isFloat);
  taps.first.forEach((row, y) => {
    neighbours.first[y] = Math.min(Math.max(row, 0), size - 1) * stride;
    neighbours.second[y] = Math.min(Math.max(row + 1, 0), size - 1) * stride;
    setWeights(neighbours, y, taps.fraction[y]!, isFloat);
  });
  return neighbours;
}

/** Of the sums along the rows OpenCV drops 4 bits, of the products along the columns 16, and it rounds the last 2. */
function fillByteRow(
  source: PixelData,
  above: number,
  below: number,
  aboveWeight: number,
  belowWeight: number,
  columns: Neighbours,
  channels: number,
  target: PixelData,
  to: number,
): void {
  const { first, second, firstWeight, secondWeight } = columns;
  const { length } = first;
  for (let x = 0; x < length; x++) {
    const left = first[x]!;
    const right = second[x]!;
    const leftWeight = firstWeight[x]!;
    const rightWeight = secondWeight[x]!;
    for (let channel = 0; channel < channels; channel++) {
      const top = source[above + left + channel]! * leftWeight + source[above + right + channel]! * rightWeight;
      const bottom = source[below + left + channel]! * leftWeight + source[below + right + channel]! * rightWeight;
      target[to++] = (((aboveWeight * (top >> 4)) >> 16) + ((belowWeight * (bottom >> 4)) >> 16) + 2) >> 2;
    }
  }
}

function fillFloatRow(
  source: PixelData,
  above: number,
  below: number,
  aboveWeight: number,
  belowWeight: number,
  columns: Neighbours,
  channels: number,
  target: PixelData,
  to: number,
): void {
  const { first, second, firstWeight, secondWeight } = columns;
  const { length } = first;
  for (let x = 0; x < length; x++) {
    const left = first[x]!;
    const right = second[x]!;
    const leftWeight = firstWeight[x]!;
    const rightWeight = secondWeight[x]!;
    for (let channel = 0; channel < channels; channel++) {
      const top = source[above + left + channel]! * leftWeight + source[above + right + channel]! * rightWeight;
      const bottom = source[below + left + channel]! * leftWeight + source[below + right + channel]! * rightWeight;
      target[to++] = Math.fround(top) * aboveWeight + Math.fround(bottom) * belowWeight;
    }
  }
}
