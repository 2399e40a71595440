import { expect, test } from 'vitest';
import { driveBreaks, nextCut, sessionAt } from '../../../../renderer/state/drive-breaks.ts';

const times = Float64Array.of(0, 0.05, 0.1, 12.4, 12.45, 12.45, 12.05, 12.1, 7000, 74_300);
const sessions = [
  { name: '21-08-12_0', firstFrame: 0 },
  { name: '21-08-12_3', firstFrame: 3 },
];

test('what breaks the time is told in words, beside the sessions', () => {
  expect(driveBreaks(times, sessions).map(({ frame, kind, text }) => [frame, kind, text])).toEqual([
    [0, 'session', 'session 21-08-12_0 begins'],
    [3, 'session', 'session 21-08-12_3 begins'],
    [3, 'gap', 'paused 12.3 s'],
    [5, 'repeat', 'same time as the frame before'],
    [6, 'step-back', 'time steps back 0.40 s'],
    [8, 'gap', 'paused 1 h 56 min'],
    [9, 'gap', 'paused 18 h 42 min'],
  ]);
});

test('one goes from cut to cut, over repeated times', () => {
  const breaks = driveBreaks(times, sessions);
  expect([0, 3, 4, 9].map((frame) => nextCut(breaks, frame, 1))).toEqual([3, 6, 6, null]);
  expect([9, 6, 4, 3, 0].map((frame) => nextCut(breaks, frame, -1))).toEqual([8, 3, 3, null, null]);
});

test('a frame belongs to the session that began last', () => {
  expect([0, 2, 3, 9].map((frame) => sessionAt(sessions, frame)?.name)).toEqual([
    '21-08-12_0',
    '21-08-12_0',
    '21-08-12_3',
    '21-08-12_3',
  ]);
  expect(sessionAt([], 3)).toBeNull();
});

test('a clock of whole seconds marks no frame', () => {
  const coarse = Float64Array.from({ length: 100 }, (_, frame) => Math.floor(frame / 20));
  expect(driveBreaks(coarse, [])).toEqual([]);
});

test('without time there are only sessions', () => {
  expect(driveBreaks(null, sessions)).toHaveLength(2);
  expect(driveBreaks(null, [])).toEqual([]);
});
