import { indexMcap, mcapMagic } from '../containers/mcap-index.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { findRecordings } from './find-recordings.ts';
import { indexed, openFiles } from './open-recording-files.ts';

/** MCAP files: of ROS 2, of ROS 1 and of Foxglove. */
export const mcap: DriveFormat = {
  id: 'mcap',
  name: 'MCAP recording',

  async match(path: string): Promise<boolean> {
    return (await findRecordings(path, /\.mcap$/i, mcapMagic)).length > 0;
  },

  async open(path: string, options: OpenDriveOptions = {}): Promise<DriveData> {
    const paths = await findRecordings(path, /\.mcap$/i, mcapMagic);
    return await openFiles(
      mcap,
      path,
      paths,
      'mcap',
      indexed((file) => indexMcap(file, options)),
      options,
    );
  },
};
