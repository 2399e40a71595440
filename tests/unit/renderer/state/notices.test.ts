import { expect, test } from 'vitest';
import { Notices } from '../../../../renderer/state/notices.svelte.ts';
import { SteerscopeError } from '../../../../shared/steerscope-error.ts';

test('errors are shown once; what was cancelled or has its own banner is not', () => {
  const notices = new Notices();
  notices.error(new SteerscopeError('disk-full', 'The disk is full.', 'Make room.'));
  notices.error(new SteerscopeError('disk-full', 'The disk is full.', 'Make room.'));
  notices.error(new SteerscopeError('cancelled', 'Cancelled.', 'Start it again.'));
  notices.error(new SteerscopeError('unreachable', 'Steerscope does not answer any more.', 'Check it.'));
  expect(notices.list.map(({ message }) => message)).toEqual(['The disk is full.']);
});
