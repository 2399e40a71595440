import { blockMean } from './block-mean.ts';
import { interpolateLinearly, type LinearTaps } from './cv2-linear.ts';
import {
  denseLayout,
  roundHalfToEven,
  type PixelData,
  type PixelLayout,
  type PixelOperation,
} from './pixel-operation.ts';

/**
 * cv2.resize with INTER_AREA: the mean over the rectangle that an output pixel covers. Where an axis grows, OpenCV
 * takes linear interpolation with its own positions instead, on both axes.
 */
export function cv2Area(input: PixelLayout, width: number, height: number): PixelOperation {
  if (width > input.width || height > input.height)
    return interpolateLinearly(
      input,
      growingAreaTaps(input.width, width),
      growingAreaTaps(input.height, height),
      width,
      height,
    );
  if (input.width % width === 0 && input.height % height === 0) return blockMean(input, width, height);
  return cv2AreaByFractions(input, width, height);
}

/** Positions that INTER_AREA gives to linear interpolation: constant inside an input pixel, a ramp across its edge. */
function growingAreaTaps(inputSize: number, outputSize: number): LinearTaps {
  const inverseScale = outputSize / inputSize;
  const scale = 1 / inverseScale;
  const first = new Int32Array(outputSize);
  const fraction = new Float32Array(outputSize);
  for (let index = 0; index < outputSize; index++) {
    const start = Math.floor(index * scale);
    const overlap = Math.fround(index + 1 - (start + 1) * inverseScale);
    first[index] = start;
    fraction[index] = overlap <= 0 ? 0 : overlap - Math.floor(overlap);
  }
  return { first, fraction };
}

/** The input elements under each output element, `from[i]` to `from[i + 1]` in `weights`, with their shares. */
interface Cover {
  readonly from: Int32Array;
  readonly input: Int32Array;
  readonly weights: Float32Array;
}

function areaCover(inputSize: number, outputSize: number): Cover {
  const scale = 1 / (outputSize / inputSize);
  const from = new Int32Array(outputSize + 1);
  const input: number[] = [];
  const weights: number[] = [];
  const add = (index: number, weight: number) => {
    input.push(index);
    weights.push(weight);
  };
  // OpenCV leaves out slivers below a thousandth of a pixel.
  const sliver = 1e-3;
  for (let index = 0; index < outputSize; index++) {
    const start = index * scale;
    const end = start + scale;
    const cell = Math.min(scale, inputSize - start);
    const lastWhole = Math.min(Math.floor(end), inputSize - 1);
    const firstWhole = Math.min(Math.ceil(start), lastWhole);
    if (firstWhole - start > sliver) add(firstWhole - 1, (firstWhole - start) / cell);
    for (let whole = firstWhole; whole < lastWhole; whole++) add(whole, 1 / cell);
    if (end - lastWhole > sliver) add(lastWhole, Math.min(end - lastWhole, 1, cell) / cell);
    from[index + 1] = input.length;
  }
  return { from, input: Int32Array.from(input), weights: Float32Array.from(weights) };
}

function cv2AreaByFractions(input: PixelLayout, width: number, height: number): PixelOperation {
  const { channels, rowStride, isFloat } = input;
  const columns = elementCover(areaCover(input.width, width), input);
  const rows = areaCover(input.height, height);
  const rowLength = width * channels;
  const row = new Float32Array(rowLength);
  const sums = new Float32Array(rowLength);
  return {
    output: denseLayout({ ...input, width, height }),
    run(source, offset, target) {
      let covered = -1;
      for (let y = 0; y < height; y++) {
        sums.fill(0);
        for (let tap = rows.from[y]!; tap < rows.from[y + 1]!; tap++) {
          const sourceRow = rows.input[tap]!;
          // A source row on the edge between two output rows serves both.
          if (sourceRow !== covered) coverRow(source, offset + sourceRow * rowStride, columns, row);
          covered = sourceRow;
          addWeighted(row, rows.weights[tap]!, sums);
        }
        const start = y * rowLength;
        if (isFloat) target.set(sums, start);
        else for (let i = 0; i < rowLength; i++) target[start + i] = roundHalfToEven(sums[i]!);
      }
    },
  };
}

/** The cover of pixels as one of elements: each channel by itself, `input` in elements. */
function elementCover(cover: Cover, { channels, pixelStride }: PixelLayout): Cover {
  const from = [0];
  const input: number[] = [];
  const weights: number[] = [];
  for (let pixel = 0; pixel + 1 < cover.from.length; pixel++)
    for (let channel = 0; channel < channels; channel++) {
      for (let tap = cover.from[pixel]!; tap < cover.from[pixel + 1]!; tap++) {
        input.push(cover.input[tap]! * pixelStride + channel);
        weights.push(cover.weights[tap]!);
      }
      from.push(input.length);
    }
  return { from: Int32Array.from(from), input: Int32Array.from(input), weights: Float32Array.from(weights) };
}

/** Every rounding to float32, here and below, is OpenCV's own. */
function coverRow(source: PixelData, rowStart: number, cover: Cover, row: Float32Array): void {
  const { from, input, weights } = cover;
  const { length } = row;
  let tap = 0;
  for (let i = 0; i < length; i++) {
    const end = from[i + 1]!;
    let sum = 0;
    for (; tap < end; tap++) sum = Math.fround(sum + Math.fround(source[rowStart + input[tap]!]! * weights[tap]!));
    row[i] = sum;
  }
}

function addWeighted(row: Float32Array, weight: number, sums: Float32Array): void {
  const { length } = row;
  for (let i = 0; i < length; i++) sums[i] = sums[i]! + Math.fround(weight * row[i]!);
}
