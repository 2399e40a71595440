import { AsyncLocalStorage } from 'node:async_hooks';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';

/** What files and folders were like, by their absolute paths: another stamp is another content. */
export type FileStamps = ReadonlyMap<string, string>;

/** More files are represented by some of them, spread over all. */
const maxFiles = 512;
/** So few of one kind are all kept. */
const fewOfAKind = 16;

const noting = new AsyncLocalStorage<Map<string, string>>();

/**
 * Says that a file is about to be read, or a folder to be listed: what is found out in `withStamps` then holds as long as it
 * is the same. Outside of that nothing happens. Everything that reads drives says so.
 */
export function noteRead(path: string): void {
  const stamps = noting.getStore();
  if (!stamps) return;
  const absolute = resolve(path);
  if (!stamps.has(absolute)) stamps.set(absolute, stampOf(absolute));
}

/** What was found out, and what the files that it was read from were like before. */
export interface Stamped<Value> {
  readonly value: Value;
  readonly stamps: FileStamps;
}

/**
 * Does some reading, and says what was read.
 * @param alsoBehind further files that the outcome stands for, unread.
 */
export async function withStamps<Value>(
  read: () => Promise<Value>,
  alsoBehind: (value: Value) => readonly string[] = () => [],
): Promise<Stamped<Value>> {
  const stamps = new Map<string, string>();
  const value = await noting.run(stamps, read);
  for (const path of alsoBehind(value)) if (!stamps.has(path)) stamps.set(path, stampOf(path));
  // Of a reading within a reading the outer one depends on all.
  const outer = noting.getStore();
  for (const [path, stamp] of stamps) if (outer?.has(path) === false) outer.set(path, stamp);
  return { value, stamps: sampled(stamps) };
}

/** Size and times of change; a change of content, permission or name alters one of them. */
export function stampOf(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return 'absent';
    const kind = found.isDirectory() ? 'folder' : 'file';
    return `${kind} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
  } catch {
    return 'unreadable';
  }
}

/** The same files as they are now. */
export function stampsNow(stamps: FileStamps): FileStamps {
  return new Map(Array.from(stamps.keys(), (path) => [path, stampOf(path)]));
}

/** Whether all of it is as it was. */
export function isUnchanged(stamps: FileStamps): boolean {
  for (const [path, stamp] of stamps) if (stampOf(path) !== stamp) return false;
  return true;
}

/** Folders, files that have few of their kind beside them (logs, mappings), and some of the others. */
function sampled(stamps: FileStamps): FileStamps {
  if (stamps.size <= maxFiles) return stamps;
  const files = [...stamps].filter(([, stamp]) => !stamp.startsWith('folder'));
  const folders = [...stamps].filter(([, stamp]) => stamp.startsWith('folder'));
  const counts = new Map<string, number>();
  for (const [path] of files) counts.set(kindOf(path), (counts.get(kindOf(path)) ?? 0) + 1);
  const isRare = ([path]: readonly [string, string]): boolean => (counts.get(kindOf(path)) ?? 0) <= fewOfAKind;
  return new Map([...folders, ...spread(files.filter(isRare)), ...spread(files.filter((file) => !isRare(file)))]);
}

/** Names of one kind differ in their numbers alone. */
const kindOf = (path: string): string => path.replaceAll(/\d+/g, '0');

function spread<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length <= maxFiles) return items;
  return Array.from({ length: maxFiles }, (_, index) => {
    return items[Math.round((index * (items.length - 1)) / (maxFiles - 1))]!;
  });
}
