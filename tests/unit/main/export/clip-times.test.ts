import { describe, expect, test } from 'vitest';
import { clipTimes } from '../../../../main/export/clip-times.ts';

const times = (values: number[] | null, from: number, to: number) => {
  const { startSecs, lastStepSecs, problems } = clipTimes(values && Float64Array.from(values), from, to);
  const rounded = [...startSecs].map((secs) => Number(secs.toFixed(6)));
  return { startSecs: rounded, lastStepSecs: Number(lastStepSecs.toFixed(6)), problems };
};

describe('times of a clip', () => {
  test("are the drive's own, from the first frame on, however uneven", () => {
    expect(times([9, 10, 10.1, 10.3, 10.35], 1, 5)).toEqual({
      startSecs: [0, 0.1, 0.3, 0.35],
      lastStepSecs: 0.1,
      problems: [],
    });
  });

  test('are 20 frames a second where the drive has none', () => {
    const { startSecs, lastStepSecs, problems } = times(null, 0, 3);
    expect(startSecs).toEqual([0, 0.05, 0.1]);
    expect(lastStepSecs).toBe(0.05);
    expect(problems.map(({ code }) => code)).toEqual(['time-assumed']);
  });

  test('are 20 frames a second where no camera could be that fast', () => {
    const { startSecs, problems } = times([0, 0.003, 0.006, 0.009], 0, 4);
    expect(startSecs).toEqual([0, 0.05, 0.1, 0.15]);
    expect(problems.map(({ code }) => code)).toEqual(['time-assumed']);
  });

  test('go on by the usual step where they stand still, jump back or are missing', () => {
    const { startSecs, problems } = times([0, 0.1, 0.1, 0.2, -5, -4.9, Number.NaN, 0.7], 0, 8);
    // Steps 0.1, 0, 0.1, -5.2, 0.1, missing, missing: the usual one is 0.1.
    expect(startSecs).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
    expect(problems).toMatchObject([{ code: 'time-not-ascending', frame: 2, place: 'frame 2' }]);
    expect(problems[0]?.message).toContain('before 4 frames, first 2');
  });

  test('pause for one second at most', () => {
    const { startSecs, problems } = times([0, 0.1, 80, 80.1], 0, 4);
    expect(startSecs).toEqual([0, 0.1, 1.1, 1.2]);
    expect(problems).toMatchObject([{ code: 'time-gap', frame: 2 }]);
  });

  test('of a single frame need none', () => {
    expect(times([3], 0, 1)).toEqual({ startSecs: [0], lastStepSecs: 0.05, problems: [] });
  });
});
