import { lstatSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { candidatesFor, findPlace, movedAlong, placeOf } from '../../../../main/project/places.ts';
import { missingMedia, readProject, saveProject } from '../../../../main/project/project-file.ts';
import { maxProjectBytes, type ProjectContents } from '../../../../shared/project.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';

let folder: ReturnType<typeof temporaryFolder>;
const at = (...parts: string[]): string => join(folder.path, ...parts);
const made = (...parts: string[]): string => {
  mkdirSync(at(...parts), { recursive: true });
  return at(...parts);
};

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

const contentsOf = (drive: string, network: string): ProjectContents => ({
  drive: { path: drive, mapping: null, format: 'udacity-simulator', frameCount: 8, fingerprint: 'ab12' },
  networks: [
    {
      path: network,
      preprocessing: null,
      engine: 'onnx',
      device: 'cpu',
      pooling: 'composed',
      method: 'visual-backprop',
    },
  ],
  parts: { marks: [{ id: 'a', firstFrame: 3 }], place: { frame: 5 } },
});
test('what is saved is read back', async () => {
  const contents = contentsOf(made('drives', 'one'), made('net.h5'));
  const { path, fingerprint } = await saveProject({ path: at('p.steerscope'), contents, seen: null });
  expect(await readProject(path)).toMatchObject({ path, fingerprint, contents });
  expect(await missingMedia([contents], path)).toEqual([]);
});

test('paths are relative to the file: project and media move together', async () => {
  const contents = contentsOf(made('a', 'drives', 'one'), made('a', 'net.h5'));
  await saveProject({ path: join(made('a', 'work'), 'p.steerscope'), contents, seen: null });
  const written = JSON.parse(readFileSync(at('a', 'work', 'p.steerscope'), 'utf8')) as {
    drive: { path: unknown };
  };
  expect(written.drive.path).toEqual({ absolute: at('a', 'drives', 'one'), relative: '../drives/one' });
  renameSync(at('a'), at('b'));
  const read = await readProject(at('b', 'work', 'p.steerscope'));
  expect(read.contents.drive?.path).toBe(at('b', 'drives', 'one'));
  expect(read.contents.networks[0]?.path).toBe(at('b', 'net.h5'));
});

test('a link to a project stays one: it is saved to the file that is named, and its paths are seen from there', async () => {
  const contents = contentsOf(made('repository', 'drives', 'one'), made('repository', 'net.h5'));
  const first = await saveProject({ path: at('repository', 'p.steerscope'), contents, seen: null });
  symlinkSync(join('repository', 'p.steerscope'), at('latest.steerscope'));
  // Another one beside the link, which the project does not mean.
  made('drives', 'one');
  const read = await readProject(at('latest.steerscope'));
  expect(read).toMatchObject({ path: at('latest.steerscope'), contents, fingerprint: first.fingerprint });
  const changed = { ...contents, parts: {} };
  await saveProject({ path: read.path, contents: changed, seen: read.fingerprint });
  expect(lstatSync(at('latest.steerscope')).isSymbolicLink()).toBe(true);
  renameSync(at('repository'), at('moved'));
  expect((await readProject(at('moved', 'p.steerscope'))).contents).toEqual({
    ...contentsOf(at('moved', 'drives', 'one'), at('moved', 'net.h5')),
    parts: {},
  });
});

test('the file alone moves: the media are where they were', async () => {
  const contents = contentsOf(made('drives', 'one'), made('net.h5'));
  await saveProject({ path: at('p.steerscope'), contents, seen: null });
  renameSync(at('p.steerscope'), join(made('elsewhere', 'far'), 'p.steerscope'));
  const { contents: read, path } = await readProject(at('elsewhere', 'far', 'p.steerscope'));
  expect(read).toEqual(contents);
  expect(await missingMedia([read, read], path)).toEqual([]);
});

test('what is missing is told with what may be it, beside the project and a folder above', async () => {
  const contents = contentsOf('/nowhere/drives/one', '/nowhere/net.h5');
  await saveProject({ path: join(made('work'), 'p.steerscope'), contents, seen: null });
  made('work', 'one');
  made('one');
  const { contents: read, path } = await readProject(at('work', 'p.steerscope'));
  expect(await missingMedia([read, read], path)).toEqual([
    { kind: 'drive', path: '/nowhere/drives/one', candidates: [at('work', 'one'), at('one')] },
    { kind: 'network', path: '/nowhere/net.h5', candidates: [] },
  ]);
});

test('a file that another program has changed is not overwritten unasked', async () => {
  const path = at('p.steerscope');
  const contents = contentsOf('/d', '/n');
  const first = await saveProject({ path, contents, seen: null });
  await expect(saveProject({ path, contents, seen: null })).rejects.toMatchObject({ code: 'file-changed' });
  await saveProject({ path, contents, seen: first.fingerprint });
  writeFileSync(path, 'other');
  await expect(saveProject({ path, contents, seen: first.fingerprint })).rejects.toMatchObject({
    code: 'file-changed',
  });
  expect(readFileSync(path, 'utf8')).toBe('other');
  await saveProject({ path, contents, seen: null, overwrite: true });
});

test('one that could not be opened again is not saved', async () => {
  const contents = { ...contentsOf('/d', '/n'), parts: { marks: Array(1_000_000).fill(12_345) } };
  await expect(saveProject({ path: at('p.steerscope'), contents, seen: null })).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining('larger than the 8 MB') as string,
  });
});

