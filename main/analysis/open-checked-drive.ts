import { DataDrive } from '../drives/drive-data.ts';
import type { OpenDriveOptions } from '../drives/drive-format.ts';
import { indexedDrive } from '../drives/indexed-drive.ts';
import { findBlackPictures } from './black-pictures.ts';

/**
 * Opens a drive, with the problems that only its pixels tell among those of its log.
 * @throws SteerscopeError as `openDrive`.
 */
export async function openCheckedDrive(path: string, options: OpenDriveOptions = {}): Promise<DataDrive> {
  const drive = new DataDrive((await indexedDrive(path, options)).data);
  const found = await findBlackPictures(drive, options.signal);
  const { info } = drive;
  return new DataDrive({ ...drive.data, info: { ...info, problems: [...info.problems, ...found] } });
}
