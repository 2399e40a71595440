import { DataDrive } from '../drives/drive-data.ts';
import type { OpenDriveOptions } from '../drives/drive-format.ts';
import { indexedDrive, type IndexedDrive } from '../drives/indexed-drive.ts';
import { findBlackPictures } from './black-pictures.ts';

/**
 * Opens a drive, with the problems that only its pixels tell among those of its log.
 * @throws SteerscopeError as `openDrive`.
 */
export async function openCheckedDrive(path: string, options: OpenDriveOptions = {}): Promise<DataDrive> {
  const { data, reading } = await readCheckedDrive(path, options);
  return new DataDrive(data, reading);
}

/** As `openCheckedDrive`, as plain data; a first look is not waited for with looking at pictures. */
export async function readCheckedDrive(path: string, options: OpenDriveOptions = {}): Promise<IndexedDrive> {
  const read = await indexedDrive(path, options);
  if (!read.reading.isWhole) return read;
  const { data } = read;
  const found = await findBlackPictures(new DataDrive(data), options.signal);
  return { ...read, data: { ...data, info: { ...data.info, problems: [...data.info.problems, ...found] } } };
}
