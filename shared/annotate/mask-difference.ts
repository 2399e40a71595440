import type { Map2d } from '../pixels.ts';
import { shareOfColours, type MaskStretch } from './mask-scale.ts';

/** A mask laid into the camera frame (`maskInFrame`), and how its values become shares of its scale. */
export interface ScaledMask {
  readonly map: Map2d;
  readonly stretch: MaskStretch;
}

/**
 * A − B, cell by cell, −1..1: the shares that the values have of their scales, each clamped to 0..1. Where only one of
 * the networks sees the picture the other's saliency is 0; NaN where neither does.
 */
export function maskDifference(a: ScaledMask, b: ScaledMask): Map2d {
  const { width, height } = a.map;
  if (width !== b.map.width || height !== b.map.height)
    throw new RangeError(
      `A mask of ${height} x ${width} and one of ${b.map.height} x ${b.map.width} have no difference.`,
    );
  const values = new Float32Array(a.map.values.length);
  for (let at = 0; at < values.length; at++) {
    const [inA, inB] = [a.map.values[at] as number, b.map.values[at] as number];
    const neither = Number.isNaN(inA) && Number.isNaN(inB);
    values[at] = neither ? Number.NaN : share(inA, a.stretch) - share(inB, b.stretch);
  }
  return { width, height, values };
}

function share(value: number, stretch: MaskStretch): number {
  return Number.isNaN(value) ? 0 : Math.min(1, Math.max(0, shareOfColours(value, stretch)));
}
