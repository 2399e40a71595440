import {
  appendFileSync,
  chownSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noteRead, stampOf, withStamps } from '../../../../main/containers/file-stamps.ts';
import { keptIndex } from '../../../../main/containers/index-cache.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';

let folder: ReturnType<typeof temporaryFolder>;
let readings = 0;

beforeEach(() => {
  folder = temporaryFolder();
  readings = 0;
  vi.stubEnv('STEERSCOPE_CACHE', join(folder.path, 'cache'));
  writeFileSync(join(folder.path, 'log'), '7');
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder[Symbol.dispose]();
});

/** Takes as long as what is worth keeping. */
async function readLog(variant = ''): Promise<Float64Array> {
  const path = join(folder.path, 'log');
  const { value } = await keptIndex(['test', path, variant], async () => {
    readings += 1;
    noteRead(path);
    await new Promise((resolve) => setTimeout(resolve, 320));
    return Float64Array.of(Number(readFileSync(path, 'utf8')));
  });
  return value;
}

const kept = (): string => {
  const [name = ''] = readdirSync(join(folder.path, 'cache'));
  return join(folder.path, 'cache', name);
};

test('what took long is read once, and is typed again when it comes back', async () => {
  expect(await readLog()).toEqual(Float64Array.of(7));
  expect(await readLog()).toEqual(Float64Array.of(7));
  expect(readings).toBe(1);
  expect(readdirSync(join(folder.path, 'cache'))).toHaveLength(1);
  expect(statSync(kept()).mode & 0o77).toBe(0);
});

test.each([
  ['another size', () => appendFileSync(join(folder.path, 'log'), '1')],
  ['another time', () => utimesSync(join(folder.path, 'log'), 1, 1)],
  [
    'a file that is gone and came back',
    () => (rmSync(join(folder.path, 'log')), writeFileSync(join(folder.path, 'log'), '7')),
  ],
])('%s of a file that was read is read anew', async (_, change) => {
  await readLog();
  change();
  expect(await readLog()).toEqual(Float64Array.of(Number(readFileSync(join(folder.path, 'log'), 'utf8'))));
  expect(readings).toBe(2);
});

test('another key is another thing', async () => {
  await readLog();
  await readLog('mapped');
  expect(readings).toBe(2);
});

test.each([
  ['empty', () => Buffer.alloc(0)],
  ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 3)],
  [
    'of one flipped bit',
    (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === bytes.length - 5 ? byte ^ 4 : byte))),
  ],
  ['another program’s', () => Buffer.from('{"value": 8}')],
])('a kept file that is %s counts as none', async (_, damage) => {
  await readLog();
  writeFileSync(kept(), damage(readFileSync(kept())));
  expect(await readLog()).toEqual(Float64Array.of(7));
  expect(readings).toBe(2);
  await readLog();
  expect(readings).toBe(2);
});

test.skipIf(process.getuid?.() !== 0)('a kept file of another user counts as none', async () => {
  await readLog();
  chownSync(kept(), 12_345, 12_345);
  await readLog();
  expect(readings).toBe(2);
});

test('what is quick is not kept, nor what changes while it is read, nor anything when it is switched off', async () => {
  const path = join(folder.path, 'log');
  await keptIndex(['quick'], async () => noteRead(path));
  await keptIndex(['changing'], async () => {
    noteRead(path);
    appendFileSync(path, '1');
    await new Promise((resolve) => setTimeout(resolve, 320));
  });
  vi.stubEnv('STEERSCOPE_CACHE', 'off');
  await readLog();
  expect(readdirSync(folder.path)).toEqual(['log']);
});

test('where nothing can be written, reading goes on', async () => {
  vi.stubEnv('STEERSCOPE_CACHE', join(folder.path, 'log', 'cache'));
  expect(await readLog()).toEqual(Float64Array.of(7));
});

test('stamps are those from before the reading; a reading within a reading counts for both', async () => {
  const path = join(folder.path, 'log');
  const before = stampOf(path);
  const outer = await withStamps(() =>
    withStamps(async () => {
      noteRead(path);
      appendFileSync(path, '1');
      noteRead(path);
      noteRead(join(folder.path, 'none'));
    }),
  );
  const wanted = [
    [path, before],
    [join(folder.path, 'none'), 'absent'],
  ];
  expect([...outer.stamps]).toEqual(wanted);
  expect([...outer.value.stamps]).toEqual(wanted);
  expect(stampOf(path)).not.toBe(before);
});

test('of thousands of files alike some are looked at again, and every one of another kind', async () => {
  const records = Array.from({ length: 2000 }, (_, number) => join(folder.path, `record_${number}.json`));
  const mapping = join(folder.path, 'tub.steerscope-drive.json');
  writeFileSync(mapping, '{}');
  const { stamps } = await withStamps(async () => {
    noteRead(folder.path);
    for (const [index, path] of records.entries()) {
      noteRead(path);
      if (index === 1002) noteRead(mapping);
    }
  });
  expect(stamps.size).toBeLessThan(600);
  expect([...stamps.keys()]).toEqual(expect.arrayContaining([folder.path, mapping, records[0], records[1999]]));
});
