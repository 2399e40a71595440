import { opendir, readdir, stat } from 'node:fs/promises';
import { noteRead } from '../containers/file-stamps.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { assembleDrive } from './assemble-drive.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { DriveRecords } from './drive-records.ts';
import { isImageName } from './pictures.ts';
import { firstOf } from './record-limit.ts';
import { RowProblems } from './row-problems.ts';

/** So that frame 10 follows frame 9, not frame 1; no locale, so that every machine sorts alike. */
export const naturalOrder = new Intl.Collator('en', { numeric: true });

/** A plain folder of images: no steering, no time, the order of the names. Folders in it are not entered. */
export const imageFolder: DriveFormat = {
  id: 'image-folder',
  name: 'Folder of images',

  async match(path: string): Promise<boolean> {
    if (!(await stat(path)).isDirectory()) return false;
    for await (const entry of await opendir(path)) if (isImageName(entry.name) && !entry.isDirectory()) return true;
    return false;
  },

  async open(path: string, options: OpenDriveOptions = {}): Promise<DriveData> {
    noteRead(path);
    const entries = await readdir(path, { withFileTypes: true });
    options.signal?.throwIfAborted();
    const names = entries
      .filter((entry) => isImageName(entry.name) && !entry.isDirectory())
      .map((entry) => entry.name)
      .sort((one, other) => naturalOrder.compare(one, other));
    if (names.length === 0)
      throw new SteerscopeError(
        'no-image-found',
        `This folder holds no image (JPEG, PNG, BMP, WebP, GIF): ${path}`,
        'Open the folder that the images lie in; folders inside it are not entered.',
      );
    const records = new DriveRecords(1, 0);
    for (const [index, name] of firstOf(names, options).entries()) {
      const line = index + 1;
      const numbers = { timeMs: Number.NaN, steering: Number.NaN, numbers: [] };
      records.add({ file: 'image', line, logRow: line, ...numbers, named: name, pictures: [{ folder: path, name }] });
    }
    return await assembleDrive(
      {
        format: imageFolder,
        path,
        folder: path,
        cameras: ['image'],
        columns: [],
        steeringUnit: 'normalised',
        records,
        rowProblems: new RowProblems(),
        problems: [],
        lookedIn: 'this folder',
      },
      options,
    );
  },
};
