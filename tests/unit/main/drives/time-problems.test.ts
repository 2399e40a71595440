import { expect, test } from 'vitest';
import { pausesAndRepeats } from '../../../../main/drives/time-problems.ts';
import { timeProblems } from '../../../../main/drives/time-series-problems.ts';

const nameOf = (frame: number): string => `frame ${frame}`;

test('pauses, repeats and steps back are each told once, with their count and a place', () => {
  const timeMs = Float64Array.of(0, 50, 50, 100, 3_100, 3_150, 3_150, 2_000, 9_000, 8_900);
  expect(timeProblems(timeMs, nameOf)).toEqual([
    {
      severity: 'info',
      code: 'time-gap',
      message: 'The recording paused 2 times for more than 1 s; the longest pause is 7 s.',
      place: 'frame 8',
      frame: 8,
    },
    {
      severity: 'warning',
      code: 'time-repeated',
      message: 'Time stands still 2 times: a record has the very time of the one before it.',
      place: 'frame 2',
      frame: 2,
    },
    {
      severity: 'warning',
      code: 'time-backwards',
      message: 'Time runs backwards 2 times, the first by 1.15 s.',
      place: 'frame 7',
      frame: 7,
    },
  ]);
});

test('a record that is no frame has a place and no frame', () => {
  const places = { placeOf: (record: number) => `line ${record + 1}`, frameOf: () => null };
  expect(pausesAndRepeats(Float64Array.of(0, 50, 100, 5_100), places)).toMatchObject([
    { code: 'time-gap', message: expect.stringContaining('once for more than 1 s'), place: 'line 4', frame: null },
  ]);
});

test('pauses are told to the millisecond, though the clock counts from 1970', () => {
  const timeMs = Float64Array.of(0, 50, 100, 12_437).map((time) => time + 1_603_000_000_000);
  expect(pausesAndRepeats(timeMs, { placeOf: nameOf, frameOf: () => 0 })[0]!.message).toContain('is 12.337 s');
});
