import { expect, test } from 'vitest';
import { chosenGpu, parseGpus } from '../../../../../main/models/native/native-gpus.ts';

const gpus = parseGpus('0, GPU-5f2b-aa, NVIDIA RTX A2000, 6138\n1, GPU-77c1-bb, NVIDIA H100 80GB HBM3, 81559\n');

test('reads what nvidia-smi prints', () => {
  expect(gpus).toEqual([
    { index: 0, uuid: 'GPU-5f2b-aa', name: 'NVIDIA RTX A2000', memoryMib: 6138 },
    { index: 1, uuid: 'GPU-77c1-bb', name: 'NVIDIA H100 80GB HBM3', memoryMib: 81559 },
  ]);
  expect(parseGpus('')).toEqual([]);
  expect(parseGpus('No devices were found\n')).toEqual([]);
});

test.each([
  [undefined, 'NVIDIA RTX A2000'],
  ['0', 'NVIDIA RTX A2000'],
  ['1', 'NVIDIA H100 80GB HBM3'],
  ['1,0', 'NVIDIA H100 80GB HBM3'],
  ['GPU-77', 'NVIDIA H100 80GB HBM3'],
  ['-1', null],
  ['', null],
])('CUDA_VISIBLE_DEVICES=%s leaves %s', (visible, name) => {
  expect(chosenGpu(gpus, visible ?? '0')?.name ?? null).toBe(name);
});
