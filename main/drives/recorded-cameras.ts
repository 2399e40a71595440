import type { MessagePictureLocation } from '../../shared/drive.ts';
import type { MessageTable, RecordedChannel } from '../containers/recording.ts';
import { firstAtOrAfter } from './interpolate.ts';
import type { MessagePictures, MessageVideoPictures } from './picture-table.ts';
import type { RecordedVideos } from './recorded-videos.ts';
import { channelsOf, type RecordingFile } from './recording-files.ts';

/** Types of messages that are pictures, by their names without `msg/` and with either separator. */
const pictureTypes: Readonly<Record<string, MessagePictureLocation['message']>> = {
  'sensor_msgs/Image': 'image',
  'sensor_msgs/CompressedImage': 'compressed-image',
  'foxglove/RawImage': 'foxglove-raw-image',
  'foxglove_msgs/RawImage': 'foxglove-raw-image',
  'foxglove/CompressedImage': 'foxglove-compressed-image',
  'foxglove_msgs/CompressedImage': 'foxglove-compressed-image',
};
const videoTypes = ['foxglove/CompressedVideo', 'foxglove_msgs/CompressedVideo'];
const encodings = ['ros1', 'cdr', 'protobuf', 'json'] as const;

const plainType = (type: string): string => type.replace('/msg/', '/').replace(/^foxglove\./, 'foxglove/');

/** What picture the messages of a channel are; null when they are none, or written in a way that is not read. */
export function pictureKind(channel: RecordedChannel): Pick<MessagePictureLocation, 'message' | 'encoding'> | null {
  const type = plainType(channel.type);
  const message = Object.hasOwn(pictureTypes, type) ? pictureTypes[type] : undefined;
  const encoding = encodings.find((known) => known === channel.encoding);
  if (message === undefined || encoding === undefined) return null;
  const isRosType = message === 'image' || message === 'compressed-image';
  return isRosType && (encoding === 'protobuf' || encoding === 'json') ? null : { message, encoding };
}

export const isVideo = ({ type }: RecordedChannel): boolean => videoTypes.includes(plainType(type));

/** What video the messages of a channel may be; null when they are none. */
export function videoKind(channel: RecordedChannel): Pick<MessagePictureLocation, 'message' | 'encoding'> | null {
  const encoding = encodings.find((known) => known === channel.encoding);
  if (isVideo(channel)) return encoding === undefined ? null : { message: 'foxglove-compressed-video', encoding };
  const kind = pictureKind(channel);
  return kind?.message === 'compressed-image' ? kind : null;
}

/** The pictures of one topic in all files, in the order of time. */
export interface RecordedCamera {
  readonly topic: string;
  readonly timeMs: Float64Array;
  readonly pictures: MessagePictures | MessageVideoPictures;
}

/** Every topic with pictures; the one that most likely shows the road first. */
export function camerasOf(files: readonly RecordingFile[], videos: RecordedVideos): RecordedCamera[] {
  const channels = channelsOf(files, (channel) => pictureKind(channel) !== null && !videos.channels.has(channel));
  const topics = new Set(channels.map(({ channel }) => channel.topic));
  return [...topics]
    .map((topic) =>
      cameraOf(
        topic,
        channels.filter(({ channel }) => channel.topic === topic),
      ),
    )
    .concat(videos.cameras)
    .filter(({ timeMs }) => timeMs.length > 0)
    .sort((one, other) => roadRank(other) - roadRank(one) || other.timeMs.length - one.timeMs.length);
}

/** How likely a topic shows the road, by its name: front before side, colour before depth. */
export function roadRank({ topic }: { readonly topic: string }): number {
  const name = topic.toLowerCase();
  if (/depth|infra|disparity|debug|mask|segment|overlay/.test(name)) return -2;
  if (/left|right|rear|back|side|bev/.test(name)) return -1;
  return /front|cent(?:er|re)|middle|forward/.test(name) ? 1 : 0;
}

function cameraOf(topic: string, channels: ReturnType<typeof channelsOf>): RecordedCamera {
  const tables = channels.flatMap(({ file, channel }) => {
    const table = file.index.messages.get(channel.id);
    const kind = pictureKind(channel);
    return table && kind ? [{ file, table, kind }] : [];
  });
  const { timeMs, channelOf, rowOf } = messageOrder(tables);
  const tableOf = (picture: number): MessageTable => tables[channelOf[picture]!]!.table;
  return {
    topic,
    timeMs,
    pictures: {
      kind: 'messages',
      channels: tables.map(({ file: { path, container, index }, kind }) => ({
        ...{ path, container, ...kind },
        chunks: index.chunks,
      })),
      channelOf,
      chunk: Int32Array.from(rowOf, (row, picture) => tableOf(picture).chunk(row)),
      offset: Float64Array.from(rowOf, (row, picture) => tableOf(picture).offset(row)),
    },
  };
}

/** The messages of several channels in the order of time: the index of the channel, and the row in its table. */
export function messageOrder(channels: readonly { readonly table: MessageTable }[]): {
  readonly timeMs: Float64Array;
  readonly channelOf: Int32Array;
  readonly rowOf: Uint32Array;
} {
  const count = channels.reduce((sum, { table }) => sum + table.length, 0);
  const times = new Float64Array(count);
  const channelOf = new Int32Array(count);
  const rowOf = new Uint32Array(count);
  let next = 0;
  for (const [index, { table }] of channels.entries())
    for (let row = 0; row < table.length; row += 1, next += 1) {
      times[next] = table.timeMs(row);
      channelOf[next] = index;
      rowOf[next] = row;
    }
  const order = Uint32Array.from(times.keys()).sort((one, other) => times[one]! - times[other]! || one - other);
  return {
    timeMs: Float64Array.from(order, (message) => times[message]!),
    channelOf: Int32Array.from(order, (message) => channelOf[message]!),
    rowOf: rowOf.map((_, index) => rowOf[order[index]!]!),
  };
}

/** Only the pictures at `wanted`, an index each; -1 for none. */
export function picked(pictures: RecordedCamera['pictures'], wanted: Int32Array): RecordedCamera['pictures'] {
  if (pictures.kind === 'message-video') {
    const { stretchOf, frame } = pictures;
    return {
      ...pictures,
      stretchOf: wanted.map((picture) => stretchOf[picture] ?? -1),
      frame: wanted.map((picture) => frame[picture] ?? 0),
    };
  }
  const { channelOf, chunk, offset } = pictures;
  return {
    ...pictures,
    channelOf: wanted.map((picture) => channelOf[picture] ?? -1),
    chunk: wanted.map((picture) => chunk[picture] ?? -1),
    offset: Float64Array.from(wanted, (picture) => offset[picture] ?? 0),
  };
}

/** For each time the picture nearest to it, or -1 when none is within half of `periodMs`. */
export function nearestPictures({ timeMs }: RecordedCamera, wantedMs: Float64Array, periodMs: number): Int32Array {
  return Int32Array.from(wantedMs, (time) => {
    const after = firstAtOrAfter(timeMs, time);
    const distance = (picture: number): number => Math.abs((timeMs[picture] ?? Infinity) - time);
    const nearest = distance(after - 1) < distance(after) ? after - 1 : after;
    return distance(nearest) <= periodMs / 2 ? nearest : -1;
  });
}
