import { expect, test } from 'vitest';
import { RowProblems } from '../../../../main/drives/row-problems.ts';

const missing = (line: number, file = 'a.csv') =>
  ({ code: 'image-missing', file, line, record: line, detail: `${line}.jpg` }) as const;

test('neighbours of one file and one trouble become one range', () => {
  const problems = new RowProblems();
  for (const line of [2, 3, 5]) problems.add(missing(line));
  problems.add({ ...missing(6), code: 'row-torn' });
  problems.add(missing(6));
  problems.add(missing(7, 'b.csv'));
  expect(problems.toProblems((record) => record * 10).map(({ code, place, frame }) => [code, place, frame])).toEqual([
    ['image-missing', 'a.csv lines 2 to 3', 20],
    ['image-missing', 'a.csv lines 5 to 6', 50],
    ['row-torn', 'a.csv line 6', 60],
    ['image-missing', 'b.csv line 7', 70],
  ]);
  expect(problems.count('image-missing')).toBe(5);
});

test('the list stays short, and every row stays counted and in a range', () => {
  const problems = new RowProblems();
  for (let line = 2; line <= 20_000; line += 2) problems.add(missing(line));
  const list = problems.toProblems(() => null);
  expect(list).toHaveLength(500);
  expect(list[499]).toMatchObject({
    place: 'a.csv lines 1000 to 20000',
    message: '9501 records left out: their pictures are missing, the first: 1000.jpg',
  });
});
