import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Journals } from '../../../../main/project/journals.ts';
import { Recents } from '../../../../main/project/recents.ts';
import { stateFolder } from '../../../../main/project/state-folder.ts';
import type { ProjectContents } from '../../../../shared/project.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder[Symbol.dispose]();
});

const contents = (frame: number): ProjectContents => ({ drive: null, networks: [], parts: { place: { frame } } });
const journalFiles = (): string[] => readdirSync(join(folder.path, 'journals'));

test('a journal comes back to what it was written for, and to nothing else', async () => {
  const journals = new Journals(folder.path);
  expect(await journals.write({ key: { kind: 'drive', path: '/a' }, contents: contents(1) })).toBe(true);
  await journals.write({ key: { kind: 'project', path: '/a' }, contents: contents(2) });
  await journals.write({ key: { kind: 'drive', path: '/a' }, contents: contents(3) });
  expect((await journals.read({ kind: 'drive', path: '/a' }))[0]?.contents).toEqual(contents(3));
  expect((await journals.read({ kind: 'project', path: '/a' }))[0]?.contents).toEqual(contents(2));
  expect(await journals.read({ kind: 'drive', path: '/b' })).toEqual([]);
  await journals.discard({ kind: 'drive', path: '/a' }, '');
  expect(await journals.read({ kind: 'drive', path: '/a' })).toEqual([]);
  expect(journalFiles()).toHaveLength(1);
});

describe('windows that have the same open', () => {
  const key = { kind: 'drive', path: '/a' } as const;

  test('keep their journals apart; the newest comes first', async () => {
    vi.useFakeTimers({ now: 1000, toFake: ['Date'] });
    const journals = new Journals(folder.path);
    await journals.write({ key, writer: 'one', contents: contents(1), seen: 'file', unsaved: false });
    vi.setSystemTime(2000);
    await journals.write({ key, writer: 'two', contents: contents(2) });
    const [one, two] = [
      { writer: 'one', at: 1000, seen: 'file', unsaved: false, contents: contents(1), problems: [] },
      { writer: 'two', at: 2000, seen: null, unsaved: true, contents: contents(2), problems: [] },
    ];
    expect(await journals.read(key)).toEqual([two, one]);
    await journals.discard(key, 'two');
    expect(await journals.read(key)).toEqual([one]);
    vi.useRealTimers();
  });

  test('let go of what they go on from, unless it was written again', async () => {
    vi.useFakeTimers({ now: 1000, toFake: ['Date'] });
    const journals = new Journals(folder.path);
    const goesOnFrom = [{ writer: 'one', at: 1000 }];
    await journals.write({ key, writer: 'one', contents: contents(1) });
    await journals.write({ key, writer: 'two', contents: contents(2), goesOnFrom });
    expect(await journals.read(key)).toMatchObject([{ writer: 'two' }]);
    vi.setSystemTime(3000);
    await journals.write({ key, writer: 'one', contents: contents(3) });
    await journals.write({ key, writer: 'two', contents: contents(4), goesOnFrom });
    await journals.discard(key, 'two', undefined, goesOnFrom);
    expect((await journals.read(key))[0]?.contents).toEqual(contents(3));
    vi.useRealTimers();
  });
});

test('a journal of a newer version comes back, with the usual choice in place of an unknown one', async () => {
  const journals = new Journals(folder.path);
  const key = { kind: 'project', path: '/p' } as const;
  const networks = [{ path: '/n.h5', method: 'gradient' }] as ProjectContents['networks'];
  await journals.write({ key, contents: { ...contents(1), networks } });
  const file = join(folder.path, 'journals', journalFiles()[0] ?? '');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"gradient"', '"attention-rollout"'));
  expect(await journals.read(key)).toMatchObject([
    {
      contents: { ...contents(1), networks: [{ path: '/n.h5', method: 'visual-backprop' }] },
      problems: [{ code: 'unknown-choice' }],
    },
  ]);
});

test('what is discarded stays away, though it is still being written', async () => {
  const journals = new Journals(folder.path);
  const key = { kind: 'project', path: '/p' } as const;
  const writing = journals.write({ key, writer: 'one', contents: contents(1) });
  await Promise.all([writing, journals.discard(key, 'one')]);
  expect(await journals.read(key)).toEqual([]);
});

