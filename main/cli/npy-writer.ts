import type { FileHandle } from 'node:fs/promises';

/** The header is padded so that the data starts on this many bytes (numpy/lib/format.py, version 1.0). */
const alignment = 64;

/** The head of a .npy file of little-endian float32 in C order. @param shape lengths of the axes, slowest first. */
export function npyHeader(shape: readonly [number, number, ...number[]]): Uint8Array {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const magicBytes = 10;
  const length = Math.ceil((magicBytes + dictionary.length + 1) / alignment) * alignment;
  const header = Buffer.alloc(length, ' ');
  header.set([0x93, ...Buffer.from('NUMPY'), 1, 0]);
  header.writeUInt16LE(length - magicBytes, 8);
  header.write(dictionary, magicBytes, 'latin1');
  header[length - 1] = 0x0a;
  return header;
}

/** Appends maps of one size to a .npy file `[map, row, column]`, as they come. */
export class NpyWriter {
  readonly #file: FileHandle;
  readonly #valuesPerMap: number;

  private constructor(file: FileHandle, valuesPerMap: number) {
    this.#file = file;
    this.#valuesPerMap = valuesPerMap;
  }

  /** Writes the head for `count` maps of `height` × `width`. Owns `file` from here on. */
  static async start(file: FileHandle, count: number, height: number, width: number): Promise<NpyWriter> {
    await file.writeFile(npyHeader([count, height, width]));
    return new NpyWriter(file, height * width);
  }

  /** @param maps values `[row, column]`; null for a frame without one, which becomes NaN. */
  async append(maps: readonly (Float32Array | null)[]): Promise<void> {
    const values = new Float32Array(maps.length * this.#valuesPerMap).fill(Number.NaN);
    maps.forEach((map, index) => map && values.set(map, index * this.#valuesPerMap));
    await this.#file.writeFile(new Uint8Array(values.buffer));
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
