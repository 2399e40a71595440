import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { FolderListing } from '../../shared/folder-listing.ts';
import { isProjectName } from '../../shared/project.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { recognise } from '../analysis/recognise.ts';

type Entry = FolderListing['entries'][number];

/** A folder of 100 000 pictures is no place to look for a drive one by one; folders come first. */
const maxEntries = 2000;
/** Marks are a help, not a promise: after so many or so long the rest stays unmarked. */
const maxRecognised = 200;
const recogniseBudgetMs = 500;

/** Folders and files of `path`, folders first, hidden ones left out. @throws SteerscopeError `not-found`, `not-readable`. */
export async function listFolder(path: string, signal: AbortSignal): Promise<FolderListing> {
  const folder = await realpath(resolve(path)).catch((cause: unknown) => {
    throw unlistable(path, cause);
  });
  const found = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw unlistable(folder, cause);
  });
  const visible = found.filter(({ name }) => !name.startsWith('.')).sort(byKindAndName);
  const deadline = performance.now() + recogniseBudgetMs;
  const entries: Entry[] = [];
  for (const entry of visible.slice(0, maxEntries)) {
    signal.throwIfAborted();
    const entryPath = join(folder, entry.name);
    const mayLook = entries.length < maxRecognised && performance.now() < deadline;
    entries.push({
      name: entry.name,
      path: entryPath,
      kind: isFolder(entry) ? 'folder' : 'file',
      looksLike: isProjectName(entry.name) ? 'project' : mayLook ? await recognise(entryPath) : null,
    });
  }
  const parent = dirname(folder);
  return { path: folder, parent: parent === folder ? null : parent, entries };
}

/** A link may lead to a folder: opening it shows. */
const isFolder = (entry: Dirent): boolean => entry.isDirectory() || entry.isSymbolicLink();

const byKindAndName = (a: Dirent, b: Dirent): number =>
  Number(isFolder(b)) - Number(isFolder(a)) || a.name.localeCompare(b.name, 'en', { numeric: true });

function unlistable(path: string, cause: unknown): SteerscopeError {
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  return missing
    ? new SteerscopeError('not-found', `There is no such folder: ${path}`, 'Check the path.', { cause })
    : new SteerscopeError('not-readable', `This folder cannot be listed: ${path}`, 'Check its permissions.', { cause });
}
