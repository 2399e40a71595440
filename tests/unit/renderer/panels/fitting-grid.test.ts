import { expect, test } from 'vitest';
import { fittingGrid } from '../../../../renderer/panels/frame-view/fitting-grid.ts';

const room = { width: 800, height: 600 };

test.each([
  ['one picture has the room', 1, { width: 320, height: 160 }, 1],
  ['two wide ones lie below each other', 2, { width: 320, height: 120 }, 1],
  ['two tall ones stand side by side', 2, { width: 100, height: 200 }, 2],
  // 400 x 200 in two columns and two rows; 800 x 200 in one column of three rows is no larger than 400 x 200.
  ['of equally large ones the more columns', 3, { width: 320, height: 160 }, 2],
  ['four of the room’s shape two by two', 4, { width: 640, height: 480 }, 2],
])('%s', (_, count, picture, columns) => {
  expect(fittingGrid(count, room, picture)).toBe(columns);
});
