import { expect, test } from 'vitest';
import {
  frameNumbers,
  missingColumns,
  planOtherInputs,
  refuseMissingNumbers,
} from '../../../../main/analysis/other-inputs.ts';
import type { DriveColumns } from '../../../../shared/drive.ts';
import type { ModelInfo, NumbersInput } from '../../../../shared/model.ts';
import type { VectorInput } from '../../../../shared/vector-input.ts';
import { textsOf } from '../../../../shared/texts.ts';

const network = (...otherInputs: NumbersInput[]) => ({ path: '/n.onnx', otherInputs }) as unknown as ModelInfo;
const speed: NumbersInput = { name: 'speed', shape: [1] };
const imu: NumbersInput = { name: 'imu', shape: [1, 2] };
const columns: DriveColumns = {
  timeSecs: null,
  steering: null,
  numeric: { speed: Float64Array.of(10, 20, Number.NaN), gyro: Float64Array.of(1, 2, 3) },
  logRow: Uint32Array.of(1, 2, 3),
  image: textsOf(['a', 'b', 'c']),
};
const fromColumns = (names: string[], scale = 1, offset = 0): VectorInput => ({ columns: names, scale, offset });

test('columns of the drive by frame, scaled and moved; constants; zeros where nothing is said, with a warning', () => {
  const plan = planOtherInputs(network(speed, imu, { name: 'mode', shape: [] }), {
    speed: fromColumns(['speed'], 0.1, -1),
    imu: { values: [0.5, 0.25] },
  });
  expect(frameNumbers(plan, columns, 1)).toEqual({
    speed: Float32Array.of(1),
    imu: Float32Array.of(0.5, 0.25),
    mode: Float32Array.of(0),
  });
  expect(plan.problems).toMatchObject([{ code: 'input-fed-with-zeros', severity: 'warning', place: 'mode' }]);
  expect(plan.problems[0]?.message).toContain('"inputs": {"mode"');
});

test('a column that the drive lacks is an error that names it and those there are', () => {
  const plan = planOtherInputs(network(imu), { imu: fromColumns(['gyro', 'acceleration']) });
  const error = { code: 'input-mismatch', message: expect.stringContaining('"acceleration"') };
  expect(() => frameNumbers(plan, columns, 0)).toThrow(expect.objectContaining(error));
  expect(() => frameNumbers(plan, null, 0)).toThrow(expect.objectContaining({ code: 'input-mismatch' }));
  expect(missingColumns(plan, columns)).toMatchObject([{ ...error, severity: 'error', place: 'imu' }]);
  expect(missingColumns(plan, columns)[0]?.message).toContain('speed, gyro');
});

test('a frame without a number is refused alone', () => {
  const plan = planOtherInputs(network(speed), { speed: fromColumns(['speed']) });
  expect(() => refuseMissingNumbers(frameNumbers(plan, columns, 1), 1)).not.toThrow();
  expect(() => refuseMissingNumbers(frameNumbers(plan, columns, 2), 2)).toThrow(/"speed" at frame 2/);
});

test('an unknown input and another count of numbers are refused', () => {
  expect(() => planOtherInputs(network(speed), { sped: { values: [1] } })).toThrow(
    expect.objectContaining({ code: 'bad-preprocessing', nextStep: expect.stringContaining('speed') }),
  );
  expect(() => planOtherInputs(network(imu), { imu: { values: [1] } })).toThrow(/1 numbers, but it takes 2/);
  expect(() => planOtherInputs(network(), { speed: { values: [1] } })).toThrow(/lacks/);
});
