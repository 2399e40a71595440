import { expect, test } from 'vitest';
import { ChangedFrames } from '../../../../renderer/state/changed-frames.ts';

test('tells what changed since one looked', () => {
  const changes = new ChangedFrames();
  changes.note(0, 3);
  const seen = changes.version;
  expect(changes.since(seen)).toEqual([]);
  changes.note(3, 5);
  changes.note(9, 10);
  expect(changes.since(seen)).toEqual([
    { first: 3, end: 5 },
    { first: 9, end: 10 },
  ]);
});

test('when all changed, or too much, it says so', () => {
  const changes = new ChangedFrames();
  changes.note(0, 1);
  const seen = changes.version;
  changes.noteAll();
  changes.note(5, 6);
  expect(changes.since(seen)).toBeNull();
  expect(changes.since(seen + 1)).toEqual([{ first: 5, end: 6 }]);
  for (let frame = 0; frame < 3000; frame++) changes.note(frame, frame + 1);
  expect(changes.since(seen + 2)).toBeNull();
  expect(changes.since(changes.version - 1)).toEqual([{ first: 2999, end: 3000 }]);
});
