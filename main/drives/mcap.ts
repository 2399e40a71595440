import { indexMcap, mcapMagic } from '../containers/mcap-index.ts';
import { findRecordings } from './find-recordings.ts';
import { indexed, indexParts, recordingFormat, type RecordingFormat } from './recording-format.ts';

/** MCAP files: of ROS 2, of ROS 1 and of Foxglove. */
export const mcap: RecordingFormat = recordingFormat({
  id: 'mcap',
  name: 'MCAP recording',

  async match(path) {
    return (await findRecordings(path, /\.mcap$/i, mcapMagic)).length > 0;
  },

  async index(path, options = {}) {
    const paths = await findRecordings(path, /\.mcap$/i, mcapMagic);
    return await indexParts(
      mcap,
      path,
      paths,
      'mcap',
      indexed((file) => indexMcap(file, options)),
      options,
    );
  },
});
