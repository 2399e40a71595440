import { Dataset } from 'h5wasm';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { damaged } from './keras-contents.ts';

/** One weight array in the file; nothing is read of it until `read`. */
export interface StoredWeight {
  readonly name: string;
  readonly shape: readonly number[];
  /** Size of the values once they are read. */
  readonly bytes: number;
  /** The values in C order. @throws SteerscopeError `not-readable`, `unsupported-network`. */
  read(): Float32Array;
}

/** A weight array by its entry in the file; `what` names it in errors. */
export function storedWeight(path: string, name: string, what: string, entity: unknown): StoredWeight {
  if (!(entity instanceof Dataset)) throw damaged(path, `${what}, which its list names, are missing`);
  const { metadata } = entity;
  const isNumber = metadata.type === hdf5Integer || metadata.type === hdf5Float;
  return {
    name,
    shape: entity.shape ?? [],
    bytes: metadata.total_size * metadata.size,
    read: () =>
      guarded(path, () => {
        if (isNumber && metadata.type === hdf5Float && metadata.size < 4) throw halfFloats(path, what);
        // One that gathers its values from other files would be read as zeros.
        const isHere = metadata.littleEndian && !('virtual_sources' in metadata);
        const values = isNumber && isHere ? asFloats(entity.value) : null;
        if (!values) throw damaged(path, `${what} are no numbers that Steerscope reads`);
        return values;
      }),
  };
}

/** Classes of types, as HDF5 numbers them. */
const hdf5Integer = 0;
const hdf5Float = 1;

/** Numbers of any type as 32-bit floats; counters of training are integers. Null for anything else. */
function asFloats(value: unknown): Float32Array | null {
  if (value instanceof Float32Array) return value;
  // A scalar comes as a number of its own.
  if (typeof value === 'number' || typeof value === 'bigint') return Float32Array.of(Number(value));
  if (value instanceof BigInt64Array || value instanceof BigUint64Array) return Float32Array.from(value, Number);
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return null;
  return Float32Array.from(value as Float64Array | Int32Array);
}

function halfFloats(path: string, what: string): SteerscopeError {
  return new SteerscopeError(
    'unsupported-network',
    `${what.charAt(0).toUpperCase()}${what.slice(1)} are stored as 16-bit floats, which Steerscope does not read: ${path}`,
    "Build the network with the dtype policy 'float32' or 'mixed_float16', copy its weights over and save it again.",
  );
}

/** Runs what the HDF5 library may throw in. */
export function guarded<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (thrown) {
    if (thrown instanceof SteerscopeError) throw thrown;
    throw damaged(path, lastLineOfHdf5(thrown), thrown);
  }
}

/** HDF5 reports a stack of lines; the innermost says what happened. */
function lastLineOfHdf5(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const innermost = text.split('\n').findLast((line) => /^\s*#\d+:/.test(line));
  return innermost?.split('(): ').at(-1)?.trim() ?? text.trim();
}
