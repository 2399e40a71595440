import { cv2AreaByWholeNumbers } from './cv2-area.ts';
import { denseLayout, roundHalfToEven, type PixelLayout, type PixelOperation } from './pixel-operation.ts';

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
  if (input.width === 2 * width && input.height === 2 * height) return cv2AreaByWholeNumbers(input, width, height);
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
  const { isFloat, rowStride } = input;
  const columns = columnTables(input, columnTaps, width);
  const rows = rowTables(input, rowTaps);
  const rowLength = width * input.channels;
  const interpolateRow = isFloat ? interpolateFloatRow : interpolateByteRow;
  const mixRows = isFloat ? mixFloatRows : mixByteRows;
  let upper: InterpolatedRow = { index: -1, values: isFloat ? new Float32Array(rowLength) : new Int32Array(rowLength) };
  let lower: InterpolatedRow = { index: -1, values: isFloat ? new Float32Array(rowLength) : new Int32Array(rowLength) };

  return {
    output: denseLayout({ ...input, width, height }),
    run(source, offset, target) {
      upper.index = lower.index = -1;
      const fill = (row: InterpolatedRow, index: number) => {
        interpolateRow(source, offset + index * rowStride, columns, row.values);
        row.index = index;
      };
      for (let y = 0; y < height; y++) {
        const upperIndex = rows.first[y] ?? 0;
        const lowerIndex = rows.second[y] ?? 0;
        // Going down, the row that was the lower one is often the next upper one.
        if (upper.index !== upperIndex && lower.index === upperIndex) [upper, lower] = [lower, upper];
        if (upper.index !== upperIndex) fill(upper, upperIndex);
        if (lowerIndex !== upperIndex && lower.index !== lowerIndex) fill(lower, lowerIndex);
        const below = lowerIndex === upperIndex ? upper.values : lower.values;
        mixRows(upper.values, below, rows.firstWeight[y] ?? 0, rows.secondWeight[y] ?? 0, target, y * rowLength);
      }
    },
  };
}

interface InterpolatedRow {
  index: number;
  readonly values: Int32Array | Float32Array;
}

interface Tables {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly firstWeight: Int32Array | Float32Array;
  readonly secondWeight: Int32Array | Float32Array;
}

/** 11-bit weights for 8-bit pixels. */
const weightScale = 2048;

function emptyTables(length: number, isFloat: boolean): Tables {
  const weights = () => (isFloat ? new Float32Array(length) : new Int32Array(length));
  return {
    first: new Int32Array(length),
    second: new Int32Array(length),
    firstWeight: weights(),
    secondWeight: weights(),
  };
}

function setWeights(tables: Tables, index: number, fraction: number, isFloat: boolean): void {
  const rest = Math.fround(1 - fraction);
  tables.firstWeight[index] = isFloat ? rest : roundHalfToEven(rest * weightScale);
  tables.secondWeight[index] = isFloat ? fraction : roundHalfToEven(fraction * weightScale);
}

/** One entry an output element (pixel and channel); outside the row the weight goes to the border pixel. */
function columnTables(input: PixelLayout, taps: LinearTaps, width: number): Tables {
  const { channels, pixelStride, isFloat } = input;
  const tables = emptyTables(width * channels, isFloat);
  const last = input.width - 1;
  for (let x = 0; x < width; x++) {
    const column = taps.first[x] ?? 0;
    const atBorder = column < 0 || column >= last;
    const first = Math.min(Math.max(column, 0), last);
    for (let channel = 0; channel < channels; channel++) {
      const index = x * channels + channel;
      tables.first[index] = first * pixelStride + channel;
      tables.second[index] = (atBorder ? first : first + 1) * pixelStride + channel;
      setWeights(tables, index, atBorder ? 0 : (taps.fraction[x] ?? 0), isFloat);
    }
  }
  return tables;
}

/** One entry an output row; outside the picture both neighbours are the border row, the weights stay. */
function rowTables(input: PixelLayout, taps: LinearTaps): Tables {
  const tables = emptyTables(taps.first.length, input.isFloat);
  const last = input.height - 1;
  taps.first.forEach((row, y) => {
    tables.first[y] = Math.min(Math.max(row, 0), last);
    tables.second[y] = Math.min(Math.max(row + 1, 0), last);
    setWeights(tables, y, taps.fraction[y] ?? 0, input.isFloat);
  });
  return tables;
}

type RowValues = Int32Array | Float32Array | Uint8Array;

function interpolateByteRow(source: RowValues, offset: number, columns: Tables, row: RowValues): void {
  const { first, second, firstWeight, secondWeight } = columns;
  for (let i = 0; i < row.length; i++)
    row[i] = source[offset + first[i]!]! * firstWeight[i]! + source[offset + second[i]!]! * secondWeight[i]!;
}

/** The same text as for bytes: a function of its own keeps each compiled for one type of array. */
function interpolateFloatRow(source: RowValues, offset: number, columns: Tables, row: RowValues): void {
  const { first, second, firstWeight, secondWeight } = columns;
  for (let i = 0; i < row.length; i++)
    row[i] = source[offset + first[i]!]! * firstWeight[i]! + source[offset + second[i]!]! * secondWeight[i]!;
}

/** OpenCV drops 4 bits of the row sums and 16 of the products, then rounds the last 2. */
function mixByteRows(
  upper: RowValues,
  lower: RowValues,
  upperWeight: number,
  lowerWeight: number,
  target: RowValues,
  start: number,
): void {
  for (let i = 0; i < upper.length; i++) {
    const sum = ((upperWeight * (upper[i]! >> 4)) >> 16) + ((lowerWeight * (lower[i]! >> 4)) >> 16);
    target[start + i] = (sum + 2) >> 2;
  }
}

function mixFloatRows(
  upper: RowValues,
  lower: RowValues,
  upperWeight: number,
  lowerWeight: number,
  target: RowValues,
  start: number,
): void {
  for (let i = 0; i < upper.length; i++) target[start + i] = upper[i]! * upperWeight + lower[i]! * lowerWeight;
}
