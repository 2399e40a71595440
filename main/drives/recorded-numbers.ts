import { basename } from 'node:path';
import { DamagedContainer } from '../containers/damaged-container.ts';
import { messageNumbers, type MessageNumbers } from '../containers/message-numbers.ts';
import type { MessageTable, RecordedChannel } from '../containers/recording.ts';
import { readMessages } from './read-messages.ts';
import { pictureKind, isVideo } from './recorded-cameras.ts';
import type { RecordingFile } from './recording-files.ts';
import type { NumberField } from './steering-fields.ts';

/** Of a topic, looked at to know its numbers: the very first may be damaged. */
const firstRows = [0, 1, 2];
/** A topic has no more numbers worth choosing from. */
const maxFieldsPerTopic = 256;
/** Longer messages are maps, scans and clouds of points. */
const maxNumbersMessageBytes = 64 * 1024;

/** A channel whose messages hold numbers. */
interface NumbersChannel {
  readonly file: RecordingFile;
  readonly channel: RecordedChannel;
  readonly table: MessageTable;
  readonly numbers: MessageNumbers;
}

/** The numbers of one field at the times of their messages. */
export interface NumberSeries {
  /** Ascending. */
  readonly timeMs: Float64Array;
  readonly values: Float64Array;
}

/** How much is read for a first look. */
export interface ReadingLimits {
  /** Of each writer of a topic, the first. */
  readonly messages: number;
  /** To unpack, from the start of each file. */
  readonly bytes: number;
}

/** What the topics of a recording say in numbers. */
export class RecordedNumbers {
  readonly #channels: readonly NumbersChannel[];
  /** Topics whose definitions cannot be read, and why. */
  readonly unreadable: readonly string[];
  readonly #signal: AbortSignal | undefined;
  /** Messages that were not what their definitions say, and the first of them. */
  damaged: { readonly count: number; readonly place: string; readonly timeMs: number } | null = null;

  constructor(files: readonly RecordingFile[], signal: AbortSignal | undefined) {
    const channels: NumbersChannel[] = [];
    const unreadable: string[] = [];
    for (const file of files)
      for (const channel of file.index.channels) {
        const table = file.index.messages.get(channel.id);
        if (table === undefined || pictureKind(channel) !== null || isVideo(channel)) continue;
        try {
          const numbers = messageNumbers(channel);
          if (numbers === null) unreadable.push(`${channel.topic} (written as ${channel.encoding})`);
          else channels.push({ file, channel, table, numbers });
        } catch (thrown) {
          if (!(thrown instanceof DamagedContainer)) throw thrown;
          unreadable.push(`${channel.topic} (${thrown.message})`);
        }
      }
    this.#channels = channels;
    this.unreadable = unreadable;
    this.#signal = signal;
  }

  /** The numbers in the first messages of every topic. */
  async fields(): Promise<NumberField[]> {
    const found = new Map<string, NumberField>();
    const firsts = this.#channels.map((source) => ({ ...source, rows: firstRows }));
    await this.#read(firsts, ({ channel: { topic }, numbers }, message) => {
      let left = maxFieldsPerTopic;
      numbers.visit(message, (path) => {
        left -= 1;
        if (left >= 0) found.set(`${topic}\n${path}`, { topic, path });
      });
    });
    this.damaged = null;
    return [...found.values()];
  }

  /** Every value of some fields, by the index of the field; with limits those of the first messages, NaN where they end. */
  async read(fields: readonly NumberField[], limits: ReadingLimits = unlimited): Promise<NumberSeries[]> {
    const topics = new Set(fields.map(({ topic }) => topic));
    const sources = this.#channels
      .filter(({ channel }) => topics.has(channel.topic))
      .map((source) => {
        const wanted = new Map<string, Float64Array>();
        const length = Math.min(source.table.length, limits.messages);
        const chunkEnd = chunksWithin(source.file, limits.bytes);
        for (const { topic, path } of fields)
          if (topic === source.channel.topic) wanted.set(path, new Float64Array(length).fill(NaN));
        const rows = Uint32Array.from({ length }, (_, row) => row);
        return { ...source, wanted, rows: rows.filter((row) => source.table.chunk(row) < chunkEnd) };
      });
    const take = ({ numbers, wanted }: (typeof sources)[number], message: Uint8Array, row: number): void =>
      numbers.visit(message, (path, value) => {
        const values = wanted.get(path);
        if (values !== undefined) values[row] = value;
      });
    await this.#read(sources, take);
    return fields.map(({ topic, path }) =>
      joined(
        sources
          .filter(({ channel }) => channel.topic === topic)
          .map(({ table, wanted }) => ({ table, values: wanted.get(path)! })),
      ),
    );
  }

  async #read<Source extends NumbersChannel & { readonly rows: ArrayLike<number> }>(
    sources: readonly Source[],
    take: (source: Source, message: Uint8Array, row: number) => void,
  ): Promise<void> {
    const damaged = await readMessages(
      sources,
      (source, message, row) => {
        if (message.length <= maxNumbersMessageBytes) take(source, message, row);
      },
      this.#signal,
    );
    const [first] = damaged;
    if (first === undefined) return;
    const { file, channel, table } = first.source;
    this.damaged = {
      count: (this.damaged?.count ?? 0) + damaged.length,
      place: this.damaged?.place ?? `${basename(file.path)} ${channel.topic} message ${first.row + 1}`,
      timeMs: this.damaged?.timeMs ?? table.timeMs(first.row),
    };
  }
}

const unlimited: ReadingLimits = { messages: Infinity, bytes: Infinity };

/** How many chunks of a file can be unpacked within so many bytes. */
function chunksWithin({ index: { chunks } }: RecordingFile, bytes: number): number {
  let sum = 0;
  const end = chunks.findIndex(({ compression, unpackedBytes }) => {
    // Messages that are not packed are read one by one.
    if (compression !== '') sum += unpackedBytes;
    return sum > bytes;
  });
  return end < 0 ? Infinity : Math.max(1, end);
}

/** Several writers and files of one topic as one series in the order of time. */
function joined(parts: readonly { readonly table: MessageTable; readonly values: Float64Array }[]): NumberSeries {
  const length = parts.reduce((sum, part) => sum + part.values.length, 0);
  const timeMs = new Float64Array(length);
  const values = new Float64Array(length);
  let next = 0;
  for (const part of parts)
    for (let row = 0; row < part.values.length; row += 1, next += 1) {
      timeMs[next] = part.table.timeMs(row);
      values[next] = part.values[row]!;
    }
  if (parts.length === 1) return { timeMs, values };
  const order = Uint32Array.from(timeMs.keys()).sort((one, other) => timeMs[one]! - timeMs[other]! || one - other);
  return {
    timeMs: Float64Array.from(order, (sample) => timeMs[sample]!),
    values: Float64Array.from(order, (sample) => values[sample]!),
  };
}
