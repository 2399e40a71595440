import type { RecordedChannel, RecordingIndex } from '../containers/recording.ts';
import type { RecordingContainer } from '../containers/read-message.ts';

/** One file of a recording and where its messages lie. */
export interface RecordingFile {
  /** Absolute. */
  readonly path: string;
  readonly container: RecordingContainer;
  readonly index: RecordingIndex;
}

/** The channels of a topic in all files; a topic may have several writers, and each file has its own ids. */
export function channelsOf(
  files: readonly RecordingFile[],
  wanted: (channel: RecordedChannel) => boolean,
): { readonly file: RecordingFile; readonly channel: RecordedChannel }[] {
  return files.flatMap((file) => file.index.channels.filter(wanted).map((channel) => ({ file, channel })));
}

export interface Topic {
  readonly name: string;
  readonly type: string;
  readonly encoding: string;
  readonly count: number;
}

/** Every topic of all files, with its number of messages. */
export function topicsOf(files: readonly RecordingFile[]): Topic[] {
  const topics = new Map<string, Topic>();
  for (const { file, channel } of channelsOf(files, () => true)) {
    const known = topics.get(channel.topic);
    const count = (known?.count ?? 0) + (file.index.messages.get(channel.id)?.length ?? 0);
    topics.set(channel.topic, { name: channel.topic, type: channel.type, encoding: channel.encoding, count });
  }
  return [...topics.values()];
}
