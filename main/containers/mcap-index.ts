import { McapIndexedReader } from '@mcap/core';
import { DamagedContainer } from './damaged-container.ts';
import type { FileRanges } from './file-ranges.ts';
import {
  chunkHeaderBytes,
  nanosAsMs,
  opcodes,
  readChannel,
  readSchema,
  recordHeaderBytes,
  records,
  uint64,
  viewOf,
  type McapSchema,
} from './mcap-records.ts';
import { IndexBuilder, type RecordedChunk, type RecordingIndex } from './recording.ts';
import { unpackChunk } from './unpack-chunk.ts';

export const mcapMagic = '\x89MCAP0\r\n';

/** Of an opening of a container. */
export interface IndexOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Where the messages of an MCAP file lie. The summary at its end names the chunks, and each chunk's own index its
 * messages; without a summary (a recording cut short) the file is walked from record to record. Only chunks that have no
 * index are unpacked.
 */
export async function indexMcap(file: FileRanges, { signal }: IndexOptions = {}): Promise<RecordingIndex> {
  const builder = new IndexBuilder();
  const indexer = new McapIndexer(file, builder, signal);
  const summary = await readSummary(file).catch((thrown: unknown) => describe(thrown));
  if (typeof summary === 'string') {
    builder.report(
      'index-missing',
      `The recording has no summary at its end and was searched from its start, as after a recording that was cut short (${summary}).`,
      null,
    );
    await indexer.walk();
  } else await indexer.follow(summary);
  return builder.finish();
}

const describe = (thrown: unknown): string =>
  // The library's sentences end with the name of the writing library, which says nothing here.
  (thrown instanceof Error ? thrown.message : String(thrown)).replace(/ \[library=.*\]$/s, '').slice(0, 200);

async function readSummary(file: FileRanges): Promise<McapIndexedReader> {
  const summary = await McapIndexedReader.Initialize({
    readable: {
      size: () => Promise.resolve(BigInt(file.size)),
      read: (offset, length) => file.read(Number(offset), Number(length)),
    },
  });
  // Messages outside chunks are in no index, and neither are those of a writer that leaves the index out.
  const listed = summary.chunkIndexes.length;
  if (listed === 0 && summary.statistics?.messageCount !== 0n) throw new DamagedContainer('it lists no chunks');
  return summary;
}

/** How far the walk looks ahead for the head of a record. */
const lookAheadBytes = 4096;
const recordsPerTurn = 4096;

class McapIndexer {
  readonly #file: FileRanges;
  readonly #builder: IndexBuilder;
  readonly #signal: AbortSignal | undefined;
  readonly #schemas = new Map<number, McapSchema>();
  /** What unpacking may cost in all: a small file must not unpack for ever. */
  #bytesToUnpack: number;

  constructor(file: FileRanges, builder: IndexBuilder, signal: AbortSignal | undefined) {
    this.#file = file;
    this.#builder = builder;
    this.#signal = signal;
    this.#bytesToUnpack = 2 ** 30 + 200 * file.size;
  }

