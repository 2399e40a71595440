import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findCheckpoints } from '../../../../main/cli/find-checkpoints.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { writeMeanNetwork } from '../../../support/tiny-network-file.ts';

const folder = temporaryFolder();
const at = (...parts: string[]): string => join(folder.path, ...parts);

beforeAll(async () => {
  mkdirSync(at('run'));
  mkdirSync(at('empty'));
  await writeMeanNetwork(at('run', 'epoch-2.h5'));
  writeFileSync(at('run', 'epoch-2.h5.steerscope.json'), '{ "steps": [] }');
  writeFileSync(at('run', 'epoch-10.h5'), 'half a net');
  writeFileSync(at('run', '.epoch-11.h5'), '');
  writeFileSync(at('run', 'log.csv'), 'epoch,loss\n');
  writeFileSync(at('run', 'epoch-9.json'), '{"class_name": "Sequential", "config": []}');
  writeFileSync(at('run', 'epoch-9_weights.h5'), '');
});
afterAll(() => folder[Symbol.dispose]());

test('of a folder all networks in natural order, those that are damaged too, and weights with their JSON once', async () => {
  const names = ['epoch-2.h5', 'epoch-9_weights.h5', 'epoch-10.h5'];
  expect(await findCheckpoints([at('run')])).toEqual(names.map((name) => at('run', name)));
});

test('a checkpoint that is gone when it is looked at is one to be told of, and hides no other', async () => {
  mkdirSync(at('pruned'));
  await writeMeanNetwork(at('pruned', 'epoch-2.h5'));
  symlinkSync(at('pruned', 'gone.h5'), at('pruned', 'epoch-1.h5'));
  expect(await findCheckpoints([at('pruned')])).toEqual([at('pruned', 'epoch-1.h5'), at('pruned', 'epoch-2.h5')]);
});

test('files stay in the order given', async () => {
  const files = [at('run', 'epoch-10.h5'), at('run', 'epoch-2.h5')];
  expect(await findCheckpoints(files)).toEqual(files);
});

test('a path that is not there and a folder without networks are refused by name', async () => {
  await expect(findCheckpoints([at('none')])).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('none'),
  });
  await expect(findCheckpoints([at('empty')])).rejects.toMatchObject({
    message: expect.stringContaining('no network in this folder'),
  });
});
