import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { SessionContents } from '../../../../main/analysis/session-contents.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { writeMeanNetwork } from '../../../support/tiny-network-file.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

test('a network that was read again while the session closed is not opened any more', async () => {
  const modelPath = await writeMeanNetwork(join(folder.path, 'mean.h5'));
  const contents = new SessionContents(1);
  await contents.change({ modelPath, followNetwork: true }, undefined);
  const take = await contents.readNetworkAgain();
  await contents.close();
  await expect(take()).rejects.toMatchObject({ code: 'cancelled' });
  expect(contents.hasNetwork).toBe(false);
});
