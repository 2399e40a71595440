import { bagMagic } from '../containers/bag-records.ts';
import { indexBag } from '../containers/bag-index.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { findRecordings } from './find-recordings.ts';
import { indexed, openFiles } from './open-recording-files.ts';

const names = /\.bag(?:\.active)?$/i;

/** Bags of ROS 1, version 2.0. */
export const rosBag: DriveFormat = {
  id: 'ros-bag',
  name: 'ROS 1 bag',

  async match(path: string): Promise<boolean> {
    return (await findRecordings(path, names, bagMagic)).length > 0;
  },

  async open(path: string, options: OpenDriveOptions = {}): Promise<DriveData> {
    const paths = await findRecordings(path, names, bagMagic);
    return await openFiles(
      rosBag,
      path,
      paths,
      'rosbag',
      indexed((file) => indexBag(file, options)),
      options,
    );
  },
};
