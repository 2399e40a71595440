import { expect, test } from 'vitest';
import { erasedPixels } from '../../../../../main/frames/edits/erased-pixels.ts';
import { seededRandom } from '../../../../../shared/seeded-random.ts';

const rows = (pixels: Uint8Array, width: number): string[] =>
  Array.from({ length: pixels.length / width }, (_, row) => pixels.subarray(row * width, (row + 1) * width).join(''));

test('a rectangle holds the pixels whose centres lie in it, its right and lower edge left out', () => {
  const rectangle = { kind: 'rectangle', left: 0.5, top: -9, width: 2, height: 10.6 } as const;
  expect(rows(erasedPixels([rectangle], 4, 3), 4)).toEqual(['1100', '1100', '0000']);
});

test('a stroke is as thick at its ends and corners as between them', () => {
  const dot = { kind: 'stroke', radius: 1, points: [[2, 2]] } as const;
  const corner = {
    kind: 'stroke',
    radius: 0.5,
    points: [
      [0.5, 4.5],
      [4.5, 4.5],
      [4.5, 2.5],
    ],
  } as const;
  const shapes = [dot, corner].map((one) => ({ ...one, points: one.points.map(([x, y]): [number, number] => [x, y]) }));
  expect(rows(erasedPixels(shapes, 6, 6), 6)).toEqual(['000000', '011000', '011010', '000010', '111110', '000000']);
});

test('strokes hold every pixel that is near enough to one of their lines, and no other', () => {
  const random = seededRandom(7);
  const place = (): [number, number] => [random() * 50 - 10, random() * 50 - 10];
  const [width, height] = [30, 24];
  let [wrong, inside] = [0, 0];
  for (let round = 0; round < 30; round++) {
    const [radius, from, to] = [0.5 + random() * 6, place(), place()];
    const erased = erasedPixels([{ kind: 'stroke', radius, points: [from, to] }], width, height);
    for (const [at, is] of erased.entries()) {
      let nearest = Infinity;
      for (let share = 0; share <= 1; share += 1 / 256) {
        const [x, y] = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
        nearest = Math.min(nearest, ((at % width) + 0.5 - x) ** 2 + (Math.floor(at / width) + 0.5 - y) ** 2);
      }
      // Between two of those places the line may be a little nearer.
      const isClear = Math.abs(Math.sqrt(nearest) - radius) > 0.1;
      if (isClear && (is === 1) !== Math.sqrt(nearest) < radius) wrong += 1;
      inside += is;
    }
  }
  expect(wrong).toBe(0);
  expect(inside).toBeGreaterThan(1000);
});
