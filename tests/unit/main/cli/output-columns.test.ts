import { expect, test } from 'vitest';
import { OutputColumns } from '../../../../main/cli/output-columns.ts';
import type { FrameAnalysis } from '../../../../shared/analysis.ts';
import type { SteeringState } from '../../../../shared/steering-output.ts';

const steering = (output: string, reading: SteeringState['reading']): SteeringState => ({
  output,
  reading,
  scale: 1,
  offset: 0,
  unit: null,
  predictedUnit: null,
  guessed: true,
});
const answered = (frame: number, ...outputs: readonly number[][]) =>
  ({ frame, outputs: outputs.map((values) => Float32Array.from(values)) }) as unknown as FrameAnalysis;
const number = { kind: 'number', element: 0 } as const;

test('every number beside the steering by frame, NaN where a picture is lost', () => {
  const outputs = [
    { name: 'angle', shape: [1] },
    { name: 'error', shape: [] },
    { name: 'pair', shape: [2] },
  ];
  const columns = new OutputColumns(outputs, steering('angle', number), { from: 5, to: 8 }, ['error']);
  columns.add([answered(6, [1], [0.5], [2, 3]), answered(5, [1], [0.25], [4, 5])]);
  columns.add([answered(7)]);
  expect(columns.columns.map(({ name, values }) => [name, [...values]])).toEqual([
    ['error_2', [0.25, 0.5, Number.NaN]],
    ['pair[0]', [4, 2, Number.NaN]],
    ['pair[1]', [5, 3, Number.NaN]],
  ]);
});

test('of a vector that steers by one of its numbers, the others', () => {
  const columns = new OutputColumns([{ name: 'out', shape: [2] }], steering('out', number), { from: 0, to: 1 }, []);
  expect(columns.columns.map(({ name }) => name)).toEqual(['out[1]']);
});

test("DonkeyCar's throttle bins also as the throttle: index * 0.5 / 20; long outputs are left out", () => {
  const bins = { kind: 'bins', first: -1, last: 1, by: 'arg-max' } as const;
  const outputs = [
    { name: 'angle_out', shape: [15] },
    { name: 'throttle_out', shape: [20] },
    { name: 'features', shape: [100] },
  ];
  const columns = new OutputColumns(outputs, steering('angle_out', bins), { from: 0, to: 1 }, []);
  const throttle = Array.from({ length: 20 }, (_, index) => (index === 8 ? 1 : 0));
  columns.add([answered(0, Array<number>(15).fill(0), throttle, [])]);
  expect(columns.columns).toHaveLength(15 + 1 + 20);
  const value = columns.columns.find(({ name }) => name === 'throttle_out_value');
  expect(value?.values[0]).toBeCloseTo(0.2, 12);
  expect(columns.leftOut).toEqual(['features']);
});
