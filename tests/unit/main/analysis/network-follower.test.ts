import { readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NetworkFollower } from '../../../../main/analysis/network-follower.ts';
import { filesNow, type NetworkFiles } from '../../../../main/models/network-files.ts';
import { SteerscopeError } from '../../../../shared/steerscope-error.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';

/* A network is a text file here; one that begins with "net" opens. */

let folder = temporaryFolder();
let path = '';
let follower: NetworkFollower | null = null;
/** What the follower does, in order. */
let told: string[] = [];
let tick: () => void = () => undefined;
let seconds = 0;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'network');
  told = [];
  seconds = 0;
});
afterEach(() => {
  follower?.stop();
  folder[Symbol.dispose]();
});

/** Writes the file; its time is that of the fake clock. */
function write(text: string): void {
  writeFileSync(path, text);
  utimesSync(path, 1e9 + seconds, 1e9 + seconds);
}

const files = (): NetworkFiles => filesNow(new Map([[path, '']]));

async function follow(): Promise<void> {
  const network = {
    open: async () => {
      const read = files();
      const text = readFileSync(path, 'utf8');
      if (!text.startsWith('net')) throw new SteerscopeError('not-a-network', `damaged: ${text}`, '');
      told.push(`opened ${text}`);
      return read;
    },
    onUnchanged: () => void told.push('unchanged'),
    onRefused: ({ message }: SteerscopeError) => void told.push(`refused ${message}`),
  };
  const resting = new Promise<void>((resolve) => {
    follower = new NetworkFollower(files(), network, () => {
      resolve();
      asked();
      return new Promise<void>((wake) => (tick = wake));
    });
  });
  await resting;
}

let asked: () => void = () => undefined;
/** A look of the follower, and all that comes of it. */
async function look(times = 1): Promise<void> {
  for (let time = 0; time < times; time++) {
    seconds += 1;
    const next = new Promise<void>((resolve) => (asked = resolve));
    tick();
    await next;
  }
}

test('what is written anew is opened once it rests, once', async () => {
  write('net 1');
  await follow();
  await look(2);
  expect(told).toEqual([]);
  write('net 2');
  await look();
  expect(told).toEqual([]);
  await look();
  expect(told).toEqual(['opened net 2']);
  await look(3);
  expect(told).toHaveLength(1);
});

test('it is left alone while it grows', async () => {
  write('net 1');
  await follow();
  for (let size = 0; size < 4; size++) {
    await look();
    write(`net 2${'.'.repeat(size)}`);
  }
  expect(told).toEqual([]);
  await look(2);
  expect(told).toEqual(['opened net 2...']);
});

test('half of a file is refused once, and the whole of it opened', async () => {
  write('net 1');
  await follow();
  write('ne');
  await look(5);
  expect(told).toEqual(['refused damaged: ne']);
  write('net 2');
  await look(2);
  expect(told).toEqual(['refused damaged: ne', 'opened net 2']);
});

test('after a refusal what was open may come back', async () => {
  write('net 1');
  await follow();
  write('ne');
  await look(2);
  write('net 1');
  await look(4);
  expect(told).toEqual(['refused damaged: ne', 'unchanged']);
});

test('a file that vanishes is missed once, and opened when another is there', async () => {
  write('net 1');
  await follow();
  rmSync(path);
  await look(4);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^refused .*ENOENT/);
  write('net 2');
  await look(2);
  expect(told[1]).toBe('opened net 2');
});

test('one that was moved away and back is the same', async () => {
  write('net 1');
  await follow();
  renameSync(path, `${path} elsewhere`);
  await look();
  renameSync(`${path} elsewhere`, path);
  await look(4);
  expect(told.filter((word) => word !== 'unchanged')).toEqual([]);
});

test('the same bytes written again are not opened', async () => {
  write('net 1');
  await follow();
  await look();
  write('net 1');
  await look(4);
  expect(told).toEqual(['unchanged']);
});

test('nothing is opened after the end', async () => {
  write('net 1');
  await follow();
  follower?.stop();
  write('net 2');
  tick();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(told).toEqual([]);
});
