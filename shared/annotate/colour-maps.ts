/** Colour maps of the mask. `green` and `red` are the papers' tints; the others are perceptual scales. */
export const colourMapNames = ['green', 'red', 'viridis', 'inferno', 'cividis', 'turbo'] as const;
export type ColourMapName = (typeof colourMapNames)[number];