  /** Follows the summary from chunk to chunk. */
  async follow(summary: McapIndexedReader): Promise<void> {
    for (const { id, name, encoding, data } of summary.schemasById.values())
      this.#schemas.set(id, { id, name, encoding, data });
    for (const { id, topic, messageEncoding, schemaId } of summary.channelsById.values()) {
      const schema = this.#schemas.get(schemaId);
      this.#builder.channels.set(id, {
        id,
        topic,
        type: schema?.name ?? '',
        encoding: messageEncoding,
        schemaEncoding: schema?.encoding ?? '',
        schema: schema?.data ?? new Uint8Array(),
      });
    }
    let end = 0;
    const chunks = [...summary.chunkIndexes].sort((one, other) =>
      one.chunkStartOffset < other.chunkStartOffset ? -1 : 1,
    );
    for (const listed of chunks) {
      this.#signal?.throwIfAborted();
      const recordStart = Number(listed.chunkStartOffset);
      const start = recordStart + recordHeaderBytes + chunkHeaderBytes + listed.compression.length;
      const storedBytes = Number(listed.compressedSize);
      // Chunks on top of each other would make a small file cost as much as a large one.
      if (recordStart < end || start + storedBytes > this.#file.size) {
        this.#builder.report(
          'chunk-damaged',
          'A chunk lies where none can be; its messages are lost.',
          `byte ${recordStart}`,
        );
        continue;
      }
      end = start + storedBytes;
      const chunk = {
        start,
        storedBytes,
        compression: listed.compression,
        unpackedBytes: Number(listed.uncompressedSize),
      };
      await this.#tryChunk(chunk, async (index) => {
        const indexes = [...listed.messageIndexOffsets.values()].map(Number);
        if (indexes.length === 0) {
          await this.#unpack(chunk, index);
          return;
        }
        const bytes = await this.#file.read(Math.min(...indexes), Number(listed.messageIndexLength));
        for (const { opcode, content } of records(bytes))
          if (opcode === opcodes.messageIndex) this.#addIndex(content, chunk, index);
      });
    }
  }

  /** Walks from record to record and over chunks, until the file ends or makes no sense. */
  async walk(): Promise<void> {
    let pending: { chunk: RecordedChunk; index: number; hasIndex: boolean } | null = null;
    const settle = async (): Promise<void> => {
      if (pending === null || pending.hasIndex) return;
      const { chunk, index } = pending;
      await this.#tryChunk(chunk, () => this.#unpack(chunk, index), index);
    };
    let position = mcapMagic.length;
    for (let count = 0; position + recordHeaderBytes <= this.#file.size; count += 1) {
      if (count % recordsPerTurn === 0) this.#signal?.throwIfAborted();
      const head = await this.#file.readUpTo(position, lookAheadBytes);
      const opcode = head[0]!;
      const contentBytes = uint64(viewOf(head), 1);
      const start = position + recordHeaderBytes;
      const end = start + contentBytes;
      if (opcode === 0 || opcode > opcodes.dataEnd || end > this.#file.size) {
        const lost = this.#file.size - position;
        this.#builder.report(
          'cut-short',
          `The last ${lost} bytes of the recording are no whole records and are lost.`,
          `byte ${position}`,
        );
        break;
      }
      if (opcode === opcodes.dataEnd || opcode === opcodes.footer) break;
      const content = (): Promise<Uint8Array> | Uint8Array =>
        recordHeaderBytes + contentBytes <= head.length
          ? head.subarray(recordHeaderBytes, recordHeaderBytes + contentBytes)
          : this.#file.read(start, contentBytes);
      try {
        if (opcode === opcodes.messageIndex && pending !== null) {
          pending.hasIndex = true;
          await this.#followIndex(await content(), pending.chunk, pending.index);
        } else {
          await settle();
          pending = null;
          if (opcode === opcodes.chunk) {
            const chunk = readChunkHead(head.subarray(recordHeaderBytes), start, contentBytes);
            pending = { chunk, index: this.#builder.addChunk(chunk), hasIndex: false };
          } else if (opcode === opcodes.message) this.#addMessage(head.subarray(recordHeaderBytes), -1, position);
          else if (opcode === opcodes.schema || opcode === opcodes.channel) this.#define(opcode, await content());
        }
      } catch (thrown) {
        if (!isDamage(thrown)) throw thrown;
        this.#builder.report(
          'record-damaged',
          `A record is damaged and skipped: ${describe(thrown)}.`,
          `byte ${position}`,
        );
      }
      position = end;
    }
    await settle();
  }

  /** An index beside a chunk, where no summary named the channels: they are defined in the chunk. */
  async #followIndex(content: Uint8Array, chunk: RecordedChunk, index: number): Promise<void> {
    if (content.length >= 2 && !this.#builder.channels.has(viewOf(content).getUint16(0, true))) {
      const bytes = await this.#unpackBytes(chunk);
      for (const { opcode, content: inner } of records(bytes))
        if (opcode === opcodes.schema || opcode === opcodes.channel) this.#define(opcode, inner);
    }
    this.#addIndex(content, chunk, index);
  }

  async #tryChunk(chunk: RecordedChunk, read: (index: number) => Promise<void>, known?: number): Promise<void> {
    try {
      await read(known ?? this.#builder.addChunk(chunk));
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      this.#builder.report('chunk-damaged', `Messages are lost: ${describe(thrown)}.`, `byte ${chunk.start}`);
    }
  }

  #unpackBytes(chunk: RecordedChunk): Promise<Uint8Array> {
    this.#signal?.throwIfAborted();
    this.#bytesToUnpack -= chunk.unpackedBytes;
    if (this.#bytesToUnpack < 0)
      throw new DamagedContainer('the file unpacks to far more than any recording of its size');
    return unpackChunk(this.#file, chunk);
  }

  async #unpack(chunk: RecordedChunk, index: number): Promise<void> {
    for (const { opcode, content, start } of records(await this.#unpackBytes(chunk))) {
      if (opcode === opcodes.message) this.#addMessage(content, index, start);
      else if (opcode === opcodes.schema || opcode === opcodes.channel) this.#define(opcode, content);
    }
  }

  #define(opcode: number, content: Uint8Array): void {
    if (opcode === opcodes.schema) {
      const schema = readSchema(content);
      if (!this.#schemas.has(schema.id)) this.#schemas.set(schema.id, schema);
    } else {
      const channel = readChannel(content, this.#schemas);
      if (!this.#builder.channels.has(channel.id)) this.#builder.channels.set(channel.id, channel);
    }
  }

  #addMessage(content: Uint8Array, chunk: number, offset: number): void {
    const view = viewOf(content);
    this.#builder.addMessage(view.getUint16(0, true), nanosAsMs(view, 6), chunk, offset);
  }

  /** A message index: channel, length of the entries, entries of time and offset. */
  #addIndex(content: Uint8Array, chunk: RecordedChunk, index: number): void {
    const view = viewOf(content);
    const channel = view.getUint16(0, true);
    const end = Math.min(6 + view.getUint32(2, true), content.length - 15);
    for (let entry = 6; entry < end; entry += 16) {
      const offset = uint64(view, entry + 8);
      if (offset >= chunk.unpackedBytes)
        throw new DamagedContainer(`an index points outside the chunk at ${chunk.start}`);
      this.#builder.addMessage(channel, nanosAsMs(view, entry), index, offset);
    }
  }
}

/** The library and DataView tell of a damaged file by errors of these kinds. */
function isDamage(thrown: unknown): boolean {
  return thrown instanceof DamagedContainer || thrown instanceof RangeError;
}

/** A chunk: times (16), size (8), checksum (4), compression (4 + name), length of what is stored (8), and that. */
function readChunkHead(head: Uint8Array, start: number, contentBytes: number): RecordedChunk {
  const view = viewOf(head);
  const nameBytes = view.getUint32(28, true);
  if (chunkHeaderBytes + nameBytes > contentBytes) throw new DamagedContainer('a chunk is shorter than its head');
  const storedBytes = uint64(view, 32 + nameBytes);
  if (chunkHeaderBytes + nameBytes + storedBytes > contentBytes)
    throw new DamagedContainer('a chunk is shorter than it says');
  return {
    start: start + chunkHeaderBytes + nameBytes,
    storedBytes,
    compression: new TextDecoder().decode(head.subarray(32, 32 + nameBytes)),
    unpackedBytes: uint64(view, 16),
  };
}
