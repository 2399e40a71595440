import type { SaliencyMask } from '../../shared/analysis.ts';
import type { SaliencyQuestion } from './mask-method.ts';
import { meanColour } from './mean-colour.ts';
import { normaliseMask } from './normalise-mask.ts';

/** In pixels of the network's input. */
export interface OcclusionPatches {
  /** Side of the square that is covered. */
  readonly side: number;
  /** From one square to the next. */
  readonly stride: number;
}

interface Corner {
  readonly top: number;
  readonly left: number;
}

/** Every square costs a forward pass. */
const maxPatches = 200;
/** Inputs of one call of the network, the picture itself among them: enough to keep it busy, few enough to cancel soon. */
const maxRows = 33;
const maxBatchBytes = 64 << 20;

/**
 * Occlusion sensitivity (Zeiler & Fergus 2014, arXiv 1311.2901, section 4.2), adapted from the probability of a class to a
 * steering angle: a square of the picture's mean colour covers one part after the other, and
 *
 *     value of a pixel = mean of |steering of the covered picture − steering of the picture| over the squares on it.
 *
 * In the unit of the steering, then stretched to 0..1 as every mask. The squares begin `stride` apart, the last ones end at
 * the picture's edge. Nothing of the network's inside is looked at, so that it explains any network, and the outcome
 * depends on the size of the squares.
 */
export async function occlude(
  { input, size, steer }: Pick<SaliencyQuestion, 'input' | 'size' | 'steer'>,
  patches = usualPatches(size),
): Promise<SaliencyMask> {
  const { height, width, channels } = size;
  const corners = cornersOf(size, patches);
  const fill = meanColour(input, channels);
  const rows = Math.max(2, Math.min(maxRows, Math.floor(maxBatchBytes / (4 * input.length))));
  const inputs = new Float32Array(rows * input.length);
  const sums = new Float64Array(height * width);
  const counts = new Uint32Array(height * width);
  for (let first = 0; first < corners.length; first += rows - 1) {
    const group = corners.slice(first, first + rows - 1);
    // Compared with the picture in the same batch, since an engine may round otherwise in another.
    inputs.set(input);
    group.forEach((corner, index) => {
      const covered = inputs.subarray((index + 1) * input.length, (index + 2) * input.length);
      covered.set(input);
      cover(covered, size, corner, patches.side, fill);
    });
    const count = group.length + 1;
    const steering = await steer(inputs.subarray(0, count * input.length), count);
    group.forEach((corner, index) => {
      const change = Math.abs((steering[index + 1] ?? Number.NaN) - (steering[0] ?? Number.NaN));
      eachPixel(size, corner, patches.side, (pixel) => {
        sums[pixel]! += change;
        counts[pixel]! += 1;
      });
    });
  }
  const means = sums.map((sum, pixel) => sum / counts[pixel]!);
  return normaliseMask(means, size, means.every(Number.isFinite));
}

/** The smallest squares, two to each side of which overlap, that stay within `maxPatches`. */
export function usualPatches(size: { readonly height: number; readonly width: number }): OcclusionPatches {
  let stride = 1;
  while (cornersOf(size, { side: 2 * stride, stride }).length > maxPatches) stride += 1;
  return { side: 2 * stride, stride };
}

function cornersOf(
  { height, width }: { readonly height: number; readonly width: number },
  { side, stride }: OcclusionPatches,
): readonly Corner[] {
  const lefts = startsOf(width, side, stride);
  return startsOf(height, side, stride).flatMap((top) => lefts.map((left) => ({ top, left })));
}

/** Where the squares begin along one axis. */
function startsOf(length: number, side: number, stride: number): readonly number[] {
  const last = Math.max(0, length - side);
  return Array.from({ length: Math.ceil(last / stride) + 1 }, (_, index) => Math.min(index * stride, last));
}

function eachPixel(
  { height, width }: { readonly height: number; readonly width: number },
  { top, left }: Corner,
  side: number,
  visit: (pixel: number) => void,
): void {
  for (let row = top; row < Math.min(top + side, height); row++)
    for (let column = left; column < Math.min(left + side, width); column++) visit(row * width + column);
}

function cover(
  picture: Float32Array,
  size: SaliencyQuestion['size'],
  corner: Corner,
  side: number,
  colour: Float64Array,
): void {
  const { channels } = size;
  eachPixel(size, corner, side, (pixel) => {
    for (let channel = 0; channel < channels; channel++) picture[pixel * channels + channel] = colour[channel]!;
  });
}
