import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { convFilterGradient, convInputGradient } from '../../../demo/train/wasm-conv-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const values = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];

test('a gradient by hand: 1 × 3 picture, 1 × 2 kernel, stride 1', () => {
  const x = tf.tensor4d([1, 2, 3], [1, 1, 3, 1]);
  const filter = tf.tensor4d([10, 100], [1, 2, 1, 1]);
  const dy = tf.tensor4d([5, 7], [1, 1, 2, 1]);
  // Outputs are 10 x0 + 100 x1 and 10 x1 + 100 x2.
  expect(values(convFilterGradient(x, dy, [1, 2, 1, 1], 1))).toEqual([5 * 1 + 7 * 2, 5 * 2 + 7 * 3]);
  expect(values(convInputGradient(dy, filter, [1, 1, 3, 1], 1))).toEqual([50, 500 + 70, 700]);
});

test('with stride 2, what no window reaches has no gradient', () => {
  const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1]);
  const filter = tf.tensor4d([10], [1, 1, 1, 1]);
  const dy = tf.tensor4d([5, 7], [1, 1, 2, 1]);
  expect(values(convFilterGradient(x, dy, [1, 1, 1, 1], 2))).toEqual([5 * 1 + 7 * 3]);
  expect(values(convInputGradient(dy, filter, [1, 1, 4, 1], 2))).toEqual([50, 0, 70, 0]);
});

test.each([
  { size: [9, 12], kernel: 5, stride: 2 },
  { size: [8, 11], kernel: 3, stride: 2 },
  { size: [6, 7], kernel: 3, stride: 1 },
  { size: [6, 7], kernel: 3, stride: 1, padding: 'same' },
  { size: [8, 11], kernel: 3, stride: 2, padding: 'same' },
  { size: [9, 12], kernel: 5, stride: 2, padding: 'same' },
  { size: [5, 6], kernel: 1, stride: 2, padding: 'same' },
] as const)('equals the slope of the convolution: $kernel × $kernel, stride $stride, $padding', (geometry) => {
  const { size, kernel, stride } = geometry;
  const padding = 'padding' in geometry ? geometry.padding : 'valid';
  const x = tf.randomUniform([2, size[0], size[1], 3], -1, 1, 'float32', 1) as tf.Tensor4D;
  const filter = tf.randomUniform([kernel, kernel, 3, 4], -1, 1, 'float32', 2) as tf.Tensor4D;
  const y = tf.conv2d(x, filter, stride, padding);
  const dy = tf.randomUniform(y.shape, -1, 1, 'float32', 3) as tf.Tensor4D;
  // The convolution is linear in each: <dy, conv(x + u, f)> - <dy, conv(x, f)> = <dx, u> for every u.
  const dot = (a: tf.Tensor, b: tf.Tensor): number => tf.sum(tf.mul(a, b)).dataSync()[0]!;
  const dx = convInputGradient(dy, filter, x.shape, stride, padding);
  const dFilter = convFilterGradient(x, dy, filter.shape, stride, padding);
  expect(dx.shape).toEqual(x.shape);
  expect(dFilter.shape).toEqual(filter.shape);
  expect(dot(dx, x)).toBeCloseTo(dot(dy, y), 3);
  expect(dot(dFilter, filter)).toBeCloseTo(dot(dy, y), 3);
  const other = tf.randomUniform(x.shape, -1, 1, 'float32', 4) as tf.Tensor4D;
  expect(dot(dx, other)).toBeCloseTo(dot(dy, tf.conv2d(other, filter, stride, padding)), 3);
});
