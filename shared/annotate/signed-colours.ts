/**
 * Pairs of colours for masks that have a sign: the sign is the colour, the magnitude the opacity, and 0 is clear, so that the
 * camera's picture is in the place of a scale's white.
 */
export const signedColourNames = ['blue-orange', 'blue-red', 'purple-green', 'red-green'] as const;
export type SignedColourName = (typeof signedColourNames)[number];

/** The pairs that stay apart for every kind of sight. */
export const colourBlindSafePairs: readonly SignedColourName[] = ['blue-orange', 'blue-red', 'purple-green'];

export interface SignedEnds<Part> {
  readonly negative: Part;
  readonly positive: Part;
}
type Rgb = readonly [red: number, green: number, blue: number];

/** A little lighter than the ends of printed scales, to show on video; the last are the papers' two tints. */
const pairs: Readonly<Record<SignedColourName, SignedEnds<Rgb>>> = {
  'blue-orange': { negative: [46, 150, 255], positive: [255, 140, 26] },
  'blue-red': { negative: [64, 136, 255], positive: [255, 66, 66] },
  'purple-green': { negative: [190, 104, 255], positive: [92, 214, 92] },
  'red-green': { negative: [255, 48, 48], positive: [38, 255, 84] },
};

/** 0..255 each. */
export function signedColours(name: SignedColourName): SignedEnds<Rgb> {
  return pairs[name];
}

/** From the negative end at the left over nothing to the positive one, as a CSS background. */
export function signedGradient(name: SignedColourName): string {
  const { negative, positive } = pairs[name];
  const clear = (rgb: Rgb): string => `rgb(${rgb.join(' ')} / 0)`;
  return `linear-gradient(90deg, rgb(${negative.join(' ')}), ${clear(negative)} 50%, ${clear(positive)} 50%, rgb(${positive.join(' ')}))`;
}
