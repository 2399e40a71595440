import { describe, expect, test } from 'vitest';
import { guessSteeringOutput } from '../../../../main/analysis/guess-steering-output.ts';
import { chooseSteering, seedsOf, statedSteering, steeringOf } from '../../../../main/analysis/steering-reader.ts';
import type { SteeringUnit } from '../../../../shared/drive.ts';
import type { LayerInfo, ModelInfo, ModelOutput } from '../../../../shared/model.ts';
import { steeringOutputSchema, type SteeringOutput } from '../../../../shared/steering-output.ts';

const layer = (name: string, activation: string): LayerInfo => ({
  name,
  type: 'Dense',
  inputs: [],
  outputShape: null,
  parameterCount: 0,
  activation,
  kernel: null,
  strides: null,
  dilations: null,
  padding: null,
  detail: '',
});

/** A network with these outputs: name → lengths. */
function network(outputs: Readonly<Record<string, readonly number[]>>, softmax: readonly string[] = []): ModelInfo {
  return {
    kind: 'network',
    path: '/networks/n.h5',
    name: 'n.h5',
    format: 'keras-h5',
    formatName: '',
    input: { name: 'picture', height: 8, width: 8, channels: 3, layout: 'NHWC' },
    otherInputs: [],
    outputs: Object.entries(outputs).map(([name, shape]): ModelOutput => ({ name, shape })),
    layers: softmax.map((name) => layer(name, 'softmax')),
    stages: [],
    parameterCount: 0,
    scalesInput: false,
    problems: [],
  };
}

const drive = (unit: SteeringUnit) => ({
  steering: { unit, positive: 'right' as const, straight: 0, min: -1, max: 1 },
});
const said = (steering: unknown): SteeringOutput => steeringOutputSchema.parse(steering);

describe('the guess', () => {
  test.each([
    ['one number', { dense_5: [1] }, 'dense_5', 'number', []],
    ['a scalar', { steering: [] }, 'steering', 'number', []],
    ['DonkeyCar linear', { n_outputs0: [1], n_outputs1: [1] }, 'n_outputs0', 'number', ['info']],
    ['a name among others', { throttle: [1], steer_cmd: [1] }, 'steer_cmd', 'number', ['info']],
    ['DonkeyCar categorical', { throttle_out: [20], angle_out: [15] }, 'angle_out', 'bins', ['info']],
    ['15 numbers whatever the names', { b: [20], a: [15] }, 'a', 'bins', ['warning']],
    ['two numbers', { out: [2] }, 'out', 'number', ['warning']],
    ['two unknown heads', { one: [1], two: [1] }, 'one', 'number', ['warning']],
  ] as const)('%s', (_, outputs, output, kind, severities) => {
    const guess = guessSteeringOutput(network(outputs));
    expect([guess?.output.name, guess?.reading.kind]).toEqual([output, kind]);
    expect(guess?.problems.map(({ severity }) => severity)).toEqual(severities);
    expect(guess?.problems.every(({ code }) => code === 'steering-guessed')).toBe(true);
  });

  test('probabilities are taken for bins, other vectors are not', () => {
    expect(guessSteeringOutput(network({ out: [9] }, ['out']))?.reading.kind).toBe('bins');
    expect(guessSteeringOutput(network({ out: [9] }))?.reading).toEqual({ kind: 'number', element: 0 });
  });
});

describe('reading', () => {
  const outputs = [Float32Array.of(5), Float32Array.of(0.25, 0.5, 0.25)];
  const info = network({ other: [1], main: [3] });

  test('a number, scaled and moved: a servo with 90 straight on', () => {
    const reader = chooseSteering(
      network({ servo: [1] }),
      said({ scale: 1 / 45, offset: -2, unit: 'normalised' }),
      drive('normalised'),
    );
    expect([45, 90, 135].map((servo) => steeringOf([Float32Array.of(servo)], reader))).toEqual([-1, 0, 1]);
    expect(reader.state).toMatchObject({ output: 'servo', unit: 'normalised', guessed: false });
  });

  test('another output, another element', () => {
    const reader = chooseSteering(info, said({ output: 'main', reading: { kind: 'number', element: 1 } }), null);
    expect(steeringOf(outputs, reader)).toBe(0.5);
  });

  test('the likeliest of 15 bins as donkeycar reads it: index * 2 / 14 - 1', () => {
    const reader = chooseSteering(network({ angle_out: [15] }), undefined, null);
    const likeliest = (index: number): number => {
      const probabilities = new Float32Array(15).fill(0.01);
      probabilities[index] = 0.9;
      return steeringOf([probabilities], reader);
    };
    expect([0, 3, 7, 14].map(likeliest)).toEqual([-1, expect.closeTo(-4 / 7, 12), 0, 1]);
    // The first of equals, as numpy.argmax.
    expect(steeringOf([new Float32Array(15).fill(1 / 15)], reader)).toBe(-1);
    expect(steeringOf([new Float32Array(15).fill(Number.NaN)], reader)).toBeNaN();
  });

  test('the expectation over bins, of probabilities that need not sum to 1', () => {
    const reading = { kind: 'bins', first: 0, last: 10, by: 'expectation' };
    const reader = chooseSteering(info, said({ output: 'main', reading }), null);
    expect(steeringOf([Float32Array.of(0), Float32Array.of(0.25, 0.5, 0.25)], reader)).toBeCloseTo(5, 12);
    expect(steeringOf([Float32Array.of(0), Float32Array.of(0, 1, 3)], reader)).toBeCloseTo(8.75, 12);
  });

  test.each([
    [{ output: 'none' }, 'other, main'],
    [{ output: 'main', reading: { kind: 'number', element: 3 } }, '0 to 2'],
    [{ output: 'other', reading: { kind: 'bins' } }, 'number'],
  ])('refuses %j', (steering, word) => {
    expect(() => chooseSteering(info, said(steering), null)).toThrow(
      expect.objectContaining({ code: 'bad-preprocessing', nextStep: expect.stringContaining(word) }),
    );
  });
});

