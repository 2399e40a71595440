import { DamagedContainer } from '../containers/damaged-container.ts';
import { messageNumbers, type MessageNumbers } from '../containers/message-numbers.ts';
import { messageInChunk, openMessages, type RecordedMessages } from '../containers/read-message.ts';
import type { MessageTable, RecordedChannel } from '../containers/recording.ts';
import { pictureKind, isVideo } from './recorded-cameras.ts';
import type { RecordingFile } from './recording-files.ts';
import type { NumberField } from './steering-fields.ts';

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

/** What the topics of a recording say in numbers. */
export class RecordedNumbers {
  readonly #channels: readonly NumbersChannel[];
  /** Topics whose definitions cannot be read, and why. */
  readonly unreadable: readonly string[];
  readonly #signal: AbortSignal | undefined;
  /** Messages that were not what their definitions say. */
  damagedCount = 0;

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

  /** The numbers in the first message of every topic. */
  async fields(): Promise<NumberField[]> {
    const found = new Map<string, NumberField>();
    const firsts = this.#channels.map((source) => ({ ...source, rows: [0] }));
    await this.#read(firsts, ({ channel: { topic }, numbers }, message) => {
      let left = maxFieldsPerTopic;
      numbers.visit(message, (path) => {
        left -= 1;
        if (left >= 0) found.set(`${topic}\n${path}`, { topic, path });
      });
    });
    this.damagedCount = 0;
    return [...found.values()];
  }

  /** Every value of some fields, by the index of the field. */
  async read(fields: readonly NumberField[]): Promise<NumberSeries[]> {
    const topics = new Set(fields.map(({ topic }) => topic));
    const sources = this.#channels
      .filter(({ channel }) => topics.has(channel.topic))
      .map((source) => {
        const wanted = new Map<string, Float64Array>();
        for (const { topic, path } of fields)
          if (topic === source.channel.topic) wanted.set(path, new Float64Array(source.table.length).fill(NaN));
        return { ...source, wanted, rows: Uint32Array.from({ length: source.table.length }, (_, row) => row) };
      });
    await this.#read(sources, ({ numbers, wanted }, message, row) => {
      numbers.visit(message, (path, value) => {
        const values = wanted.get(path);
        if (values !== undefined) values[row] = value;
      });
    });
    return fields.map(({ topic, path }) =>
      joined(
        sources
          .filter(({ channel }) => channel.topic === topic)
          .map(({ table, wanted }) => ({ table, values: wanted.get(path)! })),
      ),
    );
  }

  /** Reads rows of channels, each chunk unpacked once. */
  async #read<Source extends NumbersChannel & { readonly rows: ArrayLike<number> }>(
    sources: readonly Source[],
    take: (source: Source, message: Uint8Array, row: number) => void,
  ): Promise<void> {
    for (const file of new Set(sources.map((source) => source.file))) {
      const messages = await openMessages(file.container, file.path);
      try {
        for (const [chunk, wanted] of byChunk(sources.filter((source) => source.file === file))) {
          this.#signal?.throwIfAborted();
          await this.#readChunk(file, messages, chunk, wanted, take);
        }
      } finally {
        await messages.close();
      }
    }
  }

  async #readChunk<Source extends NumbersChannel>(
    { container, index }: RecordingFile,
    messages: RecordedMessages,
    chunkIndex: number,
    wanted: readonly Wanted<Source>[],
    take: (source: Source, message: Uint8Array, row: number) => void,
  ): Promise<void> {
    const chunk = index.chunks[chunkIndex];
    let unpacked: Uint8Array | null = null;
    try {
      // Where nothing is packed, single messages are read and the pictures between them are not.
      if (chunk !== undefined && chunk.compression !== '') unpacked = await messages.unpack(chunk);
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      this.damagedCount += wanted.length;
      return;
    }
    for (const { source, row } of wanted) {
      const offset = source.table.offset(row);
      try {
        const message = unpacked
          ? messageInChunk(container, unpacked, offset)
          : await messages.message((chunk?.start ?? 0) + offset);
        if (message.length <= maxNumbersMessageBytes) take(source, message, row);
      } catch (thrown) {
        if (!isDamage(thrown)) throw thrown;
        this.damagedCount += 1;
      }
    }
  }
}

interface Wanted<Source> {
  readonly source: Source;
  readonly row: number;
}

function byChunk<Source extends NumbersChannel & { readonly rows: ArrayLike<number> }>(
  sources: readonly Source[],
): [number, Wanted<Source>[]][] {
  const chunks = new Map<number, Wanted<Source>[]>();
  for (const source of sources)
    for (const row of Array.from(source.rows)) {
      if (row >= source.table.length) continue;
      const chunk = source.table.chunk(row);
      const wanted = chunks.get(chunk);
      if (wanted === undefined) chunks.set(chunk, [{ source, row }]);
      else wanted.push({ source, row });
    }
  return [...chunks].sort(([one], [other]) => one - other);
}

/** Several writers and files of one topic as one series in the order of time. */
function joined(parts: readonly { readonly table: MessageTable; readonly values: Float64Array }[]): NumberSeries {
  const length = parts.reduce((sum, { table }) => sum + table.length, 0);
  const timeMs = new Float64Array(length);
  const values = new Float64Array(length);
  let next = 0;
  for (const part of parts)
    for (let row = 0; row < part.table.length; row += 1, next += 1) {
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

function isDamage(thrown: unknown): boolean {
  return thrown instanceof DamagedContainer || thrown instanceof RangeError;
}
