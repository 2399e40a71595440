import type { Map2d } from '../pixels.ts';
import { signedColours } from './signed-colours.ts';

const { positive: moreInA, negative: moreInB } = signedColours('blue-orange');

/** What stands for A − B: red, green and blue. Orange and blue stay apart for every kind of sight. */
export const differenceColours = { moreInA, moreInB } as const;

/** How a difference is drawn. */
export interface DifferenceStyle {
  /** 0..1; what the largest difference covers. */
  readonly opacity: number;
  /** From 1; differences are multiplied by it, and clamped to −1..1. */
  readonly gain: number;
}

/**
 * A difference as an overlay, RGBA with straight alpha: its sign is the colour, its size the opacity. What is no number is
 * transparent.
 *
 * @param difference values −1..1.
 * @param into reused when given; its length must be height * width * 4.
 */
export function paintDifference(
  { width, height, values }: Map2d,
  style: DifferenceStyle,
  into: Uint8ClampedArray<ArrayBuffer> = new Uint8ClampedArray(width * height * 4),
): Uint8ClampedArray<ArrayBuffer> {
  if (into.length !== width * height * 4)
    throw new RangeError(`The picture has ${into.length} bytes; a map of ${width * height} values needs four each.`);
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    const colour = value < 0 ? moreInB : moreInA;
    into[at * 4] = colour[0];
    into[at * 4 + 1] = colour[1];
    into[at * 4 + 2] = colour[2];
    // Rounded and clamped by the array; NaN becomes 0.
    into[at * 4 + 3] = differenceAlpha(value, style) * 255;
  }
  return into;
}

/** 0..1. */
function differenceAlpha(value: number, { opacity, gain }: DifferenceStyle): number {
  return opacity * Math.min(1, Math.abs(value) * gain);
}

/** The colour of a difference as CSS has it, with its opacity. */
export function differenceCssColour(value: number, style: DifferenceStyle): string {
  const [red, green, blue] = value < 0 ? differenceColours.moreInB : differenceColours.moreInA;
  return `rgba(${red}, ${green}, ${blue}, ${differenceAlpha(value, style)})`;
}
