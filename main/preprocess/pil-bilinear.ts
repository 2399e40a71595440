import { denseLayout, type PixelData, type PixelLayout, type PixelOperation } from './pixel-operation.ts';

/** The weighted input elements of each output element; `weights` holds `tapCount` an output, unused ones 0. */
interface Filter {
  readonly first: Int32Array;
  readonly counts: Int32Array;
  readonly tapCount: number;
  readonly weights: Int32Array | Float64Array;
}

/** Pillow keeps 22 bits behind the point: 32 less 8 for the pixel, less 2 for sign and overshoot. */
const precisionBits = 22;
const half = 1 << (precisionBits - 1);

/** A triangle as wide as the reduction (at least one input pixel each way), normalised: Pillow's antialiasing. */
function triangleFilter(inputSize: number, outputSize: number, isFloat: boolean): Filter {
  const scale = inputSize / outputSize;
  const support = Math.max(scale, 1);
  const tapCount = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outputSize);
  const counts = new Int32Array(outputSize);
  const weights = isFloat ? new Float64Array(outputSize * tapCount) : new Int32Array(outputSize * tapCount);
  for (let index = 0; index < outputSize; index++) {
    const centre = (index + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), inputSize);
    const heights: number[] = [];
    let total = 0;
    for (let tap = start; tap < end; tap++) {
      const distance = Math.abs((tap - centre + 0.5) * (1 / support));
      const height = distance < 1 ? 1 - distance : 0;
      heights.push(height);
      total += height;
    }
    first[index] = start;
    counts[index] = heights.length;
    heights.forEach((height, tap) => {
      const weight = height * (1 / total);
      weights[index * tapCount + tap] = isFloat ? height / total : Math.trunc(weight * (1 << precisionBits) + 0.5);
    });
  }
  return { first, counts, tapCount, weights };
}

/** PIL.Image.resize with BILINEAR: rows, then columns, rounded to 8 bits in between; an axis of equal size is left. */
export function pilBilinear(input: PixelLayout, width: number, height: number): PixelOperation {
  const { channels, isFloat, pixelStride, rowStride } = input;
  const alongRows = triangleFilter(input.width, width, isFloat);
  const alongColumns = triangleFilter(input.height, height, isFloat);
  const changesWidth = width !== input.width;
  const changesHeight = height !== input.height;
  const middle = denseLayout({ ...input, width });
  const Data = isFloat ? Float32Array : Uint8Array;
  const between: PixelData = new Data(changesWidth && changesHeight ? middle.rowStride * input.height : 0);
  return {
    output: denseLayout({ ...input, width, height }),
    run(source, offset, target) {
      let columnsFrom = { data: source, start: offset, pixelStride, rowStride };
      if (changesWidth) {
        const data = changesHeight ? between : target;
        for (let y = 0; y < input.height; y++)
          filterLine(
            source,
            offset + y * rowStride,
            pixelStride,
            alongRows,
            width,
            channels,
            data,
            y * width * channels,
            channels,
          );
        columnsFrom = { data, start: 0, pixelStride: channels, rowStride: middle.rowStride };
      }
      if (changesHeight) {
        const { data, start } = columnsFrom;
        for (let x = 0; x < width; x++)
          filterLine(
            data,
            start + x * columnsFrom.pixelStride,
            columnsFrom.rowStride,
            alongColumns,
            height,
            channels,
            target,
            x * channels,
            width * channels,
          );
      }
    },
  };
}

/** Filters the pixels that lie `stride` apart from `start` on into pixels that lie `targetStride` apart. */
function filterLine(
  source: PixelData,
  start: number,
  stride: number,
  filter: Filter,
  length: number,
  channels: number,
  target: PixelData,
  targetStart: number,
  targetStride: number,
): void {
  const { first, counts, tapCount, weights } = filter;
  const isFloat = weights instanceof Float64Array;
  for (let index = 0; index < length; index++) {
    const from = start + first[index]! * stride;
    const to = targetStart + index * targetStride;
    const weightsFrom = index * tapCount;
    const count = counts[index]!;
    for (let channel = 0; channel < channels; channel++) {
      let sum = isFloat ? 0 : half;
      for (let tap = 0; tap < count; tap++) sum += source[from + tap * stride + channel]! * weights[weightsFrom + tap]!;
      target[to + channel] = isFloat ? sum : sum >> precisionBits;
    }
  }
}
