import type { ShiftTest } from '../../../shared/lab.ts';
import type { Map2d } from '../../../shared/pixels.ts';

/**
 * 1 where a pixel is salient: its value is large enough, or it lies within `radius` of one that is.
 * @param mask values at least 0.
 */
export function salientPixels(mask: Map2d, threshold: ShiftTest['threshold'], radius: number): Uint8Array {
  const least =
    threshold.by === 'range' ? threshold.share * largest(mask.values) : leastOfTop(mask.values, threshold.share);
  // What shows nothing is not salient, however large a share is asked for.
  return dilate(
    { ...mask, values: Uint8Array.from(mask.values, (value) => (value >= least && value > 0 ? 1 : 0)) },
    radius,
  );
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function leastOfTop(values: Float32Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[sorted.length - Math.max(1, Math.round(values.length * share))]!;
}

/** Grown by a disk: every pixel whose centre lies within `radius` pixels of one that is set. */
function dilate(
  { height, width, values }: { height: number; width: number; values: Uint8Array },
  radius: number,
): Uint8Array {
  const distances = distancesInRow(values, width);
  const dilated = new Uint8Array(values.length);
  for (let down = -radius; down <= radius; down++) {
    const reach = Math.sqrt(radius ** 2 - down ** 2);
    for (let row = Math.max(0, -down); row < Math.min(height, height - down); row++)
      for (let column = 0; column < width; column++)
        if (distances[(row + down) * width + column]! <= reach) dilated[row * width + column] = 1;
  }
  return dilated;
}

/** Of each pixel, how far the next one that is set lies in its row; Infinity where there is none. */
function distancesInRow(values: Uint8Array, width: number): Float64Array {
  const distances = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += width) {
    let distance = Infinity;
    for (let at = start; at < start + width; at++) distances[at] = distance = values[at] ? 0 : distance + 1;
    distance = Infinity;
    for (let at = start + width - 1; at >= start; at--) {
      distance = values[at] ? 0 : distance + 1;
      distances[at] = Math.min(distances[at]!, distance);
    }
  }
  return distances;
}
