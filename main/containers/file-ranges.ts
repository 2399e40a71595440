import { readSync } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { noteRead } from './file-stamps.ts';
import { DamagedContainer } from './damaged-container.ts';
import { Slices } from './time-slices.ts';

/** No chunk, message or index of a drive is larger; what claims to be has been made to harm. */
const maxRangeBytes = 256 * 1024 * 1024;

/** Small records lie close together. */
const windowBytes = 16 * 1024;

/** A file that is read in pieces, never as a whole. Read-only. */
export class FileRanges {
  readonly #handle: FileHandle;
  /** Bytes in the file when it was opened. */
  readonly size: number;
  readonly #slices = new Slices();
  #window: Uint8Array = new Uint8Array();
  #windowStart = 0;

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  static async open(path: string): Promise<FileRanges> {
    noteRead(path);
    // A pipe would block the opening for ever, so look before opening.
    if (!(await stat(path)).isFile()) throw new DamagedContainer('it is no file');
    const handle = await open(path);
    try {
      return new FileRanges(handle, (await handle.stat()).size);
    } catch (thrown) {
      await handle.close();
      throw thrown;
    }
  }

  /**
   * A copy of `length` bytes from `offset`.
   * @throws DamagedContainer when they lie outside the file or are too many.
   */
  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size))
      throw new DamagedContainer(`it points at ${length} bytes from ${offset}, outside its ${this.size} bytes`);
    if (length > maxRangeBytes)
      throw new DamagedContainer(`it claims a piece of ${length} bytes, more than ${maxRangeBytes / 1024 / 1024} MB`);
    const bytes = new Uint8Array(length);
    if (this.#slices.isOver()) await this.#slices.next();
    for (let filled = 0; filled < length;) {
      const left = length - filled;
      // Handing a small piece to another thread costs ten times what reading it does, and a recording has tens of thousands.
      const bytesRead =
        left <= windowBytes
          ? readSync(this.#handle.fd, bytes, filled, left, offset + filled)
          : (await this.#handle.read(bytes, filled, left, offset + filled)).bytesRead;
      if (bytesRead === 0) throw new DamagedContainer(`it ends at ${offset + filled}, sooner than when it was opened`);
      filled += bytesRead;
    }
    return bytes;
  }

  /**
   * Up to `length` bytes from `offset`: fewer at the end of the file. Small pieces come from a window that is read ahead, so
   * the bytes are borrowed: not to be written to.
   */
  async readUpTo(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    if (wanted > windowBytes) return this.read(offset, wanted);
    const start = offset - this.#windowStart;
    if (start < 0 || start + wanted > this.#window.length) {
      this.#window = await this.read(offset, Math.max(0, Math.min(windowBytes, this.size - offset)));
      this.#windowStart = offset;
      return this.#window.subarray(0, wanted);
    }
    return this.#window.subarray(start, start + wanted);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
