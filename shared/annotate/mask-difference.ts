import type { Map2d } from '../pixels.ts';
import { shareOfColours, type MaskStretch } from './mask-scale.ts';

/** A mask laid into the camera frame (`maskInFrame`), and how its values become shares of its scale. */
export interface ScaledMask {
  readonly map: Map2d;
  readonly stretch: MaskStretch;
  /** @default false */
  readonly signed?: boolean;
}

/**
 * A − B, cell by cell, −1..1: the shares that the values have of their scales, each clamped to 0..1. Of a signed mask the
 * magnitude counts, or nothing could be said of it beside one without a sign; two signed ones are subtracted with their
 * signs, each clamped to −1..1: −2..2. Where only one of the networks sees the picture the other's saliency is 0; NaN where
 * neither does.
 */
export function maskDifference(a: ScaledMask, b: ScaledMask): Map2d {
  const { width, height } = a.map;
  if (width !== b.map.width || height !== b.map.height)
    throw new RangeError(
      `A mask of ${height} x ${width} and one of ${b.map.height} x ${b.map.width} have no difference.`,
    );
  const values = new Float32Array(a.map.values.length);
  const withSign = bothSigned(a, b);
  for (let at = 0; at < values.length; at++) {
    const inA = a.map.values[at] as number;
    const inB = b.map.values[at] as number;
    const neither = Number.isNaN(inA) && Number.isNaN(inB);
    values[at] = neither ? Number.NaN : share(inA, a, withSign) - share(inB, b, withSign);
  }
  return { width, height, values };
}

/** Whether their difference has the signs of both. */
export function bothSigned(a: Pick<ScaledMask, 'signed'>, b: Pick<ScaledMask, 'signed'>): boolean {
  return Boolean(a.signed && b.signed);
}

function share(value: number, { stretch, signed = false }: ScaledMask, withSign: boolean): number {
  if (Number.isNaN(value)) return 0;
  const ofColours = shareOfColours(value, stretch);
  const counted = signed && !withSign ? Math.abs(ofColours) : ofColours;
  return Math.min(1, Math.max(withSign ? -1 : 0, counted));
}
