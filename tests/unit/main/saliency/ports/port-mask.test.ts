import { expect, test } from 'vitest';
import type { Seeds } from '../../../../../shared/backward-pass.ts';
import type { GeometryStep } from '../../../../../shared/geometry.ts';
import type { MapPoint } from '../../../../../shared/map-path.ts';
import type { Map2d } from '../../../../../shared/pixels.ts';
import { donkeycarGradient } from '../../../../../main/saliency/ports/donkeycar-gradient.ts';
import { minMaxed, reduceChannels, standardised } from '../../../../../main/saliency/ports/map-arithmetic.ts';
import { portMask } from '../../../../../main/saliency/ports/port-mask.ts';
import { portProfiles } from '../../../../../main/saliency/ports/port-profiles.ts';

const point = (operator: string, height: number, width: number, steps: readonly GeometryStep[] = []): MapPoint => ({
  ...{ node: operator, operator, tensor: operator, channelAxis: 1, height, width, channels: 1, steps, isJoin: false },
  activation: operator === 'Relu' ? 'relu' : null,
});
const axis = { kernel: 2, stride: 2, dilation: 1, padBefore: 0, inputSize: 4, outputSize: 2 };
const convolution: GeometryStep = { kind: 'convolution', layer: 'conv', vertical: axis, horizontal: axis };
const convolved = [point('Conv', 2, 2, [convolution]), point('Relu', 2, 2)];
const map = (height: number, width: number, ...values: number[]): Map2d => {
  return { height, width, values: Float32Array.from(values) };
};

const question = (path: readonly MapPoint[], maps: readonly (readonly Map2d[])[]) => ({
  input: new Float32Array(0),
  size: { height: path[0]!.height, width: path[0]!.width, channels: 1 },
  path: () => path,
  maps: () => Promise.resolve(maps),
});
const ask = (profile: keyof typeof portProfiles, asked: ReturnType<typeof question>) =>
  portMask(portProfiles[profile])(asked as never);

test('a mask that stays small is stretched over the picture, and its ends are told as the port has them', async () => {
  const mask = await ask('port-cnn-model', question([point('', 4, 4), ...convolved], [[map(2, 2, 1, 1, 5, 9)]]));
  expect(mask).toMatchObject({ height: 4, width: 4, min: 1, max: 9, flat: false, signed: false });
  // Of 0 and 0 over 0.5 and 1, between their middles.
  expect([...mask!.values.subarray(12)]).toEqual([0.5, 0.625, 0.875, 1]);
  expect([...mask!.values.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
  expect(mask!.values[4]).toBe(0.125);
});

test('what the network crops away is 0', async () => {
  const crop = { top: 2, bottom: 0, left: 1, right: 0, inputHeight: 6, inputWidth: 5 };
  const cropped = point('Slice', 4, 4, [{ kind: 'crop', layer: 'crop', ...crop }]);
  const asked = question([point('', 6, 5), cropped, ...convolved], [[map(2, 2, 0, 1, 2, 3)]]);
  const mask = await ask('port-carla-driver', asked);
  const thirds = [0, 0, 0, 1, 1].map((value) => Math.fround(value / 3));
  expect([...mask!.values.subarray(0, 10)]).toEqual(Array(10).fill(0));
  expect([...mask!.values.subarray(10, 15)]).toEqual(thirds);
});

test('a map that is the same everywhere has no mask where the port divides by nothing', async () => {
  const asked = question([point('', 4, 4), ...convolved], [[map(2, 2, 3, 3, 3, 3)], [map(4, 4, ...Array(16).keys())]]);
  const mask = await ask('port-mxnet', asked);
  expect(mask).toMatchObject({ flat: true, min: Number.NaN });
});

test('channels are averaged, summed, or shared by their largest value', () => {
  const channels = [map(1, 2, 1, 4), map(1, 2, 0, 8)];
  expect([...reduceChannels([map(1, 2, 0.5, 6)], 2, 'sum').values]).toEqual([1, 12]);
  const shares = reduceChannels(channels, 2, 'mean-of-shares').values;
  expect(shares[0]).toBeCloseTo(1 / 4.0001 / 2, 12);
  expect(shares[1]).toBeCloseTo((4 / 4.0001 + 8 / 8.0001) / 2, 12);
  expect([...minMaxed({ height: 1, width: 2, values: Float64Array.of(2, 6) }, 1).values]).toEqual([0, 0.8]);
  // Mean 3, deviation √5.
  const [first, second] = standardised([map(1, 2, 0, 2), map(1, 2, 4, 6)]);
  expect([...first!.values, ...second!.values].map((value) => value * Math.sqrt(5))).toEqual(
    [-3, -1, 1, 3].map((value) => expect.closeTo(value, 5)),
  );
});

test('Donkeycar adds up the squares of each output’s gradient, by the likeliest of its numbers', async () => {
  const asked: Seeds[] = [];
  const gradients = [Float32Array.of(3, 0, 0, 0), Float32Array.of(4, 1, 0, 2)];
  const mask = await donkeycarGradient({
    input: new Float32Array(4),
    size: { height: 1, width: 2, channels: 2 },
    outputs: [Float32Array.of(0.5), Float32Array.of(0.1, 0.7, 0.2)],
    trace: (_pass, _inputs, _count, seeds) => {
      asked.push(seeds!);
      return Promise.resolve([{ height: 1, width: 2, channels: 2, values: gradients[seeds!.output]! }]);
    },
  });
  expect(asked).toEqual([
    { output: 0, weights: Float32Array.of(1) },
    { output: 1, weights: Float32Array.of(0, 1, 0) },
  ]);
  // √(9 + 16) + √1 = 6, 0 + √4 = 2.
  expect(mask).toMatchObject({ values: Float32Array.of(1, 0), min: 2, max: 6 });
});

test('Donkeycar draws nothing without an answer for each output', async () => {
  const asked = {
    input: new Float32Array(1),
    size: { height: 1, width: 1, channels: 1 },
    outputs: [Float32Array.of(1)],
  };
  await expect(donkeycarGradient({ ...asked, trace: () => Promise.resolve([]) })).rejects.toThrow('No answer');
});
