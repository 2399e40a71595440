/** Every so many-th of `count` frames, at most `most`, over the whole of a drive. */
export function spreadFrames(count: number, most: number): readonly number[] {
  const taken = Math.min(count, most);
  return Array.from({ length: taken }, (_, index) => Math.floor((index * count) / taken));
}

/**
 * `most` of `frames` whose recorded steering covers its range evenly, in the order of the drive: keyboards leave most of
 * a log at exactly 0, which says little of a network. Frames without recorded steering are left out.
 */
export function variedFrames(frames: readonly number[], steering: ArrayLike<number>, most: number): readonly number[] {
  const left = frames
    .map((frame) => ({ frame, value: steering[frame] ?? Number.NaN }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => a.value - b.value);
  if (left.length <= most) return left.map(({ frame }) => frame).sort((a, b) => a - b);
  const [low, high] = [left[0]?.value ?? 0, left.at(-1)?.value ?? 0];
  const taken: number[] = [];
  for (let index = 0; index < most; index++) {
    const wanted = low + ((high - low) * index) / Math.max(most - 1, 1);
    const [nearest] = left.splice(indexOfNearest(left, wanted), 1);
    if (nearest) taken.push(nearest.frame);
  }
  return taken.sort((a, b) => a - b);
}

/** Among equals the middle one, so that not all come from the beginning of a drive. */
function indexOfNearest(sorted: readonly { readonly value: number }[], wanted: number): number {
  const distances = sorted.map(({ value }) => Math.abs(value - wanted));
  const least = Math.min(...distances);
  const nearest = distances.flatMap((distance, index) => (distance === least ? [index] : []));
  return nearest[Math.floor(nearest.length / 2)] ?? 0;
}
