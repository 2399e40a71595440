import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readMessages } from '../../../../main/drives/read-messages.ts';
import { ros2Bag } from '../../../../main/drives/ros2-bag.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { startMs, twistMessage } from '../../../support/make-recording.ts';
import { writeSqliteBag } from '../../../support/make-ros2-bag.ts';

test('messages that are not packed are read in slices, between which a cancelling is heard', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'drive.db3');
  await writeSqliteBag(
    path,
    Array.from({ length: 50 }, (_, row) => twistMessage(2, '/cmd_vel', startMs + row, 1)),
  );
  const [file] = (await ros2Bag.index(path)).files;
  const table = [...file!.index.messages.values()][0]!;
  const cancelling = new AbortController();
  let taken = 0;
  const take = (): void => {
    taken += 1;
    if (taken === 1) setTimeout(() => cancelling.abort(new Error('enough')), 1);
    for (const end = performance.now() + 2; performance.now() < end;);
  };
  const rows = Uint32Array.from({ length: 50 }, (_, row) => row);
  await expect(readMessages([{ file: file!, table, rows }], take, cancelling.signal)).rejects.toThrow('enough');
  expect(taken).toBeLessThan(25);
});
