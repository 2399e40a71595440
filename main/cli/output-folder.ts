import { mkdir, open, rename, rm, rmdir, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { outputError, refuseFolder } from '../export/output-file.ts';

/**
 * A folder that gets all of its files or none: each is written under a temporary name, and renamed when all are done.
 */
export class OutputFolder {
  readonly path: string;
  /** Outermost folder that had to be made for it; null when it was there. */
  readonly #made: string | null;
  readonly #names = new Set<string>();

  private constructor(path: string, made: string | null) {
    this.path = path;
    this.#made = made;
  }

  /**
   * Makes the folder where it is not there, and sees that it can be written to before hours of work go into it.
   * @throws SteerscopeError `output-not-writable`, `disk-full`.
   */
  static async open(path: string): Promise<OutputFolder> {
    const absolute = resolve(path);
    const made = await makeFolders(absolute).catch((thrown: unknown) => {
      throw folderError(absolute, thrown);
    });
    const folder = new OutputFolder(absolute, made);
    try {
      // Rights alone do not tell: root has them all, also on a read-only disk.
      await folder.write('probe', '');
      await folder.#forget('probe');
      return folder;
    } catch (thrown) {
      await folder.discard();
      throw thrown;
    }
  }

  /** Where the file `name` is written until `commit`. */
  temporaryPath(name: string): string {
    this.#names.add(name);
    return join(this.path, `.${name}.${process.pid}.partial`);
  }

  /** Opens the file `name` for writing. @throws SteerscopeError `output-not-writable`, `disk-full`. */
  async create(name: string): Promise<FileHandle> {
    await refuseFolder(join(this.path, name));
    return open(this.temporaryPath(name), 'w').catch((thrown: unknown) => {
      throw outputError(thrown, this.path);
    });
  }

  /** Writes a whole file. @throws SteerscopeError `output-not-writable`, `disk-full`. */
  async write(name: string, text: string): Promise<void> {
    const file = await this.create(name);
    try {
      await file.writeFile(text);
    } catch (thrown) {
      throw outputError(thrown, this.path);
    } finally {
      await file.close();
    }
  }

  /** Gives all files their names, in place of what was there. */
  async commit(): Promise<readonly string[]> {
    const paths: string[] = [];
    for (const name of this.#names) {
      const path = join(this.path, name);
      await rename(this.temporaryPath(name), path).catch((thrown: unknown) => {
        throw outputError(thrown, path);
      });
      paths.push(path);
    }
    return paths;
  }

  /** Removes what was written, and the folders made for it. */
  async discard(): Promise<void> {
    await Promise.all([...this.#names].map((name) => this.#forget(name)));
    if (this.#made !== null) await removeEmptyFolders(this.path, this.#made);
  }

  async #forget(name: string): Promise<void> {
    await rm(this.temporaryPath(name), { force: true });
    this.#names.delete(name);
  }
}

/**
 * Makes a folder and those above it that are missing. Node's own `recursive` never returns where the system says that a
 * folder is missing though the one above it is there, as /proc does.
 * @returns the outermost that was made; null when all were there.
 */
async function makeFolders(path: string): Promise<string | null> {
  const isThere = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isThere) return null;
  const outermost = path === dirname(path) ? null : await makeFolders(dirname(path));
  await mkdir(path);
  return outermost ?? path;
}

/** From the inner folder to the outer; one that others have written into meanwhile stays. */
async function removeEmptyFolders(inner: string, outer: string): Promise<void> {
  const removed = await rmdir(inner).then(
    () => true,
    () => false,
  );
  if (removed && inner !== outer) await removeEmptyFolders(dirname(inner), outer);
}

/** A folder that cannot be made, in words. */
function folderError(path: string, thrown: unknown): SteerscopeError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
  // What making the folders above says on a read-only disk.
  if (code === 'ENOENT')
    return new SteerscopeError(
      'output-not-writable',
      `This folder cannot be made: ${path}`,
      'Choose a place that you may write to.',
      { cause: thrown },
    );
  if (code !== 'EEXIST' && code !== 'ENOTDIR') return outputError(thrown, path);
  return new SteerscopeError(
    'output-not-writable',
    `There is a file where the folder should be: ${path}`,
    'Choose another folder.',
    { cause: thrown },
  );
}
