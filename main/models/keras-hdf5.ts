import { Dataset, File, Group, ready } from 'h5wasm/node';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { damaged } from './keras-contents.ts';

/** One weight array in the file; nothing is read of it until `read`. */
export interface StoredWeight {
  readonly name: string;
  readonly shape: readonly number[];
  /** The values in C order. @throws SteerscopeError `not-readable`. */
  read(): Float32Array;
}

/** The weights of one layer, in the order in which Keras saved them. */
export interface StoredLayer {
  readonly name: string;
  readonly weights: readonly StoredWeight[];
}

/** What a Keras HDF5 file holds; valid until `close`. */
export interface KerasHdf5 {
  /** The network's JSON; null in a file of weights alone. */
  readonly config: string | null;
  readonly kerasVersion: string | null;
  readonly backend: string | null;
  /** Layers that have weights, in the order of the file. Null when the file holds none in Keras's way. */
  readonly layers: readonly StoredLayer[] | null;
  close(): void;
}

/**
 * Opens the HDF5 file of a Keras network or of its weights, read-only. Only for files known to be sound: after a damaged
 * one the library must not be used again in the same thread (`readKerasHdf5` sees to that).
 * @throws SteerscopeError `not-readable` when the file is damaged.
 */
export async function openKerasHdf5(path: string): Promise<KerasHdf5> {
  const library = await ready;
  // Otherwise the library prints its errors and answers with half-open files.
  library.activate_throwing_error_handler();
  const file = guarded(path, () => new File(path, 'r'));
  try {
    return guarded(path, () => {
      const found = file.keys().includes('model_weights') ? file.get('model_weights') : file;
      return {
        config: textAttribute(file, 'model_config'),
        kerasVersion: textAttribute(file, 'keras_version') ?? groupText(found, 'keras_version'),
        backend: textAttribute(file, 'backend') ?? groupText(found, 'backend'),
        layers: found instanceof Group ? storedLayers(path, found) : null,
        close: () => closeQuietly(file),
      };
    });
  } catch (thrown) {
    closeQuietly(file);
    throw thrown;
  }
}

/** A damaged file may fail to close as well; what was wrong with it has been said by then. */
function closeQuietly(file: File): void {
  try {
    file.close();
  } catch {
    // Opened read-only: nothing is lost.
  }
}

function storedLayers(path: string, weights: Group): StoredLayer[] | null {
  const names = textListAttribute(weights, 'layer_names');
  if (!names) return null;
  const layers = names.map((name) => {
    const group = weights.get(name);
    const weightNames = group instanceof Group ? (textListAttribute(group, 'weight_names') ?? []) : [];
    return {
      name,
      weights: weightNames.map((weightName) => storedWeight(path, name, weightName, (group as Group).get(weightName))),
    };
  });
  return layers.filter((layer) => layer.weights.length > 0);
}

function storedWeight(path: string, layer: string, name: string, entity: unknown): StoredWeight {
  if (!(entity instanceof Dataset))
    throw damaged(path, `the weights ${name} of layer ${layer}, which its list names, are missing`);
  const { metadata } = entity;
  return {
    name,
    shape: entity.shape ?? [],
    read: () =>
      guarded(path, () => {
        const values = metadata.littleEndian ? asFloats(entity.value) : null;
        if (!values) throw damaged(path, `the weights ${name} of layer ${layer} are no numbers that Steerscope reads`);
        return values;
      }),
  };
}

/** Numbers of any type as 32-bit floats; counters of training are integers. Null for anything else. */
function asFloats(value: unknown): Float32Array | null {
  if (value instanceof Float32Array) return value;
  // A scalar comes as a number of its own.
  if (typeof value === 'number' || typeof value === 'bigint') return Float32Array.of(Number(value));
  if (value instanceof BigInt64Array || value instanceof BigUint64Array) return Float32Array.from(value, Number);
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return null;
  return Float32Array.from(value as Float64Array | Int32Array);
}

function groupText(entity: unknown, name: string): string | null {
  return entity instanceof Group ? textAttribute(entity, name) : null;
}

function textAttribute(group: Group, name: string): string | null {
  const value = group.attrs[name]?.value;
  return typeof value === 'string' ? value : null;
}

/** A list of names; Keras splits one that exceeds HDF5's 64 KiB into `name0`, `name1`, ... Null when there is none. */
function textListAttribute(group: Group, name: string): string[] | null {
  const { attrs } = group;
  const whole = attrs[name];
  const chunks = whole ? [whole] : [];
  if (!whole) for (let index = 0, chunk; (chunk = attrs[`${name}${String(index)}`]); index++) chunks.push(chunk);
  if (chunks.length === 0) return null;
  return chunks.flatMap((chunk) => {
    const { value } = chunk;
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  });
}

/** Runs what the HDF5 library may throw in. */
function guarded<Result>(path: string, action: () => Result): Result {
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
