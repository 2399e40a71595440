import { expect, test } from 'vitest';
import { tileColumns, tileRowHeight } from '../../../../../renderer/panels/layer-ladder/channel-columns.ts';

test('a row is as high as its maps, their captions and the gap below', () => {
  // Two tiles of 200, a gap of 4 between; maps of 196 by 98.
  expect(tileRowHeight({ width: 404, height: 0, count: 2, aspect: 2 }, 2)).toBe(98 + 20 + 4);
});

test.each([
  // 24 tiles of 88 in one row of 5, as high as it may be: no fewer columns are legible.
  { room: { width: 456, height: 100, count: 24, aspect: 2 }, columns: 5 },
  // 24 in 17 columns at the least size; in 8 of 192 by 58 + 24 high, three rows of them fit.
  { room: { width: 1592, height: 260, count: 24, aspect: 3.2 }, columns: 8 },
  // Never wider than 320, however much room there is.
  { room: { width: 1292, height: 2000, count: 4, aspect: 2 }, columns: 4 },
  { room: { width: 0, height: 0, count: 64, aspect: 2 }, columns: 1 },
])('$room.count channels in $room.width by $room.height lie in $columns columns', ({ room, columns }) =>
  expect(tileColumns(room)).toBe(columns),
);
