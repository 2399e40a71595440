import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { stampsNow, withStamps, type FileStamps } from '../containers/file-stamps.ts';
import type { Model, OpenModelOptions } from './model.ts';
import { openModel } from './registry.ts';

/** The files that a network was read from, and what they were like before. */
export type NetworkFiles = FileStamps;

/** As `openModel`, and tells what was read for it: weights beside their architecture, the parts of a SavedModel. */
export async function openModelWithFiles(
  path: string,
  options: OpenModelOptions = {},
): Promise<{ readonly model: Model; readonly files: NetworkFiles }> {
  const { value: model, stamps: files } = await withStamps(() => openModel(path, options));
  return { model, files };
}

/** The same files as they are now. */
export const filesNow = (files: NetworkFiles): NetworkFiles => stampsNow(files);

export function areSameFiles(one: NetworkFiles, other: NetworkFiles): boolean {
  return one.size === other.size && [...one].every(([path, stamp]) => other.get(path) === stamp);
}

/** When the newest of the files was written, in ms since 1970; null where none is there. */
export function lastWrittenMs(files: NetworkFiles): number | null {
  const times = [...files.values()]
    .filter((stamp) => stamp.startsWith('file '))
    .map((stamp) => Number(stamp.split(' ')[2]));
  return times.length > 0 ? Math.max(...times) : null;
}

/** Of what is in the files, whenever it was written; null where they cannot be read. */
export async function contentOf(files: NetworkFiles): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for (const [path, stamp] of [...files].sort(([one], [other]) => (one < other ? -1 : 1))) {
      const [kind = ''] = stamp.split(' ');
      hash.update(`${kind} ${path}\n`);
      if (kind === 'file')
        await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
          for await (const chunk of chunks) hash.update(chunk);
        });
    }
    return hash.digest('hex');
  } catch {
    return null;
  }
}
