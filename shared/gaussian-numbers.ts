/** Normally distributed numbers of mean 0 and deviation 1 (Box and Muller). @param random numbers in [0, 1). */
export function gaussianNumbers(random: () => number): () => number {
  // They come two at a time.
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
