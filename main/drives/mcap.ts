import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { FileRanges } from '../containers/file-ranges.ts';
import { indexMcap, mcapMagic } from '../containers/mcap-index.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { findRecordings, startsWith } from './find-recordings.ts';
import { openFiles } from './open-recording-files.ts';

const sqliteMagic = 'SQLite format 3\0';

/** MCAP files: of ROS 2, of ROS 1 and of Foxglove. A ROS 2 bag in SQLite is recognised, to say what to do with it. */
export const mcap: DriveFormat = {
  id: 'mcap',
  name: 'MCAP recording',

  async match(path: string): Promise<boolean> {
    return (await findRecordings(path, /\.mcap$/i, mcapMagic)).length > 0 || (await sqliteBag(path)) !== null;
  },

  async open(path: string, options: OpenDriveOptions = {}): Promise<DriveData> {
    const paths = await findRecordings(path, /\.mcap$/i, mcapMagic);
    const sqlite = paths.length === 0 ? await sqliteBag(path) : null;
    if (sqlite !== null)
      throw new SteerscopeError(
        'not-readable',
        `This is a ROS 2 bag in SQLite, which Steerscope does not read: ${sqlite}`,
        'Convert it to MCAP: mcap convert bag.db3 bag.mcap, or ros2 bag convert.',
      );
    return await openFiles(mcap, path, paths, 'mcap', (file: FileRanges) => indexMcap(file, options), options);
  },
};

async function sqliteBag(path: string): Promise<string | null> {
  const names = (await stat(path)).isDirectory() ? (await readdir(path)).map((name) => join(path, name)) : [path];
  for (const name of names) if (/\.db3$/i.test(name) && (await startsWith(name, sqliteMagic))) return name;
  return null;
}
