import { expect, test } from 'vitest';
import {
  axisSpan,
  cellAt,
  nearestCell,
  nextInCell,
  scatterGrid,
} from '../../../../../renderer/panels/errors/scatter-grid.ts';

const axes = { x: { min: 0, max: 4 }, y: { min: 0, max: 2 } };
const size = { columns: 4, rows: 2 };
const xs = [0.5, 3.5, 3.2, Number.NaN, 9];
const ys = [0.5, 1.5, 1.9, 1, 1];

test('points are gathered in cells, row by row from the top', () => {
  const grid = scatterGrid(xs, ys, axes, size, { from: 2, to: 5 });
  // Frame 0 lies bottom left, frames 1 and 2 top right; the others have no place.
  expect([...grid.counts]).toEqual([0, 0, 0, 2, 1, 0, 0, 0]);
  expect([...grid.inRange]).toEqual([0, 0, 0, 1, 0, 0, 0, 0]);
  expect([...grid.firstFrame]).toEqual([-1, -1, -1, 1, 0, -1, -1, -1]);
  expect(cellAt(grid, 4, 1)).toBe(-1);
});

test('the nearest cell with points, within reach', () => {
  const grid = scatterGrid(xs, ys, axes, size, null);
  expect(nearestCell(grid, 2.9, 0.5, 1)).toBe(3);
  expect(nearestCell(grid, 0.5, 0.5, 1)).toBe(4);
  expect(nearestCell(grid, 1.9, 0.5, 1)).toBe(-1);
});

test('from frame to frame of a cell, round the end', () => {
  const grid = scatterGrid(xs, ys, axes, size, null);
  expect(nextInCell(grid, xs, ys, 3, 1)).toBe(2);
  expect(nextInCell(grid, xs, ys, 3, 2)).toBe(1);
  expect(nextInCell(grid, xs, ys, 0, 2)).toBeNull();
});

test('an axis has a little room, and a width also for equal numbers', () => {
  expect(axisSpan([0, 1], [Number.NaN, -1, Infinity])).toEqual({ min: -1.08, max: 1.08 });
  expect(axisSpan([5, 5])).toEqual({ min: 4.5, max: 5.5 });
  expect(axisSpan([Number.NaN])).toEqual({ min: -1, max: 1 });
});
