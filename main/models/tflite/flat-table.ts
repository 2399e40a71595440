import { ByteBuffer } from 'flatbuffers';

/** The bytes are no FlatBuffer of the schema asked for: an offset or a length leads out of the file. */
export class FlatBufferDamage extends Error {
  override readonly name = 'FlatBufferDamage';
}

/** Elements that a file may list for each of its bytes: a sound file lists far fewer, one made to swell lists one vector often. */
const elementsPerByte = 4;

/**
 * The bytes of a FlatBuffer. The runtime library trusts every offset in it; here each is checked against the file before
 * it is followed (flatbuffers.dev, "FlatBuffer Internals": tables, vtables, vectors).
 */
export class FlatFile {
  readonly bytes: Uint8Array;
  readonly #buffer: ByteBuffer;
  #elementsLeft: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#buffer = new ByteBuffer(bytes);
    this.#elementsLeft = bytes.length * elementsPerByte;
  }

  /** @throws FlatBufferDamage */
  root(): FlatTable {
    return new FlatTable(this, this.follow(0));
  }

  /** The buffer to read from at `position`, where `size` bytes lie within the file. */
  at(position: number, size: number): ByteBuffer {
    if (position < 0 || position + size > this.bytes.length)
      throw new FlatBufferDamage(`byte ${position} of a file of ${this.bytes.length}`);
    return this.#buffer;
  }

  /** Where the offset at `position` leads: offsets count forward from themselves. */
  follow(position: number): number {
    return position + this.at(position, 4).readUint32(position);
  }

  /** First byte and length of the vector that the offset at `position` leads to. */
  vector(position: number, elementSize: number): { start: number; length: number } {
    const at = this.follow(position);
    const length = this.at(at, 4).readUint32(at);
    this.at(at + 4, length * elementSize);
    return { start: at + 4, length };
  }

  /** Counts elements that are about to be copied. */
  spend(count: number): void {
    this.#elementsLeft -= count;
    if (this.#elementsLeft < 0) throw new FlatBufferDamage('the same bytes are listed again and again');
  }
}

/** One table; fields are named by their number in the schema, absent ones have the schema's default. */
export class FlatTable {
  readonly #file: FlatFile;
  readonly #position: number;
  readonly #size: number;
  readonly #vtable: number;
  readonly #vtableSize: number;

  /** @throws FlatBufferDamage when the table or its vtable leave the file. */
  constructor(file: FlatFile, position: number) {
    this.#file = file;
    this.#position = position;
    const buffer = file.at(position, 4);
    this.#vtable = position - buffer.readInt32(position);
    file.at(this.#vtable, 4);
    this.#vtableSize = buffer.readUint16(this.#vtable);
    this.#size = buffer.readUint16(this.#vtable + 2);
    file.at(this.#vtable, this.#vtableSize);
    file.at(position, this.#size);
  }

  int8(field: number, fallback = 0): number {
    const at = this.#at(field, 1);
    return at === null ? fallback : this.#file.at(at, 1).readInt8(at);
  }

  bool(field: number): boolean {
    return this.int8(field) !== 0;
  }

  int32(field: number, fallback = 0): number {
    const at = this.#at(field, 4);
    return at === null ? fallback : this.#file.at(at, 4).readInt32(at);
  }

  float32(field: number, fallback = 0): number {
    const at = this.#at(field, 4);
    return at === null ? fallback : this.#file.at(at, 4).readFloat32(at);
  }

  has(field: number): boolean {
    return this.#at(field, 0) !== null;
  }

  table(field: number): FlatTable | null {
    const at = this.#at(field, 4);
    return at === null ? null : new FlatTable(this.#file, this.#file.follow(at));
  }

  text(field: number): string {
    const { start, length } = this.#vector(field, 1);
    this.#file.spend(length);
    return new TextDecoder().decode(this.#file.bytes.subarray(start, start + length));
  }

  /** A view of the file, not a copy. */
  bytes(field: number): Uint8Array {
    const { start, length } = this.#vector(field, 1);
    return this.#file.bytes.subarray(start, start + length);
  }

  int32s(field: number): number[] {
    return this.#elements(field, 4, (at, file) => file.at(at, 4).readInt32(at));
  }

  int64s(field: number): number[] {
    return this.#elements(field, 8, (at, file) => Number(file.at(at, 8).readInt64(at)));
  }

  float32s(field: number): number[] {
    return this.#elements(field, 4, (at, file) => file.at(at, 4).readFloat32(at));
  }

  /** The tables of a vector, at most `most`. */
  tables(field: number, most: number): FlatTable[] {
    const { length } = this.#vector(field, 4);
    if (length > most) throw new FlatBufferDamage(`${length} tables where ${most} are many`);
    return this.#elements(field, 4, (at, file) => new FlatTable(file, file.follow(at)));
  }

  #elements<T>(field: number, size: number, read: (at: number, file: FlatFile) => T): T[] {
    const { start, length } = this.#vector(field, size);
    this.#file.spend(length);
    return Array.from({ length }, (_, index) => read(start + index * size, this.#file));
  }

  #vector(field: number, elementSize: number): { start: number; length: number } {
    const at = this.#at(field, 4);
    return at === null ? { start: 0, length: 0 } : this.#file.vector(at, elementSize);
  }

  /** Where the field lies; null when the table leaves it out. */
  #at(field: number, size: number): number | null {
    const entry = 4 + 2 * field;
    if (entry + 2 > this.#vtableSize) return null;
    const offset = this.#file.at(this.#vtable + entry, 2).readUint16(this.#vtable + entry);
    if (offset === 0) return null;
    if (offset + size > this.#size) throw new FlatBufferDamage(`field ${field} lies outside its table`);
    return this.#position + offset;
  }
}
