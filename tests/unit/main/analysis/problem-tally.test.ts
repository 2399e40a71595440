import { expect, test } from 'vitest';
import { ProblemTally } from '../../../../main/analysis/problem-tally.ts';
import type { Problem } from '../../../../shared/problem.ts';

const problem = (code: string, frame: number): Problem => ({
  severity: 'error',
  code,
  message: `${code} at ${frame}`,
  place: `frame ${frame}`,
  frame,
});

test('keeps the first fifty of a kind and counts the rest', () => {
  const tally = new ProblemTally();
  for (let frame = 0; frame < 1000; frame++) tally.add([problem('lost', frame)]);
  tally.add([problem('rare', 3)]);
  const list = tally.list();
  expect(list).toHaveLength(52);
  expect(list[49]).toEqual(problem('lost', 49));
  expect(list[50]).toMatchObject({ code: 'lost', frame: null, message: expect.stringContaining('950 more frames') });
  expect(list[51]).toEqual(problem('rare', 3));
});

test('what is of no frame is told once, however many frames find it', () => {
  const tally = new ProblemTally();
  const ofNetwork = { ...problem('unsupported-layer', 0), place: null, frame: null };
  for (let frame = 0; frame < 100; frame++) tally.add([ofNetwork]);
  expect(tally.list()).toEqual([ofNetwork]);
});
