import { expect, test } from 'vitest';
import { outputHealth, outputLimits, type OutputLimits } from '../../../../main/analysis/output-health.ts';

const codes = (predicted: readonly number[], limits: OutputLimits | null = null) =>
  outputHealth(predicted, limits).map(({ code }) => code);

test('predictions that follow the road are healthy', () => {
  expect(codes([-0.3, -0.1, 0, 0.1, 0.25])).toEqual([]);
  expect(codes([-0.3, -0.1, 0, 0.1, 0.25], [-1, 1])).toEqual([]);
  expect(codes([0.2])).toEqual([]);
  expect(codes([])).toEqual([]);
});

test('numbers that are none are counted', () => {
  const [problem] = outputHealth([0.1, NaN, -0.2, Infinity], null);
  expect(problem).toMatchObject({ code: 'prediction-not-finite', severity: 'error' });
  expect(problem?.message).toMatch(/^2 of 4 predictions/);
  expect(codes([NaN, NaN])).toEqual(['prediction-not-finite']);
});

test('one number throughout is constant, up to the noise of float32', () => {
  expect(codes([0.125, 0.125, 0.125])).toEqual(['prediction-constant']);
  expect(codes([45.00001, 45, 45.00002])).toEqual(['prediction-constant']);
  expect(codes([0.1, 0.1001, 0.1])).not.toContain('prediction-constant');
  expect(outputHealth([1, 1], [-1, 1])[0]?.message).toContain('1, the limit of the output');
});

test('half of the predictions at a known limit are saturated', () => {
  expect(codes([0.999, 0.997, 0.2, -0.3], [-1, 1])).toEqual(['prediction-saturated']);
  expect(codes([0.999, 0.1, 0.2, -0.3], [-1, 1])).toEqual([]);
  expect(codes([0.999, 1, -1, -0.99], [-1, 1])).toEqual(['prediction-saturated', 'prediction-saturated']);
});

test('without a limit, half of them at exactly the extreme are cut off there', () => {
  expect(codes([0, 0, 0, 0.4])).toEqual(['prediction-saturated']);
  expect(codes([0.001, 0, 0.002, 0.4])).toEqual([]);
});

test('limits come from the activation of the output or its bins, through scale and offset', () => {
  const layers = [{ name: 'steer', type: 'Dense', activation: 'tanh' }] as never;
  const reading = { kind: 'number', element: 0 } as const;
  const state = { output: 'steer', reading, scale: 1, offset: 0 };
  expect(outputLimits({ layers }, state)).toEqual([-1, 1]);
  expect(outputLimits({ layers }, { ...state, scale: -25, offset: 5 })).toEqual([-20, 30]);
  expect(outputLimits({ layers: [{ name: 'steer', type: 'Dense', activation: null }] as never }, state)).toBeNull();
  const bins = { kind: 'bins', first: -1, last: 1, by: 'arg-max' } as const;
  expect(outputLimits({ layers }, { ...state, reading: bins, scale: 2 })).toEqual([-2, 2]);
});
