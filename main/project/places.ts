import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { access } from 'node:fs/promises';
import type { Place } from '../../shared/project.ts';

/** Where `path` lies, seen from a folder. */
export function placeOf(path: string, folder: string): Place {
  const fromFolder = relative(folder, path);
  // On another drive of Windows there is no way from here to there.
  const isReachable = fromFolder !== '' && !isAbsolute(fromFolder);
  return { absolute: path, relative: isReachable ? fromFolder.split(sep).join('/') : null };
}

/** Where a place leads: beside the folder it was seen from, else where it was; null when nothing is there. */
export async function findPlace({ absolute, relative: fromFolder }: Place, folder: string): Promise<string | null> {
  if (fromFolder !== null && !isAbsolute(fromFolder)) {
    const beside = resolve(folder, fromFolder);
    if (await isThere(beside)) return beside;
  }
  return (await isAt(absolute)) ? absolute : null;
}

/** Whether something is at an absolute path. */
export async function isAt(path: string): Promise<boolean> {
  return isAbsolute(path) && !isOnNetwork(path) && (await isThere(path));
}

/** A path of Windows that names another machine: looking there would sign in to whoever the file's writer chose. */
const isOnNetwork = (path: string): boolean => /^[\\/]{2}/.test(path);

/** What has the name of a path in a folder and in the one above. */
export async function candidatesFor(path: string, folder: string): Promise<string[]> {
  const name = basename(path.replaceAll('\\', '/'));
  const candidates = [...new Set([join(folder, name), join(dirname(folder), name)])];
  const found = await Promise.all(candidates.map(async (candidate) => ((await isThere(candidate)) ? candidate : null)));
  return name === '' ? [] : found.filter((candidate) => candidate !== null);
}

/** Those of `others` that have moved along when `from` has gone to `to`: what of both paths is the same stays. */
export async function movedAlong(
  from: string,
  to: string,
  others: readonly string[],
): Promise<{ from: string; to: string }[]> {
  const [old, now] = [from.split(/[\\/]/), to.split(/[\\/]/)];
  // At least the name goes: it may have been renamed.
  let same = 1;
  while (same < Math.min(old.length, now.length) - 1 && old.at(-1 - same) === now.at(-1 - same)) same += 1;
  const oldStart = from.slice(0, from.length - old.slice(old.length - same).join('/').length);
  const newStart = to.slice(0, to.length - now.slice(now.length - same).join('/').length);
  const moved = others
    .filter((path) => path.startsWith(oldStart))
    .map((path) => ({ from: path, to: resolve(newStart + path.slice(oldStart.length)) }));
  const found = await Promise.all(moved.map(async (move) => ((await isThere(move.to)) ? move : null)));
  return found.filter((move) => move !== null);
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
