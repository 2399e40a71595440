import { expect, test } from 'vitest';
import { steeringScales } from '../../../../shared/annotate/steering-scales.ts';
import type { SessionState } from '../../../../shared/session.ts';
import type { RecordedSteering } from '../../../../shared/drive.ts';

type Steers = Pick<SessionState, 'drive' | 'steering'>;
const state = (recorded: Partial<RecordedSteering> | null, predictedUnit: string | null): Steers =>
  ({ drive: recorded && { steering: recorded }, steering: predictedUnit && { predictedUnit } }) as Steers;

test('both wheels turn as the drive was recorded', () => {
  const scales = steeringScales(state({ unit: 'deg', positive: 'left' }, 'deg'), [-4, 4], [40]);
  expect(scales).toEqual({
    scale: { unit: 'deg', positive: 'left', straight: 0, fullScale: 45 },
    predictedScale: null,
  });
});

test('what is predicted in another unit has its own scale, about 0', () => {
  const { scale, predictedScale } = steeringScales(
    state({ unit: 'deg', positive: 'right', straight: 90 }, '1/m'),
    [51, 95],
    [0.03],
  );
  expect(scale).toEqual({ unit: 'deg', positive: 'right', straight: 90, fullScale: 45 });
  expect(predictedScale).toEqual({ unit: '1/m', positive: 'right', straight: 0, fullScale: 0.05 });
});

test('without a drive what is predicted has the only scale', () => {
  expect(steeringScales(state(null, 'rad'), null, [0.3]).scale).toMatchObject({ unit: 'rad', fullScale: 0.5 });
});
