import type { Problem } from '../../shared/problem.ts';

/** One topic of a recording and how its messages are written. */
export interface RecordedChannel {
  readonly id: number;
  readonly topic: string;
  /** As written: `sensor_msgs/Image`, `sensor_msgs/msg/Image`, `foxglove.RawImage`. */
  readonly type: string;
  /** Of the messages: `ros1`, `cdr`, `protobuf`, `json`. */
  readonly encoding: string;
  /** Of the schema: `ros1msg`, `ros2msg`, `protobuf`, `jsonschema`; empty without one. */
  readonly schemaEncoding: string;
  readonly schema: Uint8Array;
}

/** Messages that lie together in the file, mostly compressed. */
export interface RecordedChunk {
  /** Of the stored bytes, without their record's header. */
  readonly start: number;
  readonly storedBytes: number;
  /** Empty when stored as they are; else `lz4`, `zstd`, `bz2`. */
  readonly compression: string;
  /** As the file claims. */
  readonly unpackedBytes: number;
}

/** Where the messages of a recording lie; none of them has been read. */
export interface RecordingIndex {
  readonly channels: readonly RecordedChannel[];
  readonly chunks: readonly RecordedChunk[];
  /** By channel id, in the order of time. */
  readonly messages: ReadonlyMap<number, MessageTable>;
  readonly problems: readonly Problem[];
}

/** The columns of a MessageTable as plain data. */
export interface MessageColumns {
  readonly timeMs: Float64Array<ArrayBuffer>;
  readonly chunk: Int32Array<ArrayBuffer>;
  readonly offset: Float64Array<ArrayBuffer>;
}

/** The messages of one channel, column by column: millions fit in memory. */
export class MessageTable {
  length = 0;
  #timeMs = new Float64Array(16);
  #chunk = new Int32Array(16);
  #offset = new Float64Array(16);

  static of({ timeMs, chunk, offset }: MessageColumns): MessageTable {
    const table = new MessageTable();
    table.length = timeMs.length;
    [table.#timeMs, table.#chunk, table.#offset] = [timeMs, chunk, offset];
    return table;
  }

  get columns(): MessageColumns {
    const { length } = this;
    return {
      timeMs: this.#timeMs.slice(0, length),
      chunk: this.#chunk.slice(0, length),
      offset: this.#offset.slice(0, length),
    };
  }

  /** @param chunk index of the chunk, or -1 for a message that lies in the file by itself. */
  add(timeMs: number, chunk: number, offset: number): void {
    const row = this.length;
    if (row === this.#timeMs.length) {
      const larger = Math.ceil(row * 1.5);
      this.#timeMs = grown(this.#timeMs, new Float64Array(larger));
      this.#chunk = grown(this.#chunk, new Int32Array(larger));
      this.#offset = grown(this.#offset, new Float64Array(larger));
    }
    this.#timeMs[row] = timeMs;
    this.#chunk[row] = chunk;
    this.#offset[row] = offset;
    this.length = row + 1;
  }

  /** When the message was logged, in milliseconds since 1970. */
  timeMs(row: number): number {
    return this.#timeMs[row]!;
  }

  chunk(row: number): number {
    return this.#chunk[row]!;
  }

  /** Of the message's record in its chunk when unpacked, or in the file. */
  offset(row: number): number {
    return this.#offset[row]!;
  }

  /** Brings the rows into the order of time; messages of one time keep theirs. */
  sort(): void {
    const times = this.#timeMs.subarray(0, this.length);
    if (times.every((time, row) => row === 0 || time >= times[row - 1]!)) return;
    const order = Uint32Array.from(times, (_, row) => row).sort((a, b) => times[a]! - times[b]! || a - b);
    this.#timeMs = Float64Array.from(order, (row) => this.#timeMs[row]!);
    this.#chunk = Int32Array.from(order, (row) => this.#chunk[row]!);
    this.#offset = Float64Array.from(order, (row) => this.#offset[row]!);
  }
}

function grown<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** More messages than hours of driving have: 400 MB of tables. */
const maxMessages = 20_000_000;

/** Gathers what an index says of messages. */
export class IndexBuilder {
  readonly channels = new Map<number, RecordedChannel>();
  readonly chunks: RecordedChunk[] = [];
  readonly messages = new Map<number, MessageTable>();
  readonly problems: Problem[] = [];
  #messageCount = 0;

  addChunk(chunk: RecordedChunk): number {
    this.chunks.push(chunk);
    return this.chunks.length - 1;
  }

  /** Messages beyond what memory holds are left out, and a problem says so. */
  addMessage(channel: number, timeMs: number, chunk: number, offset: number): void {
    if (this.#messageCount >= maxMessages) {
      if (this.#messageCount === maxMessages)
        this.report(
          'too-many-messages',
          `Only the first ${maxMessages} messages of this file are read.`,
          `byte ${offset}`,
        );
      this.#messageCount = maxMessages + 1;
      return;
    }
    this.#messageCount += 1;
    let table = this.messages.get(channel);
    if (table === undefined) {
      table = new MessageTable();
      this.messages.set(channel, table);
    }
    table.add(timeMs, chunk, offset);
  }

  report(code: string, message: string, place: string | null): void {
    this.problems.push({ severity: 'error', code, message, place, frame: null });
  }

  finish(): RecordingIndex {
    for (const table of this.messages.values()) table.sort();
    return {
      channels: [...this.channels.values()],
      chunks: this.chunks,
      messages: this.messages,
      problems: this.problems,
    };
  }
}
