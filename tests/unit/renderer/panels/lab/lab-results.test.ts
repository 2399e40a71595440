import { expect, test } from 'vitest';
import { nearestX, plotted } from '../../../../../renderer/panels/lab/curve-chart.ts';
import { scoredFrames } from '../../../../../renderer/panels/lab/frame-scores.ts';
import { marginVerdict, shiftVerdict, together } from '../../../../../renderer/panels/lab/result-words.ts';
import type { Margin, PerturbationFindings, ShiftFindings, ShiftSummary } from '../../../../../shared/lab-findings.ts';

test('a chart has round axes and its lines in thousandths of them', () => {
  const chart = plotted([-8, 0, 8], [{ name: 'salient', colour: 'red', values: [-0.1, 0, 0.2] }]);
  expect(chart.x).toMatchObject({ min: -10, max: 10 });
  expect(chart.y).toMatchObject({ min: -0.1, max: 0.2 });
  expect(chart.lines[0]?.path).toBe('M100.0 1000.0L500.0 666.7L900.0 0.0');
  expect(nearestX([-8, 0, 8], chart.x, 0.8)).toBe(2);
});

test('a band goes there along its upper edge and back along its lower', () => {
  const band = { lower: [0, 0], upper: [1, 1] };
  const chart = plotted([0, 1], [{ name: 'all', colour: 'red', values: [0.5, 0.5], band }]);
  expect(chart.lines[0]?.band).toBe('M0.0 0.0L1000.0 0.0L1000.0 1000.0L0.0 1000.0Z');
});

/** Moving the salient pixels steers `ratio` times as much as moving the rest. */
function summary(ratio: number | null, validity: number, elsewhere: number): ShiftSummary {
  const fits = { salient: { slope: 1, intercept: 0, r2: 0.97 } };
  const salientShare = { lower: 0.1, median: 0.16, upper: 0.2 };
  const control = { validity: elsewhere };
  return { salientToBackground: ratio, validity, fits, salientShare, control } as ShiftSummary;
}

test.each([
  [
    12.3,
    0.86,
    0.38,
    'for',
    /16\s% of the pixels, .* by 86\s% of .* 12\.3 times .* by 38\s%\. So it shows what .* R² 0\.97/,
  ],
  [2, 0.6, 0.1, 'open', /shows part of/],
  [4, 0.6, 0.5, 'open', /its size explains most/],
  [0.3, 0.21, 0.24, 'against', /does not show/],
  [-2, -0.03, 0.41, 'against', /does not show/],
  [null, 0, 0, 'open', /nothing can be said/],
])('slopes %s to 1, validity %d, elsewhere %d speak %s', (ratio, validity, elsewhere, speaks, expected) => {
  const found = shiftVerdict(summary(ratio, validity, elsewhere));
  expect(found.words).toMatch(expected);
  expect(found.speaks).toBe(speaks);
});

test.each([
  [
    { mean: 0.2, low: 0.1, high: 0.3, relative: 1.5 },
    'for',
    'Sooner than in a random order (by 150\u00a0% of its area).',
  ],
  [
    { mean: -0.2, low: -0.3, high: -0.1, relative: -0.5 },
    'against',
    'Later than in a random order (by 50\u00a0% of its area).',
  ],
  [{ mean: 0.2, low: -0.1, high: 0.3, relative: 1 }, 'open', 'No sure difference from a random order.'],
])('a margin of %o speaks %s', (margin, speaks, expected) => {
  const words = { better: 'Sooner', worse: 'Later' };
  expect(marginVerdict(margin as Margin, 'a random order', words)).toEqual({ speaks, words: expected });
});

test('findings speak for a mask where all do, against it where one does', () => {
  const said = (...all: ('for' | 'against' | 'open')[]) => together(all.map((speaks) => ({ speaks, words: 'So.' })));
  expect(said('for', 'for')).toEqual({ speaks: 'for', words: 'So. So.' });
  expect(said('for', 'open').speaks).toBe('open');
  expect(said('open', 'against').speaks).toBe('against');
});

test('frames come worst first, those without a figure last', () => {
  const shifts = [0.9, null, 0.2].map((validity, frame) => ({ kind: 'shift', frame, validity }) as ShiftFindings);
  expect(scoredFrames(shifts)?.frames.map(({ frame }) => frame)).toEqual([2, 0, 1]);
  const perturbed = { kind: 'perturbation', frame: 7, aopc: { mask: 0.5, random: 0.75 } } as PerturbationFindings;
  expect(scoredFrames([perturbed])?.frames).toEqual([{ frame: 7, score: -0.25 }]);
  expect(scoredFrames([])).toBeNull();
});
