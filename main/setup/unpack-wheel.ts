import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

/** Unpacks those files of a wheel (a zip archive) that `keep` says yes to. yauzl refuses names that leave the folder. */
export async function unpackWheel(
  wheel: string,
  folder: string,
  keep: (name: string) => boolean,
  signal?: AbortSignal,
): Promise<void> {
  const archive = await openPromise(wheel, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName.endsWith('/') || !keep(entry.fileName)) continue;
      const path = join(folder, entry.fileName);
      await mkdir(dirname(path), { recursive: true });
      // The upper half holds the rights: CUDA's wheels bring programs.
      const mode = ((entry.externalFileAttributes >>> 16) & 0o777) | 0o644;
      await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(path, { mode }), { signal });
    }
  } finally {
    archive.close();
  }
}
