import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Dataset, File, ready } from 'h5wasm';
import { DamagedContainer } from './damaged-container.ts';

/** A dataset, without its data. */
export interface Hdf5Dataset {
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether its elements are unsigned whole numbers of one byte. */
  readonly isBytes: boolean;
}

/** The library unpacks a chunk as a whole. */
const maxChunkBytes = 64 * 1024 * 1024;
/** One picture, or one column of a log. */
const maxSliceElements = 32 * 1024 * 1024;
/** A log of a car has some thirty. */
const maxDatasets = 200;

/** What the library's file system wants of a file; its own types leave it out. */
interface FileSystem {
  createFile(folder: string, name: string, properties: object, canRead: boolean, canWrite: boolean): FileNode;
}
interface FileNode {
  usedBytes: number;
  stream_ops: object;
}

/**
 * An HDF5 file on disk, of any size, read as far as it is asked for. The library sees one file and no disk: HDF5 files can
 * name other files to take data from, and here such names lead nowhere. Only for a thread of its own, since a damaged file
 * may abort the library or keep it busy for ever.
 */
export class Hdf5File {
  readonly #file: File;
  readonly #descriptor: number;

  private constructor(file: File, descriptor: number) {
    this.#file = file;
    this.#descriptor = descriptor;
  }

  static async open(path: string): Promise<Hdf5File> {
    const library = await ready;
    // Otherwise the library prints its errors and answers with half-open files.
    library.activate_throwing_error_handler();
    const descriptor = openSync(path, 'r');
    const { size } = fstatSync(descriptor);
    const node = (library.FS as unknown as FileSystem).createFile('/', 'data.h5', {}, true, false);
    node.usedBytes = size;
    node.stream_ops = {
      ...node.stream_ops,
      read: (_: unknown, buffer: Uint8Array, offset: number, length: number, position: number) =>
        readSync(descriptor, buffer, offset, length, position),
      llseek: (stream: { position: number }, offset: number, whence: number) =>
        offset + (whence === 1 ? stream.position : whence === 2 ? size : 0),
    };
    return new Hdf5File(new File('/data.h5', 'r'), descriptor);
  }

  /** The datasets at the top; links to other files are none. */
  datasets(): Hdf5Dataset[] {
    return this.#file
      .keys()
      .slice(0, maxDatasets)
      .flatMap((name) => {
        try {
          const { shape, isBytes } = this.#dataset(name);
          return [{ name, shape, isBytes }];
        } catch {
          return [];
        }
      });
  }

  /** Numbers `from` to `to` of the first axis; of further axes the first number. */
  numbers(name: string, from: number, to: number): Float64Array {
    const { dataset, shape } = this.#dataset(name);
    if (to - from > maxSliceElements) throw new DamagedContainer(`“${name}” has ${to - from} numbers`);
    return Float64Array.from(this.#slice(dataset, [[from, to], ...shape.slice(1).map(() => [0, 1])]), Number);
  }

  /** All bytes of one place on the first axis. */
  bytes(name: string, index: number): Uint8Array<ArrayBuffer> {
    const { dataset, shape, isBytes } = this.#dataset(name);
    const count = shape.slice(1).reduce((product, length) => product * length, 1);
    if (!isBytes || count > maxSliceElements || index >= shape[0]!)
      throw new DamagedContainer(`“${name}” holds no picture ${index}`);
    return new Uint8Array(this.#slice(dataset, [[index, index + 1], ...shape.slice(1).map((length) => [0, length])]));
  }

  close(): void {
    try {
      this.#file.close();
    } catch {
      // Opened read-only: nothing is lost.
    }
    closeSync(this.#descriptor);
  }

  #slice(dataset: Dataset, ranges: number[][]): Iterable<number> & ArrayLike<number> {
    const values = dataset.slice(ranges as [number, number][]);
    if (!ArrayBuffer.isView(values) || values instanceof DataView)
      throw new DamagedContainer('a dataset holds no numbers');
    return values as unknown as Iterable<number> & ArrayLike<number>;
  }

  #dataset(name: string): { dataset: Dataset; shape: number[]; isBytes: boolean } {
    const found = this.#file.get(name);
    const shape = found instanceof Dataset ? found.shape : null;
    if (!(found instanceof Dataset) || !shape) throw new DamagedContainer(`there is no dataset “${name}”`);
    const { chunks, size, type, signed } = found.metadata;
    const chunkBytes = (chunks ?? []).reduce((product, length) => product * length, size);
    if (chunks !== null && chunkBytes > maxChunkBytes)
      throw new DamagedContainer(`“${name}” is kept in pieces of ${chunkBytes} bytes`);
    if ('virtual_sources' in found.metadata) throw new DamagedContainer(`“${name}” takes its data from other files`);
    // Types 0 and 1 are whole and broken numbers.
    if (type !== 0 && type !== 1) throw new DamagedContainer(`“${name}” holds no numbers`);
    return { dataset: found, shape, isBytes: type === 0 && size === 1 && !signed };
  }
}
