import { expect, test } from 'vitest';
import { runFindings } from '../../../../main/analysis/run-findings.ts';
import type { SessionState } from '../../../../shared/session.ts';
import type { DriveInfo, SteeringUnit } from '../../../../shared/drive.ts';
import type { Alignment } from '../../../../shared/drive-mapping.ts';
import type { SteeringOutputUnit } from '../../../../shared/steering-output.ts';

const recorded = Float64Array.from({ length: 100 }, (_, frame) => Math.sin(frame / 5));

/** As much of a session as findings look at. */
function state(driveUnit: SteeringUnit, predictedUnit: SteeringOutputUnit = driveUnit, activation = 'linear') {
  const reading = { kind: 'number', element: 0 } as const;
  return {
    drive: { steering: { unit: driveUnit, positive: 'left', straight: 0, min: -1, max: 1 } },
    model: { layers: [{ name: 'out', type: 'Dense', activation }] },
    steering: { output: 'out', reading, scale: 1, offset: 0, unit: predictedUnit, predictedUnit, guessed: true },
  } as unknown as SessionState;
}

function findings(open: SessionState, predict: (steering: number) => number) {
  const predictedSteering = recorded.map(predict);
  const run = { predictedSteering, answered: predictedSteering, problems: [] };
  const { metrics, problems } = runFindings(open, { timeSecs: null, steering: recorded }, 0, run);
  return { metrics, codes: problems.map(({ code }) => code) };
}

test('predictions that follow the recorded steering show nothing wrong', () => {
  const { metrics, codes } = findings(state('normalised'), (steering) => 0.8 * steering);
  expect(codes).toEqual([]);
  expect(metrics).toMatchObject({ count: 100, pearsonR: expect.closeTo(1, 10) });
});

test('between different units there is no error, but a correlation', () => {
  const { metrics } = findings(state('normalised', 'deg'), (steering) => 25 * steering);
  expect(metrics).toMatchObject({ count: 100, mae: null, rmse: null, pearsonR: expect.closeTo(1, 10) });
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

test.each([
  ['default', ['prediction-disagrees']],
  ['file', []],
] as const)('predictions of another kind, with the preprocessing from %s', (preprocessingSource, expected) => {
  // r is about 0: a wave against its own third harmonic.
  const open = { ...state('normalised'), preprocessingSource };
  expect(findings(open, (steering) => 3 * steering - 4 * steering ** 3).codes).toEqual(expected);
});

test('an output at the end of its activation is named', () => {
  const saturated = findings(state('normalised', 'normalised', 'tanh'), (steering) => (steering > -0.5 ? 0.999 : 0));
  expect(saturated.codes).toEqual(['prediction-saturated']);
});

/** A wheel that is recorded late, at 20 frames/s. */
function lateBy(secs: number, inUse: Alignment | null = null) {
  const bend = (time: number): number => Math.sin(time) + Math.sin(2.7 * time) + Math.sin(0.37 * time);
  const timeSecs = Float64Array.from({ length: 2_000 }, (_, frame) => frame / 20);
  const predictedSteering = timeSecs.map(bend);
  const columns = { timeSecs, steering: timeSecs.map((time) => bend(time - secs)) };
  const open = state('normalised');
  const mapping = inUse && { source: 'given', file: '', mapping: { alignment: inUse } };
  const drive = { ...open.drive, mapping, timeSpanSecs: 100 } as unknown as DriveInfo;
  const run = { predictedSteering, answered: predictedSteering, problems: [] };
  return runFindings({ ...open, drive }, columns, 0, run);
}

test('a recorded steering that follows the predicted late is named, with what to say of it', () => {
  const { alignmentEstimate, problems } = lateBy(0.35);
  expect(alignmentEstimate).toMatchObject({ offsetSecs: expect.closeTo(0.35, 2), driftPpm: 0 });
  expect(problems).toMatchObject([
    {
      severity: 'warning',
      code: 'time-offset',
      message: expect.stringMatching(
        /The recorded steering follows the predicted 0\.35 s late.*"alignment": {"offsetSecs":0\.35\d?}/,
      ),
    },
  ]);
});

test('a predicted steering that follows is named too, beside the alignment in use', () => {
  const [problem] = lateBy(-0.5, { offsetSecs: 2, driftPpm: 0 }).problems;
  expect(problem!.message).toMatch(
    /The predicted steering follows the recorded 0\.50 s late.*{"offsetSecs":1\.(?:5|499|501)}/,
  );
});

test('less than a frame is not worth a word', () => {
  const { alignmentEstimate, problems } = lateBy(0.04);
  expect(alignmentEstimate!.offsetSecs).toBeCloseTo(0.04, 2);
  expect(problems).toEqual([]);
});

test('the sign in doubt is the other than the drive’s', () => {
  const { problems } = runFindings(state('deg'), { timeSecs: null, steering: recorded }, 0, {
    ...{ predictedSteering: recorded.map((value) => -value), answered: recorded, problems: [] },
  });
  expect(problems.find(({ code }) => code === 'steering-sign-doubtful')!.message).toContain(
    'positive is left in this drive, and for the network perhaps right',
  );
});
