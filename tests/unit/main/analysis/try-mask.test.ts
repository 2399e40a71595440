import { expect, test, vi } from 'vitest';
import { tryMask, type TriedMask } from '../../../../main/analysis/try-mask.ts';
import type { SaliencyQuestion } from '../../../../main/saliency/mask-method.ts';
import { maskMethods } from '../../../../main/saliency/mask-methods.ts';
import { SteerscopeError } from '../../../../shared/steerscope-error.ts';

/** With a method that fails, whatever it is asked. */
const tried = (method: 'occlusion' | 'gradient', thrown: Error): Promise<TriedMask> => {
  vi.spyOn(maskMethods, method).mockRejectedValueOnce(thrown);
  return tryMask(method, {} as SaliencyQuestion, 7);
};

test('a method that fails on a frame leaves a problem of that frame', async () => {
  const thrown = new SteerscopeError('engine-failed', 'The engine ran out of memory.', 'Take another device.');
  expect(await tried('occlusion', thrown)).toEqual({
    mask: null,
    problems: [
      {
        severity: 'warning',
        code: 'engine-failed',
        message: 'Occlusion has no mask here. The engine ran out of memory. Take another device.',
        place: 'frame 7',
        frame: 7,
      },
    ],
  });
});

test('a method that cannot explain the network leaves a problem of no frame', async () => {
  const thrown = new SteerscopeError('unsupported-layer', 'A Loop cannot be gone back through.', 'Take occlusion.');
  const { problems } = await tried('gradient', thrown);
  expect(problems).toMatchObject([{ message: expect.stringMatching(/^Gradient cannot explain/), frame: null }]);
});

test('what was cancelled stays cancelled, and what is a bug is no finding', async () => {
  const cancelled = new SteerscopeError('cancelled', 'Cancelled.', 'Start it again.');
  await expect(tried('occlusion', cancelled)).rejects.toBe(cancelled);
  await expect(tried('occlusion', new TypeError('bug'))).rejects.toThrow(TypeError);
});
