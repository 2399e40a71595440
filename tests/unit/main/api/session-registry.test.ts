import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SessionRegistry } from '../../../../main/api/session-registry.ts';
import { makeImageFolder, temporaryFolder } from '../../../support/make-drive.ts';

test('of more sessions than there is room for the one used least lately is closed', async () => {
  using folder = temporaryFolder();
  const drivePath = makeImageFolder(join(folder.path, 'drive'), 1);
  const sessions = new SessionRegistry(4);
  const signal = new AbortController().signal;
  const opened = await Promise.all([1, 2, 3, 4].map(() => sessions.open({ drivePath }, signal)));
  const [first, second, third, fourth] = opened.map(({ id }) => id) as [string, string, string, string];
  for (const id of [second, third, fourth, first]) sessions.get(id);
  const fifth = await sessions.open({ drivePath }, signal);
  expect(() => sessions.get(second)).toThrow(second);
  for (const id of [first, third, fourth, fifth.id]) expect(sessions.get(id).info.drive?.frameCount).toBe(1);
  await sessions.closeAll();
  expect(() => sessions.get(first)).toThrow();
});
