import { join, resolve } from 'node:path';
import { textAt } from '../../shared/texts.ts';
import { isUnchanged, stampsNow, withStamps } from '../containers/file-stamps.ts';
import { keptIndex } from '../containers/index-cache.ts';
import type { DriveData, DriveReading } from './drive-data.ts';
import type { OpenDriveOptions } from './drive-format.ts';
import type { PictureTable } from './picture-table.ts';
import { readDrive } from './registry.ts';
import { settingsFolder } from './user-mappings.ts';

/** A drive as it was read, as plain data. */
export interface IndexedDrive {
  readonly data: DriveData;
  readonly reading: DriveReading;
}

/** Pictures whose files are looked at when a drive is opened again; the folder tells when one comes or goes. */
const picturesLookedAt = 64;

/**
 * Reads a drive, or what an earlier opening found out about it while its files are the same.
 * @throws SteerscopeError as `openDrive`.
 */
export async function indexedDrive(path: string, options: OpenDriveOptions = {}): Promise<IndexedDrive> {
  const { growing = false, mapping = null } = options;
  let isWhole = true;
  const onCut = (): void => {
    isWhole = false;
  };
  const read = (): Promise<DriveData> => readDrive(path, { ...options, onCut, isCut: () => !isWhole });
  const key = ['drive', resolve(path), settingsFolder(), JSON.stringify(mapping)];
  const { value, stamps } = growing
    ? await withStamps(read, filesBehind)
    : await keptIndex(key, read, filesBehind, () => isWhole);
  return { data: value, reading: { isWhole, stamps } };
}

/** Whether the files behind a drive are others than they were. */
export const hasChanged = ({ stamps }: DriveReading): boolean => !isUnchanged(stamps);

/** A reading as if it had been of the files as they are now. */
export const takenAsNow = (reading: DriveReading): DriveReading => ({ ...reading, stamps: stampsNow(reading.stamps) });

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
        return folder === undefined ? [] : [join(folder, textAt(names, frame))];
      });
    }
    case 'video-frames':
    case 'parquet-rows':
      return table.paths;
    case 'messages':
      return [...new Set(table.channels.map(({ path }) => path))];
    case 'message-video':
      return [...new Set(table.stretches.flatMap(({ sources }) => sources.map(({ path }) => path)))];
    case 'joined':
      return table.parts.flatMap((part) => filesOf(part, frameCount));
    case 'hdf5-frames':
      return [table.path];
  }
}
