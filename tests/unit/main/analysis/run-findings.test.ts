import { expect, test } from 'vitest';
import { runFindings } from '../../../../main/analysis/run-findings.ts';
import type { SessionState } from '../../../../shared/api.ts';
import type { SteeringUnit } from '../../../../shared/drive.ts';
import type { SteeringOutputUnit } from '../../../../shared/steering-output.ts';

const recorded = Float64Array.from({ length: 100 }, (_, frame) => Math.sin(frame / 5));

/** As much of a session as findings look at. */
function state(driveUnit: SteeringUnit, predictedUnit: SteeringOutputUnit = driveUnit, activation = 'linear') {
  const reading = { kind: 'number', element: 0 } as const;
  return {
    drive: { steering: { unit: driveUnit, min: -1, max: 1 } },
    model: { layers: [{ name: 'out', type: 'Dense', activation }] },
    steering: { output: 'out', reading, scale: 1, offset: 0, unit: predictedUnit, predictedUnit, guessed: true },
  } as unknown as SessionState;
}

function findings(open: SessionState, predict: (steering: number) => number) {
  const predictedSteering = recorded.map(predict);
  const run = { predictedSteering, answered: predictedSteering, problems: [] };
  const { metrics, problems } = runFindings(open, { steering: recorded }, 0, run);
  return { metrics, codes: problems.map(({ code }) => code) };
}

test('predictions that follow the recorded steering show nothing wrong', () => {
  const { metrics, codes } = findings(state('normalised'), (steering) => 0.8 * steering);
  expect(codes).toEqual([]);
  expect(metrics).toMatchObject({ count: 100, pearsonR: expect.closeTo(1, 10) });
});

test('between different units there is no error, but a correlation', () => {
  const { metrics } = findings(state('normalised', 'deg'), (steering) => 25 * steering);
  expect(metrics).toEqual({ count: 100, mae: null, rmse: null, pearsonR: expect.closeTo(1, 10) });
});

test.each([
  ['a servo', 'normalised', (steering: number) => 90 + 45 * steering, ['steering-scale-doubtful']],
  ['a quarter of it', 'normalised', (steering: number) => steering / 4, ['steering-scale-doubtful']],
  ['a half of it', 'normalised', (steering: number) => steering / 2, []],
  ['the other sign', 'normalised', (steering: number) => -steering, ['steering-sign-doubtful']],
  ['one number', 'normalised', () => 0.1, ['prediction-constant']],
  ['no numbers', 'normalised', () => Number.NaN, ['prediction-not-finite']],
] as const)('%s is named', (_, unit, predict, expected) => {
  expect(findings(state(unit), predict).codes).toEqual(expected);
});

test('an output at the end of its activation is named', () => {
  const saturated = findings(state('normalised', 'normalised', 'tanh'), (steering) => (steering > -0.5 ? 0.999 : 0));
  expect(saturated.codes).toEqual(['prediction-saturated']);
});
