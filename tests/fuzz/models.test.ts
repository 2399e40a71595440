import { expect, test } from 'vitest';
import { runCases } from './run-cases.ts';

/** A short run; `npm run fuzz` is the long one. Case numbers beyond it are its own. */
test('damaged networks of every format open or are refused in a sentence', { timeout: 300_000 }, async () => {
  const report = await runCases(0, 400, 2);
  expect(report.failures).toEqual([]);
  expect([...report.results.values()].reduce((sum, count) => sum + count, 0)).toBe(400);
  // Damage that nobody notices, in the name of a layer or a weight, and damage that is refused.
  expect(report.results.get('opened')).toBeGreaterThan(10);
  expect(report.results.size).toBeGreaterThan(2);
});
