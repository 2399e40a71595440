import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';
import type { RecordingIndex } from '../containers/recording.ts';
import type { OpenDriveOptions } from './drive-format.ts';
import { findRecordings } from './find-recordings.ts';
import { indexParts, recordingFormat, type RecordingFormat } from './recording-format.ts';

const names = /\.db3$/i;
const magic = 'SQLite format 3\0';
const packedNames = /\.(?:db3|mcap)\.zstd$/i;
const packedMagic = '\x28\xb5\x2f\xfd';

/** Bags of ROS 2 in SQLite, what it recorded by default until 2023. Those in MCAP are recordings in MCAP. */
export const ros2Bag: RecordingFormat = recordingFormat({
  id: 'ros2-bag',
  name: 'ROS 2 bag in SQLite',

  async match(path) {
    return (
      (await findRecordings(path, names, magic)).length > 0 ||
      (await findRecordings(path, packedNames, packedMagic)).length > 0
    );
  },

  async index(path, options = {}) {
    const paths = await findRecordings(path, names, magic);
    const [packed] = paths.length > 0 ? [] : await findRecordings(path, packedNames, packedMagic);
    if (packed !== undefined)
      throw new SteerscopeError(
        'not-readable',
        `This ROS 2 bag is packed as a whole, in which no message can be found: ${packed}`,
        `Unpack it beside itself: zstd -d "${packed}"`,
      );
    return await indexParts(ros2Bag, path, paths, 'rosbag2', (bag) => indexBag(bag, options), options);
  },
});

async function indexBag(path: string, options: OpenDriveOptions): Promise<RecordingIndex> {
  const { indexSqliteBag } = await import('../containers/sqlite-bag-index.ts');
  try {
    return await indexSqliteBag(path, options);
  } catch (thrown) {
    if (!(thrown instanceof DamagedContainer)) throw thrown;
    const message = `The bag cannot be read: ${thrown.message}.`;
    const problem = { severity: 'error', code: 'bag-damaged', message, place: null, frame: null } as const;
    return { channels: [], chunks: [], messages: new Map(), problems: [problem] };
  }
}
