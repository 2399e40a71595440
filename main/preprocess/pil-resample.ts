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

/** A filter kernel of Pillow: its value at a distance from the centre, and how far it reaches when nothing shrinks. */
interface Kernel {
  readonly reach: number;
  readonly at: (distance: number) => number;
}

const triangle: Kernel = { reach: 1, at: (distance) => Math.max(1 - Math.abs(distance), 0) };

/** Keys' cubic with a = -0.5; cv2 takes -0.75. */
const cubic: Kernel = {
  reach: 2,
  at(distance) {
    const x = Math.abs(distance);
    if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
    return x < 2 ? ((x - 5) * x + 8) * x * -0.5 + 2 : 0;
  },
};

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI));
const lanczos: Kernel = { reach: 3, at: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) };

/** The kernel as wide as the reduction (at least as its reach), normalised: Pillow's antialiasing. */
function resampleFilter(kernel: Kernel, inputSize: number, outputSize: number, isFloat: boolean): Filter {
  const scale = inputSize / outputSize;
  const stretch = Math.max(scale, 1);
  const support = kernel.reach * stretch;
  const tapCount = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outputSize);
  const counts = new Int32Array(outputSize);
  const weights = isFloat ? new Float64Array(outputSize * tapCount) : new Int32Array(outputSize * tapCount);
  for (let index = 0; index < outputSize; index++) {
    const centre = (index + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), inputSize);
    const heights = Array.from({ length: end - start }, (_, tap) =>
      kernel.at((start + tap - centre + 0.5) * (1 / stretch)),
    );
    const total = heights.reduce((sum, height) => sum + height, 0);
    first[index] = start;
    counts[index] = heights.length;
    heights.forEach((height, tap) => {
      weights[index * tapCount + tap] = isFloat ? height / total : fixedPoint(height * (1 / total));
    });
  }
  return { first, counts, tapCount, weights };
}

/** Rounded half away from zero. */
const fixedPoint = (weight: number): number => Math.trunc(weight * (1 << precisionBits) + (weight < 0 ? -0.5 : 0.5));

const clampToByte = (value: number): number => Math.min(Math.max(value, 0), 255);

type PlanResize = (input: PixelLayout, width: number, height: number) => PixelOperation;

export const pilBilinear: PlanResize = (...to) => pilResample(triangle, ...to);
export const pilBicubic: PlanResize = (...to) => pilResample(cubic, ...to);
export const pilLanczos: PlanResize = (...to) => pilResample(lanczos, ...to);

/** PIL.Image.resize: rows, then columns, rounded to 8 bits in between; an axis of equal size is left. */
function pilResample(kernel: Kernel, input: PixelLayout, width: number, height: number): PixelOperation {
  const { channels, isFloat, pixelStride, rowStride } = input;
  const alongRows = resampleFilter(kernel, input.width, width, isFloat);
  const alongColumns = resampleFilter(kernel, input.height, height, isFloat);
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
      target[to + channel] = isFloat ? sum : clampToByte(sum >> precisionBits);
    }
  }
}
