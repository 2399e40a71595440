import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

/** As many as Linux follows. */
const mostLinks = 40;

/**
 * Where the file of a path lies: links are followed, also one whose file is not there yet.
 * @throws SteerscopeError `output-not-writable` where they go round.
 */
export async function fileBehind(path: string): Promise<string> {
  let file = path;
  for (let links = 0; links < mostLinks; links++) {
    // A link's way up begins where its folder really is.
    const folder = await realpath(dirname(file)).catch(() => dirname(file));
    const next = await readlink(join(folder, basename(file))).catch(() => null);
    if (next === null) return file;
    file = resolve(folder, next);
  }
  throw new SteerscopeError(
    'output-not-writable',
    `Its links lead round and to no file: ${path}`,
    'Name the file itself.',
  );
}
