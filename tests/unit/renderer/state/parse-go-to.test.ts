import { expect, test } from 'vitest';
import { parseDuration } from '../../../../renderer/state/parse-duration.ts';
import { parseGoTo, type GoToContext } from '../../../../renderer/state/parse-go-to.ts';
import { makePlaybackClock } from '../../../../renderer/state/playback-clock.ts';

/** Frame 50 of 100, one every 2 s; the log begins at row 2 and leaves row 12 out. */
const context: GoToContext = {
  frame: 50,
  frameCount: 100,
  timeSecs: Float64Array.from({ length: 100 }, (_, index) => index * 2),
  logRow: Uint32Array.from({ length: 100 }, (_, index) => (index < 10 ? index + 2 : index + 3)),
};

test.each([
  ['12', 12],
  ['frame 12', 12],
  ['0', 0],
  ['+20', 70],
  ['-5', 45],
  ['\u22125', 45],
  ['12.5s', 6],
  ['12,5 s', 6],
  ['.5s', 0],
  ['13.2 s', 7],
  ['1:02', 31],
  ['0:01:02', 31],
  ['+4s', 52],
  ['-3.9s', 48],
  ['-1:00', 20],
  ['50%', 50],
  ['100 %', 99],
  ['row 2', 0],
  ['Row 13', 10],
])('%s is frame %i', (text, frame) => expect(parseGoTo(text, context)).toEqual({ frame, note: null }));

test.each([
  ['+500', 99, 'the last'],
  ['-500', 0, 'the first'],
  ['120 %', 99, 'the last'],
  ['900s', 99, 'nearest: 198.00 s'],
  ['-1:50', 0, 'nearest: 0.00 s'],
  ['row 12', 9, 'no frame of row 12; nearest: row 11'],
])('%s is held at frame %i, and says so: %s', (text, frame, note) =>
  expect(parseGoTo(text, context)).toEqual({ frame, note }),
);

test.each([
  ['x', 'a frame, 12.5s'],
  ['12.5', 'whole numbers; 12.5s is a time'],
  ['1e3', 'a frame, 12.5s'],
  ['--4', 'a frame, 12.5s'],
  ['12 34', 'a frame, 12.5s'],
  ['s', 'a frame, 12.5s'],
  ['row', 'a frame, 12.5s'],
])('"%s" is no place: %s', (text, issue) => expect(parseGoTo(text, context)?.issue).toContain(issue));

test('nothing typed is nothing wrong', () => expect(parseGoTo('  ', context)).toBeNull());

test('times need a log with time, and frames do not', () => {
  expect(parseGoTo('3s', { ...context, timeSecs: null })?.issue).toContain('no time');
  expect(parseGoTo('3', { ...context, timeSecs: null })?.frame).toBe(3);
  const lost = { ...context, timeSecs: new Float64Array(100).fill(Number.NaN) };
  expect(parseGoTo('3s', lost)?.issue).toContain('no time');
  expect(parseGoTo('+3s', lost)?.issue).toContain('frame 50 has no time');
});

test('nothing is there in an empty drive; one frame is all of its places', () => {
  const empty = { frame: 0, frameCount: 0, timeSecs: null, logRow: null };
  expect(parseGoTo('0', empty)?.issue).toContain('no drive');
  for (const text of ['0', '7', '100%', '+1', '-1'])
    expect(parseGoTo(text, { ...empty, frameCount: 1 })?.frame).toBe(0);
  expect(parseGoTo('row 1', { ...empty, frameCount: 1 })?.issue).toContain('not known');
});

const clock = makePlaybackClock(
  Float64Array.from({ length: 100 }, (_, index) => index / 10),
  100,
);

test.each([
  ['20', 20],
  ['20 frames', 20],
  ['0', 1],
  ['1s', 10],
  ['2.5 s', 25],
  ['0:02', 20],
  ['0:00:02.5', 25],
  ['999s', 90],
])('from frame 10 on, %s lasts %i frames', (text, frames) => expect(parseDuration(text, 10, clock)).toBe(frames));

test('what is no duration', () => {
  for (const text of ['', 'x', '2.5', '-3', '+3']) expect(parseDuration(text, 10, clock)).toBeNull();
  expect(parseDuration('1s', 0, makePlaybackClock(null, 100))).toBeNull();
});
