import { expect, test } from 'vitest';
import { nvidiaRequirements } from '../../../../main/setup/cuda-libraries.ts';

test('of what a wheel requires, NVIDIA’s: always, and by the extras asked for', () => {
  const metadata = [
    'Name: onnxruntime-gpu',
    'Requires-Dist: numpy>=1.21.6',
    'Requires-Dist: nvidia-nvjitlink',
    'Requires-Dist: nvidia-cuda-runtime~=13.0; extra == "cuda"',
    "Requires-Dist: nvidia-cudnn-cu13~=9.0; extra == 'cudnn'",
    'Requires-Dist: nvidia-tensorrt; extra == "other"',
  ].join('\n');
  expect(nvidiaRequirements(metadata, ['cuda', 'cudnn'])).toEqual([
    'nvidia-nvjitlink',
    'nvidia-cuda-runtime~=13.0',
    'nvidia-cudnn-cu13~=9.0',
  ]);
  expect(nvidiaRequirements(metadata, [])).toEqual(['nvidia-nvjitlink']);
  expect(nvidiaRequirements('', ['cuda'])).toEqual([]);
});
