import { expect, test } from 'vitest';
import { KernelMemory, scratchMemory } from '../../../../../main/saliency/kernels/kernel-memory.ts';

test('blocks lie apart, keep their numbers when the memory grows, and begin where an instruction wants them', () => {
  const memory = new KernelMemory();
  const first = memory.float64(3);
  const second = memory.uint32([7, 8]);
  first.values.set([1, 2, 3]);
  const large = memory.float32(1_000_000);
  large.values.fill(5);
  expect([...first.values]).toEqual([1, 2, 3]);
  expect([...second.values]).toEqual([7, 8]);
  expect([first.at, second.at, large.at]).toEqual([0, 32, 48]);
});

test('what was taken back is given out again, all zero', () => {
  scratchMemory().float64(4).values.fill(9);
  const again = scratchMemory().float64(4);
  expect(again.at).toBe(0);
  expect([...again.values]).toEqual([0, 0, 0, 0]);
});

test('more than there can be is refused', () => {
  expect(() => new KernelMemory().float64(2 ** 30)).toThrow(RangeError);
});
