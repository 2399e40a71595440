import { expect, test } from 'vitest';
import type { Configuration } from '../../../../renderer/state/configuration.ts';
import { MethodChoice } from '../../../../renderer/state/method-choice.ts';
import { Notices } from '../../../../renderer/state/notices.svelte.ts';
import type { Session } from '../../../../renderer/state/session.svelte.ts';
import { SteerscopeError } from '../../../../shared/steerscope-error.ts';

/** Takes every method but one. */
class FakeSession {
  info = { method: 'visual-backprop' };

  configure({ method }: Configuration): Promise<SteerscopeError | null> {
    if (method === 'lrp-paper') return Promise.resolve(new SteerscopeError('unsupported-layer', 'No.', ''));
    if (method) this.info = { method };
    return Promise.resolve(null);
  }
}

test('to and fro between two methods; one that is refused is told of and counts for nothing', async () => {
  const notices = new Notices();
  const methods = new MethodChoice(new FakeSession() as unknown as Session, notices);
  expect(methods.before).toBe('occlusion');
  await methods.choose('gradient');
  expect(methods.before).toBe('visual-backprop');
  await methods.choose(methods.before);
  expect(methods.before).toBe('gradient');
  await methods.choose('lrp-paper');
  expect([methods.before, notices.list.length]).toEqual(['gradient', 1]);
});

test('where only occlusion is known, VisualBackProp is the other', async () => {
  const session = new FakeSession();
  session.info = { method: 'occlusion' };
  expect(new MethodChoice(session as unknown as Session, new Notices()).before).toBe('visual-backprop');
});
