import { copyFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  areSameFiles,
  contentOf,
  filesNow,
  lastWrittenMs,
  openModelWithFiles,
} from '../../../../main/models/network-files.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';

const fixtures = join(import.meta.dirname, '..', '..', '..', 'fixtures');
const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

test.each([
  ['tensorflow/saved', ['', 'saved_model.pb', 'variables/variables.index', 'variables/variables.data-00000-of-00001']],
  ['tensorflow/graph-model/model.json', ['', '../group1-shard1of2.bin', '../group1-shard2of2.bin']],
  ['tfjs-layers/float16/model.json', ['', '../group1-shard1of2.bin', '../group1-shard2of2.bin']],
  ['keras/weights-apart.json', ['', '../weights-apart.h5']],
  ['keras/weights-apart.h5', ['', '../weights-apart.json']],
])('%s is read from all of its files', async (name, parts) => {
  const path = join(fixtures, name);
  const { model, files } = await openModelWithFiles(path);
  model.dispose();
  expect([...files.keys()].map((file) => relative(path, file)).sort()).toEqual(parts.toSorted());
  expect(areSameFiles(filesNow(files), files)).toBe(true);
});

test('content is told by bytes, not by times; the newest file says when a network was written', async () => {
  const [path, other] = [join(folder.path, 'net.h5'), join(folder.path, 'net.json')];
  for (const file of [path, other]) copyFileSync(join(fixtures, 'keras', 'weights-apart.json'), file);
  const before = filesNow(new Map([path, other].map((file) => [file, ''])));
  const content = await contentOf(before);
  utimesSync(path, 1e9, 1e9);
  utimesSync(other, 1e9, 2e9);
  const touched = filesNow(before);
  expect(areSameFiles(touched, before)).toBe(false);
  expect(lastWrittenMs(touched)).toBe(2e12);
  expect(await contentOf(touched)).toBe(content);
  writeFileSync(other, '{}');
  expect(await contentOf(filesNow(before))).not.toBe(content);
  expect(lastWrittenMs(filesNow(new Map([[join(folder.path, 'none'), '']])))).toBeNull();
});
