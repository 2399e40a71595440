import type { MessagePictureLocation, MessageStretch } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import { isKeyPicture } from '../containers/key-pictures.ts';
import type { RecordedChannel } from '../containers/recording.ts';
import { videoMessage } from '../containers/video-message.ts';
import { messageAt, type MessageVideoPictures } from './picture-table.ts';
import { readMessages, type WantedMessages } from './read-messages.ts';
import { isVideo, messageOrder, pictureKind, videoKind, type RecordedCamera } from './recorded-cameras.ts';
import { channelsOf, type RecordingFile } from './recording-files.ts';

type Codec = MessageStretch['codec'];

/** A channel whose messages are pictures of a video, and what was found in them, by row. */
interface VideoChannel extends WantedMessages {
  readonly channel: RecordedChannel;
  readonly kind: Pick<MessagePictureLocation, 'message' | 'encoding'>;
  /** In `codecs`, for key pictures; 0 for others. */
  readonly key: Uint8Array;
}

const codecs: readonly (Codec | null)[] = [null, 'h264', 'h265', 'vp9', 'av1'];

/** The cameras of a recording that are videos in messages. */
export interface RecordedVideos {
  readonly cameras: readonly RecordedCamera[];
  readonly channels: ReadonlySet<RecordedChannel>;
  readonly problems: readonly Problem[];
}

/**
 * Finds the key pictures of all videos in messages, for which each of their messages is read once. By Foxglove's rules each
 * message holds one picture, key pictures come with all that decoding needs, and no picture is shown in another order than it
 * is decoded.
 */
export async function recordedVideos(files: readonly RecordingFile[], signal?: AbortSignal): Promise<RecordedVideos> {
  const sources = await videoChannels(files, signal);
  await readMessages(
    sources,
    ({ kind, key }, message, row) => {
      const { codec, bytes } = videoMessage(message, kind);
      if (codec !== null && isKeyPicture(codec, bytes)) key[row] = codecs.indexOf(codec);
    },
    signal,
  );
  const topics = [...new Set(sources.map(({ channel }) => channel.topic))];
  const cameras: RecordedCamera[] = [];
  const problems: Problem[] = [];
  for (const topic of topics) {
    const { camera, lost } = cameraOf(
      topic,
      sources.filter(({ channel }) => channel.topic === topic),
    );
    if (camera !== null) cameras.push(camera);
    if (lost === 0) continue;
    const message =
      camera === null
        ? `The video ${topic} has no key picture that decoding could start at (H.264, H.265, VP9 or AV1).`
        : `${lost} pictures of ${topic} lie before its first key picture and cannot be decoded.`;
    problems.push({ severity: 'info', code: 'frames-not-shown', message, place: null, frame: null });
  }
  return { cameras, channels: new Set(sources.map(({ channel }) => channel)), problems };
}

/** Foxglove's videos, and compressed images that say that they are no image of their own. */
async function videoChannels(files: readonly RecordingFile[], signal?: AbortSignal): Promise<VideoChannel[]> {
  const candidates = channelsOf(files, (channel) => videoKind(channel) !== null).flatMap(({ file, channel }) => {
    const table = file.index.messages.get(channel.id);
    const kind = videoKind(channel);
    return table && kind ? [{ file, channel, table, kind, rows: [0] }] : [];
  });
  const videos = new Set(candidates.filter(({ channel }) => isVideo(channel)).map(({ channel }) => channel));
  await readMessages(
    candidates.filter(({ channel }) => pictureKind(channel) !== null),
    ({ kind, channel }, message) => {
      if (videoMessage(message, kind).codec !== null) videos.add(channel);
    },
    signal,
  );
  return candidates
    .filter(({ channel }) => videos.has(channel))
    .map((candidate) => ({
      ...candidate,
      rows: Uint32Array.from({ length: candidate.table.length }, (_, row) => row),
      key: new Uint8Array(candidate.table.length),
    }));
}

/** Null without a key picture; `lost` messages lie before the first. */
function cameraOf(topic: string, sources: readonly VideoChannel[]): { camera: RecordedCamera | null; lost: number } {
  const { timeMs, channelOf, rowOf } = messageOrder(sources);
  const keyAt = (index: number): number => sources[channelOf[index]!]!.key[rowOf[index]!]!;
  const keys = [...timeMs.keys()].filter((index) => keyAt(index) > 0);
  const [first] = keys;
  if (first === undefined) return { camera: null, lost: timeMs.length };
  const count = timeMs.length - first;
  const stretchOf = new Int32Array(count);
  const frame = new Int32Array(count);
  const stretches = keys.map((key, index) => {
    const end = keys[index + 1] ?? timeMs.length;
    for (let at = key; at < end; at += 1) {
      stretchOf[at - first] = index;
      frame[at - first] = at - key;
    }
    const messages = Array.from({ length: end - key }, (_, at) => {
      const { file, table, kind } = sources[channelOf[key + at]!]!;
      const { path, container, index: recording } = file;
      const row = rowOf[key + at]!;
      return messageAt({ path, container, ...kind, chunks: recording.chunks }, table.chunk(row), table.offset(row));
    });
    return stretchFrom(codecs[keyAt(key)] ?? 'h264', messages);
  });
  const pictures: MessageVideoPictures = { kind: 'message-video', stretches, stretchOf, frame };
  return { camera: { topic, timeMs: timeMs.slice(first), pictures }, lost: first };
}

function stretchFrom(codec: Codec, messages: readonly MessagePictureLocation[]): MessageStretch {
  const sources: MessageStretch['sources'][number][] = [];
  const sourceOf = Int32Array.from(messages, ({ path, container, chunk, message, encoding }) => {
    const last = sources.at(-1);
    if (last?.path !== path || last.chunk !== chunk || last.message !== message || last.encoding !== encoding)
      sources.push({ path, container, chunk, message, encoding });
    return sources.length - 1;
  });
  return { codec, sources, sourceOf, offset: Float64Array.from(messages, ({ offset }) => offset) };
}
