import { expect, test } from 'vitest';
import { tensorflowWheel } from '../../../../main/setup/tensorflow-library.ts';

test('takes the wheel with CUDA only when asked', () => {
  expect(tensorflowWheel(true)).toBe('tensorflow==2.21.0');
  if (process.arch === 'x64') expect(tensorflowWheel(false)).toBe('tensorflow-cpu==2.21.0');
});
