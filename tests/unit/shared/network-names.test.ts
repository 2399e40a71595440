import { expect, test } from 'vitest';
import { isNetworkName } from '../../../shared/network-names.ts';

test.each([
  ['/home/me/pilot.keras', true],
  ['C:\\nets\\MODEL.TFLITE', true],
  ['model.json', true],
  ['saved_model.pb', true],
  ['light.pth', true],
  ['pilot.weights.h5', true],
  ['/drives/2024.h5/data', false],
  ['driving_log.csv', false],
  ['video.mp4', false],
  ['keras', false],
])('%s: %s', (path, expected) => {
  expect(isNetworkName(path)).toBe(expected);
});
