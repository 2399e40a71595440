import { expect, test } from 'vitest';
import { driveSeedNames } from './drive-seeds.ts';
import { runCases } from './run-cases.ts';

const casesPerSeed = 12;

/** A short run; `npm run fuzz` is the long one. */
test('damaged drives of every format open or are refused in a sentence', { timeout: 300_000 }, async () => {
  const cases = casesPerSeed * driveSeedNames.length;
  const report = await runCases({ target: 'drives', first: 0, cases, processes: 2 });
  expect(report.failures).toEqual([]);
  expect(report.cases).toBe(cases);
  expect([...report.seeds.keys()].toSorted()).toEqual(driveSeedNames.toSorted());
  // Damage that leaves something to see, and damage that is refused.
  expect(report.results.get('opened')).toBeGreaterThan(cases / 4);
  expect(report.results.size).toBeGreaterThan(3);
});
