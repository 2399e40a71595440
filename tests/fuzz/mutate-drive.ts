import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Random } from '../../shared/seeded-random.ts';
import type { DriveSeed } from './drive-seeds.ts';
import { mutate } from './mutate.ts';
import { mutateText } from './mutate-text.ts';

type FileMutation = (path: string, random: Random, others: readonly string[]) => void;

const below = (random: Random, end: number): number => Math.floor(random() * end);

/** What happens to whole files. */
const fileMutations: readonly FileMutation[] = [
  function remove(path) {
    rmSync(path);
  },
  function empty(path) {
    writeFileSync(path, '');
  },
  function replaceByFolder(path) {
    rmSync(path);
    mkdirSync(path);
  },
  function replaceByOther(path, random, others) {
    const other = others[below(random, others.length)] ?? path;
    if (other !== path) copyFileSync(other, path);
  },
  function linkToItself(path) {
    rmSync(path);
    symlinkSync(basename(path), path);
  },
  function linkToNothing(path) {
    rmSync(path);
    symlinkSync('nowhere', path);
  },
  function linkToItsFolder(path) {
    rmSync(path);
    symlinkSync('.', path);
  },
  function linkToDevice(path, random) {
    rmSync(path);
    symlinkSync(['/dev/zero', '/dev/null', '/proc/self/mem', '/dev/random'][below(random, 4)] ?? '/dev/zero', path);
  },
  function replaceByPipe(path) {
    rmSync(path);
    spawnSync('mkfifo', [path]);
  },
  function changeCase(path) {
    renameSync(path, join(dirname(path), basename(path).toUpperCase()));
  },
  function addCopy(path, random) {
    copyFileSync(path, join(dirname(path), `${['copy of ', '._', '0', 'z'][below(random, 4)] ?? ''}${basename(path)}`));
  },
  function growByHole(path, random) {
    truncateSync(path, [2 ** 20, 2 ** 29, 2 ** 32 + 1][below(random, 3)] ?? 0);
  },
];

const isText = (name: string, bytes: Buffer): boolean =>
  /\.(csv|tsv|txt|json|jsonl|catalog|catalog_manifest)$/.test(name) && !bytes.includes(0);

/** Damages a drive on disk: mostly the bytes of one file, rarely what lies there. Pictures are damaged less often than logs. */
export function mutateDrive({ files }: DriveSeed, folder: string, random: Random): void {
  const names = [...files.keys()];
  const logs = names.filter((name) => !/\.(jpe?g|png|webp|bmp|gif)$/i.test(name));
  const candidates = logs.length > 0 && random() < 0.8 ? logs : names;
  const name = candidates[below(random, candidates.length)] ?? '';
  const bytes = files.get(name) ?? Buffer.alloc(0);
  const path = join(folder, name);
  if (random() < 0.12) {
    const change = fileMutations[below(random, fileMutations.length)];
    change?.(
      path,
      random,
      names.map((other) => join(folder, other)),
    );
  } else
    writeFileSync(path, isText(name, bytes) && random() < 0.75 ? mutateText(bytes, random) : mutate(bytes, random));
}