describe('units', () => {
  const info = network({ steering: [1] });

  test.each([
    ['rad', 'deg', 1, 180 / Math.PI],
    ['deg', 'rad', 90, Math.PI / 2],
    ['deg', 'deg', 12, 12],
  ] as const)('%s on a drive in %s', (unit, driveUnit, read, expected) => {
    const reader = chooseSteering(info, said({ unit }), drive(driveUnit));
    expect(steeringOf([Float32Array.of(read)], reader)).toBeCloseTo(expected, 12);
    expect([reader.state.unit, reader.state.predictedUnit, reader.problems]).toEqual([unit, driveUnit, []]);
  });

  test.each([
    ['deg', 'normalised'],
    ['1/m', 'deg'],
    ['normalised', 'rad'],
  ] as const)('%s on a drive in %s cannot be compared, and what to write is said', (unit, driveUnit) => {
    const reader = chooseSteering(info, said({ unit }), drive(driveUnit));
    expect(steeringOf([Float32Array.of(2)], reader)).toBe(2);
    expect(reader.state.predictedUnit).toBe(unit);
    expect(reader.problems).toMatchObject([{ code: 'steering-units-differ', severity: 'warning' }]);
    expect(reader.problems[0]?.message).toContain('"scale"');
  });

  test('what is not said is in the unit of the drive; bins are normalised', () => {
    expect(chooseSteering(info, undefined, drive('deg')).state).toMatchObject({ unit: 'deg', predictedUnit: 'deg' });
    expect(chooseSteering(info, undefined, null).state).toMatchObject({ unit: null, predictedUnit: null });
    const bins = chooseSteering(network({ angle_out: [15] }), undefined, drive('deg'));
    expect(bins.state).toMatchObject({ unit: 'normalised', predictedUnit: 'normalised' });
    expect(bins.problems.map(({ code }) => code)).toContain('steering-units-differ');
  });

  test('a thread without a drive reads the same numbers', () => {
    const withDrive = chooseSteering(info, said({ unit: 'rad', scale: 2, offset: 1 }), drive('deg'));
    const without = chooseSteering(info, statedSteering(withDrive.state), null);
    const outputs = [Float32Array.of(0.5)];
    expect(steeringOf(outputs, without)).toBeCloseTo(steeringOf(outputs, withDrive), 10);
    expect(steeringOf(outputs, without)).toBeCloseTo((2 * 180) / Math.PI, 10);
  });
});

describe('what is explained', () => {
  const outputs = [Float32Array.of(0.2, 0.5, 0.3), Float32Array.of(9, 8)];
  const info = network({ bins: [3], numbers: [2] });
  const seeds = (steering: unknown, count = 1) => seedsOf(outputs, chooseSteering(info, said(steering), null), count);

  test('of a number, its own scale; of each picture the same', () => {
    const steering = { output: 'numbers', reading: { kind: 'number', element: 1 }, scale: -2, offset: 5 };
    expect(seeds(steering, 2)).toEqual({ output: 1, weights: Float32Array.of(0, -2, 0, -2) });
  });

  test('of a mean over bins, their values; of the likeliest, its probability', () => {
    const bins = { kind: 'bins', first: -1, last: 1 };
    const mean = { output: 'bins', reading: { ...bins, by: 'expectation' }, scale: 10 };
    expect(seeds(mean)).toEqual({ output: 0, weights: Float32Array.of(-10, 0, 10) });
    const likeliest = { output: 'bins', reading: { ...bins, by: 'arg-max' }, scale: 10 };
    expect(seeds(likeliest)).toEqual({ output: 0, weights: Float32Array.of(0, 1, 0) });
  });

  test('in the unit that the prediction is converted to', () => {
    const radians = chooseSteering(info, said({ output: 'numbers', unit: 'rad' }), drive('deg'));
    expect(seedsOf(outputs, radians, 1).weights[0]).toBeCloseTo(180 / Math.PI, 4);
  });
});
