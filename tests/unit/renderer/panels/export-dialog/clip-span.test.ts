import { expect, test } from 'vitest';
import { spanAround } from '../../../../../renderer/panels/export-dialog/clip-span.ts';

/** Ten frames a second. */
const clock = { secsAt: (frame: number) => frame / 10, frameAt: (secs: number) => Math.floor(secs * 10 + 1e-6) };

test.each([
  ['in the middle of the drive', 200, { first: 150, last: 250 }],
  ['near its start', 20, { first: 0, last: 100 }],
  ['at its end', 400, { first: 300, last: 400 }],
])('ten seconds around a frame %s', (_, frame, expected) => {
  expect(spanAround(frame, 10, 400, clock)).toEqual(expected);
});

test('a drive shorter than that is taken whole', () => {
  expect(spanAround(3, 10, 40, { ...clock, frameAt: (secs) => Math.min(40, clock.frameAt(secs)) })).toEqual({
    first: 0,
    last: 40,
  });
});
