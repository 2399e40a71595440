/** The frames to fetch before they are asked for, nearest first: two ahead for one behind. */
export function prefetchOrder(frame: number, frameCount: number, direction: 1 | -1, count: number): number[] {
  const offsets: number[] = [];
  for (let near = 1; near <= count; near++) offsets.push(2 * near - 1, 2 * near, -near);
  return offsets
    .map((offset) => frame + offset * direction)
    .filter((candidate) => candidate >= 0 && candidate < frameCount)
    .slice(0, count);
}