test('nothing but a file is read', async () => {
  await expect(readProject('/dev/zero')).rejects.toMatchObject({ code: 'not-readable' });
});

test.each(['relative.steerscope', '/tmp/none-such/x.json', '/tmp/.bashrc'])('is not saved as %s', async (path) => {
  await expect(saveProject({ path, contents: contentsOf('/d', '/n'), seen: null })).rejects.toMatchObject({
    code: 'bad-request',
  });
});

const good = { steerscopeProject: 1, savedAt: '', drive: null, networks: [], parts: {} };
test.each([
  { name: 'no JSON', text: '{', why: 'no JSON' },
  { name: 'another JSON', text: '[]', why: 'does not say that it is one' },
  { name: 'a newer version', text: JSON.stringify({ ...good, steerscopeProject: 2 }), why: 'newer' },
  {
    name: 'a crowd of networks',
    text: JSON.stringify({ ...good, networks: Array(33).fill({ path: { absolute: '/n' } }) }),
    why: 'networks',
  },
  {
    name: 'a path of 5000 letters',
    text: JSON.stringify({ ...good, networks: [{ path: { absolute: 'x'.repeat(5000) } }] }),
    why: 'networks',
  },
  {
    name: 'a negative count',
    text: JSON.stringify({ ...good, drive: { path: { absolute: '/d' }, frameCount: -1 } }),
    why: 'frameCount',
  },
  {
    name: 'an engine that is no name',
    text: JSON.stringify({ ...good, networks: [{ path: { absolute: '/n' }, engine: 7 }] }),
    why: 'engine',
  },
  { name: 'no parts', text: JSON.stringify({ ...good, parts: 3 }), why: 'parts' },
  { name: 'more than 8 MB', text: ' '.repeat(maxProjectBytes + 1), why: 'larger than 8 MB' },
])('refuses $name', async ({ text, why }) => {
  writeFileSync(at('p.steerscope'), text);
  await expect(readProject(at('p.steerscope'))).rejects.toMatchObject({
    code: 'bad-project',
    message: expect.stringContaining(why) as string,
  });
});

test('what a newer version chose opens with the usual choice in its place, and says so', async () => {
  const path = { absolute: '/models/net.h5' };
  const networks = [
    { path, method: 'attention-rollout', engine: 'onnx', device: 'npu', pooling: 'composed' },
    { path, method: 'gradient' },
  ];
  const text = JSON.stringify({ ...good, networks });
  writeFileSync(at('p.steerscope'), text);
  const { contents, problems } = await readProject(at('p.steerscope'));
  expect(contents.networks).toMatchObject([
    { method: 'visual-backprop', engine: 'onnx', device: 'auto', pooling: 'composed' },
    { method: 'gradient', engine: 'auto' },
  ]);
  expect(problems).toMatchObject([
    {
      severity: 'warning',
      code: 'unknown-choice',
      message: expect.stringMatching(
        /method “attention-rollout” of net\.h5 is not known .* VisualBackProp takes its place/,
      ) as string,
    },
    {
      message: expect.stringMatching(
        /device “npu” of net\.h5 is not known .* the automatic choice takes its place/,
      ) as string,
    },
  ]);
  expect(readFileSync(at('p.steerscope'), 'utf8')).toBe(text);
});

test('one that is absent is not found, a folder not readable', async () => {
  await expect(readProject(at('none.steerscope'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(readProject(made('folder.steerscope'))).rejects.toMatchObject({ code: 'not-readable' });
});

test('what a stranger added is left out, and __proto__ changes nothing', async () => {
  const text = JSON.stringify({ ...good, more: 1 }).replace('"parts":{}', '"parts":{"__proto__":{"polluted":1}}');
  writeFileSync(at('p.steerscope'), text);
  const { contents } = await readProject(at('p.steerscope'));
  expect(contents).not.toHaveProperty('more');
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('a place on another machine is not looked for', async () => {
  made('share');
  expect(await findPlace({ absolute: `/${at('share')}`, relative: null }, '/')).toBeNull();
  expect(await findPlace({ absolute: '\\\\host\\share', relative: null }, '/')).toBeNull();
  expect(await findPlace({ absolute: at('share'), relative: at('share') }, '/')).toBe(at('share'));
  expect(await findPlace({ absolute: 'share', relative: null }, folder.path)).toBeNull();
});

test('the way from a folder, and names to look for', async () => {
  expect(placeOf('/a/b/drive', '/a/p')).toEqual({ absolute: '/a/b/drive', relative: '../b/drive' });
  made('work', 'one');
  expect(await candidatesFor('C:\\logs\\one', at('work'))).toEqual([at('work', 'one')]);
});

test('what has moved along is found by what both paths share', async () => {
  made('new', 'drives', 'one');
  made('new', 'models', 'net.h5');
  const others = ['/old/models/net.h5', '/old/models/gone.h5', '/elsewhere/net.h5'];
  expect(await movedAlong('/old/drives/one', at('new', 'drives', 'one'), others)).toEqual([
    { from: '/old/models/net.h5', to: at('new', 'models', 'net.h5') },
  ]);
  made('new', 'drives', 'two');
  expect(await movedAlong('/old/drives/one', at('new', 'drives', 'renamed'), ['/old/drives/two'])).toEqual([
    { from: '/old/drives/two', to: at('new', 'drives', 'two') },
  ]);
});