test('a journal that was torn, or written by a stranger, counts as none', async () => {
  const journals = new Journals(folder.path);
  await journals.write({ key: { kind: 'drive', path: '/a' }, contents: contents(1) });
  const file = join(folder.path, 'journals', journalFiles()[0] ?? '');
  for (const text of ['{"at": 1', '{}', '[]', '{"at":1,"kind":"drive","path":"/b","contents":{}}']) {
    writeFileSync(file, text);
    expect(await journals.read({ kind: 'drive', path: '/a' })).toEqual([]);
  }
});

test('of more than 50 journals the oldest go', async () => {
  const journals = new Journals(folder.path);
  await journals.write({ key: { kind: 'drive', path: '/oldest' }, contents: contents(0) });
  const file = join(folder.path, 'journals', journalFiles()[0] ?? '');
  utimesSync(file, 1, 1);
  for (let drive = 0; drive < 50; drive++)
    await journals.write({ key: { kind: 'drive', path: `/${drive}` }, contents: contents(drive) });
  expect(journalFiles()).toHaveLength(50);
  expect(await journals.read({ kind: 'drive', path: '/oldest' })).toEqual([]);
  expect(await journals.read({ kind: 'drive', path: '/49' })).toHaveLength(1);
});

test('where nothing can be written a journal says so, and recents are forgotten', async () => {
  const blocked = join(folder.path, 'file');
  writeFileSync(blocked, '');
  await expect(
    new Journals(blocked).write({ key: { kind: 'drive', path: '/a' }, contents: contents(1) }),
  ).rejects.toMatchObject({
    code: 'output-not-writable',
  });
  const recents = new Recents(blocked);
  await recents.note('drive', '/a');
  expect(await recents.list()).toEqual([]);
});

test('nothing is kept where that is switched off', async () => {
  const journals = new Journals(null);
  expect(await journals.write({ key: { kind: 'drive', path: '/a' }, contents: contents(1) })).toBe(false);
  expect(await journals.read({ kind: 'drive', path: '/a' })).toEqual([]);
  const recents = new Recents(null);
  await recents.note('drive', '/a');
  expect(await recents.list()).toEqual([]);
});

test('the folder is the one that is named, or none', () => {
  vi.stubEnv('STEERSCOPE_STATE', 'off');
  expect(stateFolder()).toBeNull();
  vi.stubEnv('STEERSCOPE_STATE', '/kept/here');
  expect(stateFolder()).toBe('/kept/here');
});

test('recents: the newest first, each once, ten of a kind, and whether they are there', async () => {
  vi.useFakeTimers({ now: 1000, toFake: ['Date'] });
  const recents = new Recents(folder.path);
  const changed = vi.fn();
  recents.onChanged = changed;
  mkdirSync(join(folder.path, 'drive'));
  for (let index = 0; index < 12; index++) {
    vi.setSystemTime(2000 + index);
    await recents.note('network', `/net-${index}`);
  }
  vi.setSystemTime(3000);
  await recents.note('drive', join(folder.path, 'drive'));
  vi.setSystemTime(4000);
  await recents.note('network', '/net-5');
  const list = await recents.list();
  expect(list.slice(0, 3)).toEqual([
    { kind: 'network', path: '/net-5', at: 4000, exists: false },
    { kind: 'drive', path: join(folder.path, 'drive'), at: 3000, exists: true },
    { kind: 'network', path: '/net-11', at: 2011, exists: false },
  ]);
  expect(list.filter(({ kind }) => kind === 'network')).toHaveLength(10);
  expect(changed).toHaveBeenCalledTimes(14);
  await recents.forget('/net-5');
  expect((await recents.list())[0]?.path).toBe(join(folder.path, 'drive'));
  await recents.forget(null);
  expect(await recents.list()).toEqual([]);
  vi.useRealTimers();
});

test('a list of recents that a stranger wrote gives what can be used', async () => {
  const entries = [{ kind: 'drive', path: '/a', at: 1 }, { kind: 'virus', path: '/b', at: 2 }, 3, { kind: 'drive' }];
  writeFileSync(join(folder.path, 'recents.json'), JSON.stringify(entries));
  expect(await new Recents(folder.path).list()).toEqual([{ kind: 'drive', path: '/a', at: 1, exists: false }]);
});

test('notes at the same time are all kept', async () => {
  const recents = new Recents(folder.path);
  await Promise.all(['/a', '/b', '/c'].map((path) => recents.note('drive', path)));
  expect((await recents.list()).map(({ path }) => path).sort()).toEqual(['/a', '/b', '/c']);
});
