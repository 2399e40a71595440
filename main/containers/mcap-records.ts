import { DamagedContainer } from './damaged-container.ts';
import type { RecordedChannel } from './recording.ts';

/*
 * Records of the MCAP format (https://mcap.dev/spec): opcode, length of the content, content; little-endian. Its library
 * reads whole messages; here only their places are wanted, and of files without a summary too.
 */

export const opcodes = {
  footer: 2,
  schema: 3,
  channel: 4,
  message: 5,
  chunk: 6,
  messageIndex: 7,
  dataEnd: 15,
} as const;
export const recordHeaderBytes = 9;
/** Channel, sequence number, time of logging and of publishing. */
export const messageHeaderBytes = 22;
/** Of a chunk record's content, all but the name of its compression. */
export const chunkHeaderBytes = 40;

export interface McapRecord {
  readonly opcode: number;
  /** Of the record in the bytes it was read from. */
  readonly start: number;
  readonly content: Uint8Array;
}

/** An unsigned 64-bit number; beyond 2^53 it is rounded, and too large for any use of it. */
export function uint64(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 2 ** 32;
}

/** Nanoseconds as milliseconds; whole microseconds stay exact to 0.25 µs. */
export function nanosAsMs(view: DataView, offset: number): number {
  return Number(view.getBigUint64(offset, true) / 1000n) / 1000;
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The records that lie one after the other in some bytes; ends before one that is cut short. */
export function* records(bytes: Uint8Array): Generator<McapRecord> {
  const view = viewOf(bytes);
  for (let start = 0; start + recordHeaderBytes <= bytes.length;) {
    const end = start + recordHeaderBytes + uint64(view, start + 1);
    if (end > bytes.length) return;
    yield { opcode: bytes[start]!, start, content: bytes.subarray(start + recordHeaderBytes, end) };
    start = end;
  }
}

/** Reads fields one after the other. @throws DamagedContainer beyond the end. */
export class FieldReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  bytes(): Uint8Array {
    const length = this.uint32();
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  text(): string {
    return new TextDecoder().decode(this.bytes());
  }

  #take(length: number): number {
    const start = this.#offset;
    if (start + length > this.#bytes.length) throw new DamagedContainer('a record ends too soon');
    this.#offset = start + length;
    return start;
  }
}

export interface McapSchema {
  readonly id: number;
  readonly name: string;
  readonly encoding: string;
  readonly data: Uint8Array;
}

export function readSchema(content: Uint8Array): McapSchema {
  const fields = new FieldReader(content);
  return { id: fields.uint16(), name: fields.text(), encoding: fields.text(), data: fields.bytes().slice() };
}

export function readChannel(content: Uint8Array, schemas: ReadonlyMap<number, McapSchema>): RecordedChannel {
  const fields = new FieldReader(content);
  const id = fields.uint16();
  const schema = schemas.get(fields.uint16());
  return {
    id,
    topic: fields.text(),
    type: schema?.name ?? '',
    encoding: fields.text(),
    schemaEncoding: schema?.encoding ?? '',
    schema: schema?.data ?? new Uint8Array(),
  };
}
