import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Stage } from '../../../../../shared/geometry.ts';
import { openEngine } from '../../../../../main/engines/open-engine.ts';
import { openModel } from '../../../../../main/models/registry.ts';
import { readTfliteModel } from '../../../../../main/models/tflite/tflite.ts';
import { realData } from '../../../../support/real-data.ts';
import { scattered } from '../../../../support/tiny-models.ts';

const fixture = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'fixtures', 'tflite', `${name}.tflite`));

const read = (name: string) => readTfliteModel(fixture(name), 'test.tflite').info;

test("shows a network in the file's own words", () => {
  const info = read('linear');
  expect(info).toMatchObject({
    format: 'tflite',
    formatName: 'TensorFlow Lite (float32)',
    input: { name: 'img_in', height: 12, width: 16, channels: 3, layout: 'NHWC' },
    otherInputs: [],
    outputs: [
      { name: 'output_0', shape: [1] },
      { name: 'output_1', shape: [1] },
    ],
    scalesInput: false,
    problems: [],
  });
  const layers = info.layers.filter(({ type }) => !['SHAPE', 'STRIDED_SLICE', 'PACK'].includes(type));
  expect(layers.map((layer) => [layer.type, layer.outputShape, layer.parameterCount, layer.activation])).toEqual([
    ['CONV_2D', [4, 6, 4], 5 * 5 * 3 * 4 + 4, 'relu'],
    ['CONV_2D', [4, 6, 6], 3 * 3 * 4 * 6 + 6, 'relu'],
    ['RESHAPE', [144], 0, null],
    ['FULLY_CONNECTED', [8], 144 * 8 + 8, 'relu'],
    ['FULLY_CONNECTED', [1], 9, null],
    ['FULLY_CONNECTED', [1], 9, null],
  ]);
  expect(layers[0]).toMatchObject({ kernel: [5, 5], strides: [2, 2], dilations: [1, 1], padding: 'valid' });
  expect(info.parameterCount).toBe(304 + 222 + 1160 + 18);
});

test('gives the stages of its convolutions, called after their layers', () => {
  const { stages } = read('linear');
  expect(
    stages.map(({ layer, activation, height, width, channels }) => [layer, activation, height, width, channels]),
  ).toEqual([
    ['conv2d_1_1', 'relu', 4, 6, 4],
    ['conv2d_2_1', 'relu', 4, 6, 6],
  ]);
  const axis = { kernel: 3, stride: 1, dilation: 1, padBefore: 1 };
  expect(stages[1]?.steps).toEqual([
    {
      kind: 'convolution',
      layer: 'conv2d_2_1',
      vertical: { ...axis, inputSize: 4, outputSize: 4 },
      horizontal: { ...axis, inputSize: 6, outputSize: 6 },
    },
  ]);
});

test('takes numbers beside the picture, whatever the order of the inputs', () => {
  const { input, otherInputs } = read('inertial');
  expect(input).toMatchObject({ name: 'img_in', height: 12, width: 16 });
  expect(otherInputs).toEqual([{ name: 'imu_in', shape: [6] }]);
});

test('a network that gives a number without an axis', () => {
  expect(read('scalar').outputs).toEqual([{ name: 'output_0', shape: [] }]);
});

test('says what weights of 8 bits mean, and nothing of half precision', () => {
  expect(read('eight-bit-weights')).toMatchObject({
    formatName: 'TensorFlow Lite (8-bit weights)',
    problems: [{ code: 'weights-8-bit' }],
  });
  expect(read('half-precision')).toMatchObject({ formatName: 'TensorFlow Lite (float32)', problems: [] });
});

test('refuses a network that computes in integers, and says what to do', () => {
  expect(() => read('eight-bits')).toThrow(
    expect.objectContaining({
      code: 'unsupported-network',
      message: expect.stringMatching(/quantised: it takes int8 pictures.*: test\.tflite$/) as string,
      nextStep: expect.stringMatching(/representative/) as string,
    }) as Error,
  );
});

describe('damaged files are refused, never followed', () => {
  const bytes = fixture('linear');

  test('every cut', () => {
    for (let length = 0; length < bytes.length; length += 61) {
      const cut = Uint8Array.from(bytes.subarray(0, length));
      expect(() => readTfliteModel(cut, 'cut.tflite')).toThrow(/: cut\.tflite$/);
    }
  });

  test('four bytes of 255 wherever offsets and lengths lie', () => {
    let refused = 0;
    for (let at = 0; at + 4 <= bytes.length; at += 4) {
      const damaged = Uint8Array.from(bytes).fill(255, at, at + 4);
      try {
        readTfliteModel(damaged, 'damaged.tflite');
      } catch (error) {
        expect(error).toMatchObject({ name: 'SteerscopeError' });
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(300);
  });
});

const pilot = ['models', 'donkey_pilots_circuitlaunch', 'models'];
const [lite, keras] = [realData(...pilot, 'pilot_21-08-12_11.tflite'), realData(...pilot, 'pilot_21-08-12_11.h5')];

test.skipIf(lite === null || keras === null)(
  'a published pilot is the Keras network it was converted from',
  async () => {
    const [own, other] = await Promise.all([openModel(lite ?? ''), openModel(keras ?? '')]);
    onTestFinished(() => [own, other].forEach((model) => model.dispose()));
    const geometry = ({ layer, activation, height, width, channels, steps }: Stage) => [
      layer,
      activation,
      height,
      width,
      channels,
      steps.map((step) => (step.kind === 'convolution' ? [step.vertical, step.horizontal] : step.kind)),
    ];
    expect(own.info.stages.map(geometry)).toEqual(other.info.stages.map(geometry));
    const [first, second] = await Promise.all([own, other].map((model) => openEngine(model, 'onnx', { threads: 1 })));
    onTestFinished(async () => void (await Promise.all([first?.dispose(), second?.dispose()])));
    const batch = { count: 2, data: scattered(2 * 120 * 160 * 3).map((value) => (value + 1) / 2) };
    const [answers, expected] = [await first?.run(batch), await second?.run(batch)];
    for (const [at, answer] of (answers ?? []).entries()) {
      const numbers = [
        ...answer.outputs.flatMap((one) => [...one]),
        ...answer.averaged.flatMap((map) => [...map.values]),
      ];
      const theirs = [
        ...(expected?.[at]?.outputs ?? []).flatMap((one) => [...one]),
        ...(expected?.[at]?.averaged ?? []).flatMap((map) => [...map.values]),
      ];
      expect(numbers).toHaveLength(theirs.length);
      expect(Math.max(...numbers.map((value, index) => Math.abs(value - (theirs[index] ?? Infinity))))).toBeLessThan(
        1e-6,
      );
    }
  },
);

const quantised = realData('models', 'deeppicar_esp32_qat', 'opt-80x60x3-T3.tflite');
test.skipIf(quantised === null)('names the stacked frames of a published 8-bit network', async () => {
  await expect(openModel(quantised ?? '')).rejects.toThrow(/takes int8 pictures and 9 channels, several frames/);
});
