import {
  bagMagic,
  bagNumber,
  bagOps,
  bagText,
  bagTimeMs,
  maxBagHeaderBytes,
  readBagFields,
  readBagRecord,
  type BagRecord,
} from './bag-records.ts';
import { DamagedContainer } from './damaged-container.ts';
import type { FileRanges } from './file-ranges.ts';
import type { IndexOptions } from './mcap-index.ts';
import { viewOf } from './mcap-records.ts';
import { IndexBuilder, type RecordedChunk, type RecordingIndex } from './recording.ts';
import { unpackChunk } from './unpack-chunk.ts';

/**
 * Where the messages of a ROS 1 bag lie. The file is walked from record to record: chunks are stepped over, the index
 * behind each is read, so that a bag that was never closed (`.bag.active`) is read alike. Only chunks without an index are
 * unpacked.
 */
export async function indexBag(file: FileRanges, { signal }: IndexOptions = {}): Promise<RecordingIndex> {
  const builder = new IndexBuilder();
  const walk = new BagWalk(file, builder, signal);
  await walk.run();
  return builder.finish();
}

interface PendingChunk {
  readonly chunk: RecordedChunk;
  readonly index: number;
  hasIndex: boolean;
}

class BagWalk {
  readonly #file: FileRanges;
  readonly #builder: IndexBuilder;
  readonly #signal: AbortSignal | undefined;
  #pending: PendingChunk | null = null;
  /** What unpacking may cost in all: a small file must not unpack for ever. */
  #bytesToUnpack: number;

  constructor(file: FileRanges, builder: IndexBuilder, signal: AbortSignal | undefined) {
    this.#file = file;
    this.#builder = builder;
    this.#signal = signal;
    this.#bytesToUnpack = 2 ** 30 + 200 * file.size;
  }

  async run(): Promise<void> {
    let position = bagMagic.length;
    let isClosed = true;
    while (position < this.#file.size) {
      this.#signal?.throwIfAborted();
      try {
        const head = await this.#file.readUpTo(position, maxBagHeaderBytes + 8);
        const record = readBagRecord(head);
        const end = position + record.dataStart + record.dataLength;
        if (end > this.#file.size) throw new DamagedContainer('the last record is cut short');
        if (record.op === bagOps.header) isClosed = bagNumber(record.fields, 'index_pos') !== 0;
        // From here on the file only repeats what its chunks say.
        if (record.op === bagOps.chunkInfo) break;
        await this.#read(record, position);
        position = end;
      } catch (thrown) {
        if (!isDamage(thrown)) throw thrown;
        const lost = this.#file.size - position;
        const message = `The last ${lost} bytes of the bag cannot be read and are lost: ${thrown.message}.`;
        this.#builder.report('cut-short', message, `byte ${position}`);
        break;
      }
    }
    await this.#settle();
    if (!isClosed)
      this.#builder.report('index-missing', 'The bag was never closed and was searched from its start.', null);
  }

  async #read(record: BagRecord, position: number): Promise<void> {
    const { op, fields, dataStart, dataLength } = record;
    const start = position + dataStart;
    if (op === bagOps.index) {
      if (this.#pending !== null) await this.#addIndex(fields, await this.#file.read(start, dataLength), this.#pending);
      return;
    }
    await this.#settle();
    this.#pending = null;
    if (op === bagOps.connection) this.#define(fields, await this.#file.read(start, dataLength));
    else if (op === bagOps.chunk) {
      const compression = bagText(fields, 'compression');
      const chunk = {
        start,
        storedBytes: dataLength,
        compression: compression === 'none' ? '' : compression,
        unpackedBytes: bagNumber(fields, 'size'),
      };
      this.#pending = { chunk, index: this.#builder.addChunk(chunk), hasIndex: false };
    }
  }

  /** The index of one connection: entries of time (8) and offset (4). */
  async #addIndex(fields: ReadonlyMap<string, Uint8Array>, data: Uint8Array, pending: PendingChunk): Promise<void> {
    pending.hasIndex = true;
    const { chunk, index } = pending;
    const connection = bagNumber(fields, 'conn');
    // In an open bag, connections are named in the chunks alone.
    if (!this.#builder.channels.has(connection)) await this.#tryUnpack(pending, true);
    const view = viewOf(data);
    for (let entry = 0; entry + 12 <= data.length; entry += 12) {
      const offset = view.getUint32(entry + 8, true);
      if (offset >= chunk.unpackedBytes)
        throw new DamagedContainer(`an index points outside the chunk at ${chunk.start}`);
      this.#builder.addMessage(connection, bagTimeMs(view, entry), index, offset);
    }
  }

  /** The last chunk, when no index followed it. */
  async #settle(): Promise<void> {
    if (this.#pending !== null && !this.#pending.hasIndex) await this.#tryUnpack(this.#pending, false);
    if (this.#pending !== null) this.#pending.hasIndex = true;
  }

  async #tryUnpack(pending: PendingChunk, onlyConnections: boolean): Promise<void> {
    try {
      await this.#unpack(pending, onlyConnections);
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      this.#builder.report('chunk-damaged', `Messages are lost: ${thrown.message}.`, `byte ${pending.chunk.start}`);
    }
  }

  async #unpack({ chunk, index }: PendingChunk, onlyConnections: boolean): Promise<void> {
    this.#bytesToUnpack -= chunk.unpackedBytes;
    if (this.#bytesToUnpack < 0) throw new DamagedContainer('the file unpacks to far more than any bag of its size');
    const bytes = await unpackChunk(this.#file, chunk);
    for (let offset = 0; offset < bytes.length;) {
      const { op, fields, dataStart, dataLength } = readBagRecord(bytes.subarray(offset));
      const start = offset + dataStart;
      if (start + dataLength > bytes.length)
        throw new DamagedContainer(`a message reaches beyond the chunk at ${chunk.start}`);
      if (op === bagOps.connection) this.#define(fields, bytes.subarray(start, start + dataLength));
      else if (op === bagOps.message && !onlyConnections) {
        const time = fields.get('time');
        if (time === undefined || time.length < 8) throw new DamagedContainer('a message has no time');
        this.#builder.addMessage(bagNumber(fields, 'conn'), bagTimeMs(viewOf(time), 0), index, offset);
      }
      offset = start + dataLength;
    }
  }

  #define(fields: ReadonlyMap<string, Uint8Array>, data: Uint8Array): void {
    const id = bagNumber(fields, 'conn');
    if (this.#builder.channels.has(id)) return;
    const inner = readBagFields(data);
    this.#builder.channels.set(id, {
      id,
      topic: bagText(fields, 'topic'),
      type: bagText(inner, 'type'),
      encoding: 'ros1',
      schemaEncoding: 'ros1msg',
      schema: inner.get('message_definition')?.slice() ?? new Uint8Array(),
    });
  }
}

function isDamage(thrown: unknown): thrown is Error {
  return thrown instanceof DamagedContainer || thrown instanceof RangeError;
}
