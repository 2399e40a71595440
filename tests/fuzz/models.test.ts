import { expect, test } from 'vitest';
import { runCases } from './run-cases.ts';

/** A short run; `npm run fuzz` is the long one. Case numbers beyond it are its own. */
test('damaged networks of every format open or are refused in a sentence', { timeout: 300_000 }, async () => {
  const report = await runCases({ target: 'models', first: 0, cases: 400, processes: 2 });
  expect(report.failures).toEqual([]);
  expect(report.cases).toBe(400);
  // Damage that nobody notices, in the name of a layer or a weight, and damage that is refused.
  expect(report.results.get('opened')).toBeGreaterThan(10);
  expect(report.results.size).toBeGreaterThan(2);
});
