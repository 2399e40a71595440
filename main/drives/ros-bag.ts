import { bagMagic } from '../containers/bag-records.ts';
import { indexBag } from '../containers/bag-index.ts';
import { findRecordings } from './find-recordings.ts';
import { indexed, indexParts, recordingFormat, type RecordingFormat } from './recording-format.ts';

const names = /\.bag(?:\.active)?$/i;

/** Bags of ROS 1, version 2.0. */
export const rosBag: RecordingFormat = recordingFormat({
  id: 'ros-bag',
  name: 'ROS 1 bag',

  async match(path) {
    return (await findRecordings(path, names, bagMagic)).length > 0;
  },

  async index(path, options = {}) {
    const paths = await findRecordings(path, names, bagMagic);
    return await indexParts(
      rosBag,
      path,
      paths,
      'rosbag',
      indexed((file) => indexBag(file, options)),
      options,
    );
  },
});
