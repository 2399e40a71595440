import { join, resolve } from 'node:path';
import type { FileStamps } from '../containers/file-stamps.ts';
import { keptIndex } from '../containers/index-cache.ts';
import type { DriveData } from './drive-data.ts';
import type { OpenDriveOptions } from './drive-format.ts';
import type { PictureTable } from './picture-table.ts';
import { readDrive } from './registry.ts';

/** A drive as it was read, and the files that it was read from: while they are the same, so is the drive. */
export interface IndexedDrive {
  readonly data: DriveData;
  readonly stamps: FileStamps;
}

/** Pictures whose files are looked at when a drive is opened again; the folder tells when one comes or goes. */
const picturesLookedAt = 64;

/**
 * Reads a drive, or what an earlier opening found out about it while its files are the same.
 * @throws SteerscopeError as `openDrive`.
 */
export async function indexedDrive(path: string, options: OpenDriveOptions = {}): Promise<IndexedDrive> {
  const key = ['drive', resolve(path), JSON.stringify(options.mapping ?? null)];
  const { value, stamps } = await keptIndex(key, () => readDrive(path, options), filesBehind);
  return { data: value, stamps };
}

function filesBehind({ pictures, info: { frameCount } }: DriveData): string[] {
  return pictures.flatMap((table) => filesOf(table, frameCount));
}

function filesOf(table: PictureTable, frameCount: number): readonly string[] {
  switch (table.kind) {
    case 'image-files': {
      const { folders, folderOf, names } = table;
      const frames = Array.from({ length: Math.min(picturesLookedAt, frameCount) }, (_, index) =>
        Math.floor((index * frameCount) / Math.min(picturesLookedAt, frameCount)),
      );
      return frames.flatMap((frame) => {
        const folder = folders[folderOf[frame] ?? -1];
        return folder === undefined ? [] : [join(folder, names[frame] ?? '')];
      });
    }
    case 'video-frames':
      return table.paths;
    case 'messages':
      return [...new Set(table.channels.map(({ path }) => path))];
    case 'hdf5-frames':
      return [table.path];
  }
}
