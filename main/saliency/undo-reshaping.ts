import type { CropStep, PadStep, ResizeStep } from '../../shared/geometry.ts';
import type { MapSize } from './stage-plan.ts';
import type { Upscale } from './upscale.ts';

/** What was cropped away was not seen: zeros around the map. */
export function undoCrop({ top, left, right, bottom, inputHeight, inputWidth }: CropStep): Upscale {
  const width = inputWidth - left - right;
  const height = inputHeight - top - bottom;
  return {
    height: inputHeight,
    width: inputWidth,
    run(source, target) {
      target.fill(0);
      for (let y = 0; y < height; y++)
        target.set(source.subarray(y * width, (y + 1) * width), (top + y) * inputWidth + left);
    },
  };
}

/** The padding is no part of the picture: the map without it. */
export function undoPad({ top, left, right, inputHeight, inputWidth }: PadStep): Upscale {
  const width = inputWidth + left + right;
  return {
    height: inputHeight,
    width: inputWidth,
    run(source, target) {
      for (let y = 0; y < inputHeight; y++) {
        const start = (top + y) * width + left;
        target.set(source.subarray(start, start + inputWidth), y * inputWidth);
      }
    },
  };
}

/**
 * Back to the size before. The paper has no resizing; values are kept, not spread as the adjoint would, so that a resize
 * leaves the mask as it is, only larger or smaller.
 */
export function undoResize({ inputHeight, inputWidth, outputHeight, outputWidth }: ResizeStep): Upscale {
  return planBilinear({ height: outputHeight, width: outputWidth }, { height: inputHeight, width: inputWidth });
}

/** Bilinear interpolation with half-pixel centres. */
export function planBilinear(from: MapSize, { height, width }: MapSize): Upscale {
  const columns = interpolationTable(from.width, width);
  const rows = interpolationTable(from.height, height);
  const widened = new Float64Array(from.height * width);
  return {
    height,
    width,
    run(source, target) {
      for (let y = 0; y < from.height; y++) widenRow(source, y * from.width, columns, widened, y * width);
      for (let y = 0; y < height; y++) {
        const above = rows.lower[y]! * width;
        const below = rows.upper[y]! * width;
        const start = y * width;
        const down = rows.share[y]!;
        for (let x = 0; x < width; x++)
          target[start + x] = widened[above + x]! * (1 - down) + widened[below + x]! * down;
      }
    },
  };
}

function widenRow(
  source: Float64Array,
  from: number,
  { lower, upper, share }: Interpolation,
  target: Float64Array,
  to: number,
): void {
  const { length } = share;
  for (let x = 0; x < length; x++) {
    const across = share[x]!;
    target[to + x] = source[from + lower[x]!]! * (1 - across) + source[from + upper[x]!]! * across;
  }
}

/** For each element its neighbours in the map before, and the share of the upper one. */
interface Interpolation {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly share: Float64Array;
}

function interpolationTable(from: number, to: number): Interpolation {
  const lower = new Int32Array(to);
  const upper = new Int32Array(to);
  const share = new Float64Array(to);
  for (let index = 0; index < to; index++) {
    const position = Math.min(Math.max(((index + 0.5) * from) / to - 0.5, 0), from - 1);
    lower[index] = Math.floor(position);
    upper[index] = Math.ceil(position);
    share[index] = position - Math.floor(position);
  }
  return { lower, upper, share };
}
