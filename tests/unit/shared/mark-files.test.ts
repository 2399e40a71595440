import { describe, expect, test } from 'vitest';
import type { Mark } from '../../../shared/mark.ts';
import { marksAsCsv, marksAsJson, readMarks } from '../../../shared/mark-files.ts';

const drive = { frameCount: 100, timeSecs: Float64Array.from({ length: 100 }, (_, frame) => frame / 20) };
const marks: Mark[] = [
  { id: 'a', firstFrame: 20, lastFrame: 20, name: 'Left, at the "bridge"', note: 'Two\nlines', digit: 3 },
  { id: 'b', firstFrame: 40, lastFrame: 60, name: '', note: '', digit: null },
];
const placed = marks.map(({ id: _, ...mark }) => mark);

describe.each([
  { name: 'CSV', write: marksAsCsv },
  { name: 'JSON', write: marksAsJson },
])('$name', ({ write }) => {
  test('what is written is read back', () => {
    expect(readMarks(write(marks, drive.timeSecs), drive)).toEqual({ marks: placed, leftOut: 0 });
  });

  test('frames are enough without times', () => {
    expect(readMarks(write(marks, null), { ...drive, timeSecs: null }).marks).toEqual(placed);
  });
});

test('the table names frames and times', () => {
  expect(marksAsCsv(marks, drive.timeSecs).split('\r\n').slice(0, 3)).toEqual([
    'frame,last_frame,time_s,last_time_s,name,note,digit',
    '20,20,1,1,"Left, at the ""bridge""","Two\nlines",3',
    '40,60,2,3,,,',
  ]);
});

test('times are enough without frames, also of a clock that steps back', () => {
  const table = 'time_s,last_time_s,name\n0.26,0.49,bend\n';
  const expected = [{ firstFrame: 5, lastFrame: 10, name: 'bend', note: '', digit: null }];
  expect(readMarks(table, drive).marks).toEqual(expected);
  const backwards = { frameCount: 100, timeSecs: Float64Array.from(drive.timeSecs).with(50, 0) };
  expect(readMarks(table, backwards).marks).toEqual(expected);
});

test('rows outside the drive and without a place are left out, ends are put in order, a digit is given once', () => {
  const table = 'frame,last_frame,digit\n100,,\nx,,\n-1,,\n,,\n9,4,2\n8,,2\n7,,12\n';
  expect(readMarks(table, drive)).toEqual({
    marks: [
      { firstFrame: 4, lastFrame: 9, name: '', note: '', digit: 2 },
      { firstFrame: 8, lastFrame: 8, name: '', note: '', digit: null },
      { firstFrame: 7, lastFrame: 7, name: '', note: '', digit: null },
    ],
    leftOut: 4,
  });
});

test.each([
  { text: '', why: 'no column' },
  { text: 'a,b\n1,2\n', why: 'no column' },
  { text: '{', why: 'no JSON' },
  { text: '{"bookmarks": 3}', why: 'no list' },
  { text: '[3]', why: 'no list' },
  { text: '[{"frame": {}}]', why: 'no frame' },
  { text: `frame\n${'1\n'.repeat(10_001)}`, why: '10001 bookmarks' },
])('refuses $text', ({ text, why }) => {
  expect(() => readMarks(text, drive)).toThrow(why);
});
