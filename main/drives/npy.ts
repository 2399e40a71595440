import { open, stat } from 'node:fs/promises';
import { noteRead } from '../containers/file-stamps.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

/** The numbers of a NumPy array, as float64 whatever they were stored as. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** `[...shape]`, the last index fastest. */
  readonly values: Float64Array;
}

/** More than a day of any sensor of a car. */
const maxBytes = 256 * 1024 * 1024;
const magic = '\u0093NUMPY';
const maxHeaderBytes = 64 * 1024;

const readers: Readonly<Record<string, readonly [bytes: number, read: (view: DataView, offset: number) => number]>> = {
  '<f8': [8, (view, offset) => view.getFloat64(offset, true)],
  '<f4': [4, (view, offset) => view.getFloat32(offset, true)],
  '<i8': [8, (view, offset) => Number(view.getBigInt64(offset, true))],
  '<u8': [8, (view, offset) => Number(view.getBigUint64(offset, true))],
  '<i4': [4, (view, offset) => view.getInt32(offset, true)],
  '<u4': [4, (view, offset) => view.getUint32(offset, true)],
  '<i2': [2, (view, offset) => view.getInt16(offset, true)],
  '<u2': [2, (view, offset) => view.getUint16(offset, true)],
  '|i1': [1, (view, offset) => view.getInt8(offset)],
  '|u1': [1, (view, offset) => view.getUint8(offset)],
  '|b1': [1, (view, offset) => view.getUint8(offset)],
};

/**
 * Reads a `.npy` file (numpy.lib.format, versions 1 to 3), by content, whatever it is called. Python objects in it are
 * never unpickled.
 * @throws SteerscopeError `not-readable` when it is gone, no such file, cut short, or of another type of number.
 */
export async function readNpy(path: string): Promise<NpyArray> {
  const bytes = await readBounded(path).catch((thrown: unknown) => {
    throw notNpy(path, thrown instanceof Error ? thrown.message : String(thrown));
  });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.toString('latin1', 0, 6) !== magic || bytes.length < 12) throw notNpy(path, 'it is no NumPy array');
  const longHeader = view.getUint8(6) > 1;
  const headerStart = longHeader ? 12 : 10;
  const headerBytes = longHeader ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = headerStart + headerBytes;
  if (headerBytes > maxHeaderBytes || start > bytes.length) throw notNpy(path, 'its header is damaged');
  const header = bytes.toString('latin1', headerStart, start);
  const type = /'descr':\s*'([^']*)'/.exec(header)?.[1] ?? 'an unknown one';
  const shape = (/'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  if (!/'fortran_order':\s*False/.test(header) && shape.length > 1)
    throw notNpy(path, 'its columns lie one after the other');
  const reader = readers[type];
  if (!reader) throw notNpy(path, `its type of number, ${type}, is not read`);
  const [numberBytes, read] = reader;
  const count = shape.reduce((product, size) => product * size, 1);
  if (start + count * numberBytes > bytes.length) throw notNpy(path, 'it is cut short');
  return { shape, values: Float64Array.from({ length: count }, (_, index) => read(view, start + index * numberBytes)) };
}

async function readBounded(path: string): Promise<Buffer> {
  noteRead(path);
  // A pipe would block the opening for ever, so look before opening.
  if (!(await stat(path)).isFile()) throw new Error('it is no file');
  const file = await open(path, 'r');
  try {
    const found = await file.stat();
    if (found.size > maxBytes) throw new Error(`it is larger than ${maxBytes / 1024 / 1024} MB`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function notNpy(path: string, reason: string): SteerscopeError {
  return new SteerscopeError(
    'not-readable',
    `This array cannot be read, ${reason}: ${path}`,
    'Restore the file from a copy.',
  );
}
