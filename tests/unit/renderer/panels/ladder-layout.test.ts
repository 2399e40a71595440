import { expect, test } from 'vitest';
import { ladderLayout } from '../../../../renderer/panels/layer-ladder/ladder-layout.ts';

const wide = { aspect: 3, finalAspect: 3 };
const camera = { aspect: 4 / 3, finalAspect: 4 / 3 };

test('wide maps stand beside their labels, as wide as the panel lets them', () => {
  // 600 - 2 * 12 of padding - 108 of label - 2 * 8 between: two maps of 226.
  expect(ladderLayout({ width: 600, height: 2000, stageCount: 5, ...wide })).toEqual({
    columns: 1,
    mapWidth: 226,
    scrolls: false,
  });
});

test('maps that would be small one below the other stand two and two', () => {
  // (600 - 2 * 12 - 3 * 8) / 4 = 138: 6 cells in 3 rows of 103.5 + 26, and 20 of heading.
  expect(ladderLayout({ width: 600, height: 409, stageCount: 5, ...camera })).toEqual({
    columns: 2,
    mapWidth: 138,
    scrolls: false,
  });
  expect(ladderLayout({ width: 600, height: 380, stageCount: 5, ...camera }).mapWidth).toBeLessThan(138);
});

test('with no room for maps that say anything the ladder scrolls', () => {
  expect(ladderLayout({ width: 480, height: 300, stageCount: 10, aspect: 5, finalAspect: 5 })).toMatchObject({
    columns: 1,
    scrolls: true,
  });
  expect(ladderLayout({ width: 480, height: 300, stageCount: 20, ...camera })).toMatchObject({
    columns: 2,
    scrolls: true,
  });
});

test('a panel that is not laid out yet has no maps of a negative width', () => {
  expect(ladderLayout({ width: 0, height: 0, stageCount: 5, ...wide }).mapWidth).toBe(0);
});
