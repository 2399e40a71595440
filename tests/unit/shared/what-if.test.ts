import { describe, expect, test } from 'vitest';
import { describeEdit, isMirrored, pictureEditsSchema, type PictureEdits } from '../../../shared/what-if.ts';
import { backFrom, editedFromRecorded, movedBy } from '../../../shared/what-if-geometry.ts';

const size = { width: 320, height: 160 };
const parsed = (edits: readonly object[]): PictureEdits => pictureEditsSchema.parse(edits);

describe('places of the edited picture', () => {
  test.each<[readonly object[], number, number]>([
    [[], 40, 30],
    [[{ op: 'flip' }], 280, 30],
    [[{ op: 'shift', dx: 5, dy: -7 }], 45, 23],
    // Moved right, then mirrored, is not mirrored, then moved right.
    [[{ op: 'shift', dx: 10 }, { op: 'flip' }], 270, 30],
    [[{ op: 'flip' }, { op: 'shift', dx: 10 }], 290, 30],
    // (40, 30) lies 120 left of the centre and 50 above it; a quarter turn clockwise brings it 50 right and 120 above.
    [[{ op: 'rotate', degrees: 90 }], 210, -40],
    [[{ op: 'brightness', by: 9 }], 40, 30],
  ])('%o', (edits, x, y) => {
    const map = editedFromRecorded(parsed(edits), size);
    const place = movedBy(map, { x: 40, y: 30 });
    expect(place.x).toBeCloseTo(x, 9);
    expect(place.y).toBeCloseTo(y, 9);
    const back = movedBy(backFrom(map), place);
    expect(back.x).toBeCloseTo(40, 9);
    expect(back.y).toBeCloseTo(30, 9);
  });
});

test('an edit in words', () => {
  const edits = parsed([
    { op: 'brightness', by: -40 },
    { op: 'shift', dx: -12, dy: 3 },
    { op: 'shift' },
    { op: 'rotate', degrees: 2.5 },
    { op: 'contrast', factor: 0.5 },
  ]);
  expect(edits.map(describeEdit)).toEqual([
    'brightness −40',
    'shifted 12 px left, 3 px down',
    'shifted 0 px',
    'rotated +2.5°',
    'contrast × 0.5',
  ]);
});

test('twice mirrored is not mirrored', () => {
  expect(isMirrored(parsed([{ op: 'blur', sigma: 1 }, { op: 'flip' }]))).toBe(true);
  expect(isMirrored(parsed([{ op: 'flip' }, { op: 'flip' }]))).toBe(false);
});

test('what would take a machine down is refused', () => {
  for (const edit of [
    { op: 'blur', sigma: 1e9 },
    { op: 'blur', sigma: Number.NaN },
    { op: 'shift', dx: 0.5 },
    { op: 'melt' },
  ])
    expect(pictureEditsSchema.safeParse([edit]).success).toBe(false);
});
