import { File, Group, ready } from 'h5wasm';
import type { WeightNaming } from './keras-contents.ts';
import { layersByName, layersBySavingPath, type StoredLayer } from './keras-hdf5-layers.ts';
import { guarded } from './keras-hdf5-weight.ts';

/** What a Keras HDF5 file holds; valid until `close`. */
export interface KerasHdf5 {
  /** The network's JSON; null in a file of weights alone. */
  readonly config: string | null;
  readonly kerasVersion: string | null;
  readonly backend: string | null;
  readonly naming: WeightNaming;
  /** Layers that have weights, in the order of the file. Null when the file holds none in Keras's way. */
  readonly layers: readonly StoredLayer[] | null;
  close(): void;
}

/**
 * Opens an HDF5 file of Keras that lies in memory. Only for files known to be sound: after a damaged one the library
 * must not be used again in the same thread (`readKerasHdf5` sees to that). HDF5 files can refer to other
 * files for their data; the library here knows no disk, so that such a reference leads nowhere.
 * @param path named in errors only.
 * @throws SteerscopeError `not-readable` when the file is damaged.
 */
export async function openKerasHdf5(path: string, bytes: Uint8Array): Promise<KerasHdf5> {
  const library = await ready;
  // Otherwise the library prints its errors and answers with half-open files.
  library.activate_throwing_error_handler();
  // The buffer becomes the file; a copy would double the memory.
  library.FS.createDataFile('/', 'network.h5', bytes, true, false, true);
  const file = guarded(path, () => new File('/network.h5', 'r'));
  try {
    return guarded(path, () => {
      const found = file.keys().includes('model_weights') ? file.get('model_weights') : file;
      const group = found instanceof Group ? found : null;
      const byName = group && layersByName(path, group);
      return {
        config: textAttribute(file, 'model_config'),
        kerasVersion: textAttribute(file, 'keras_version') ?? (group && textAttribute(group, 'keras_version')),
        backend: textAttribute(file, 'backend') ?? (group && textAttribute(group, 'backend')),
        naming: byName ? 'layer-names' : 'saving-paths',
        layers: byName ?? layersBySavingPath(path, file),
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

function textAttribute(group: Group, name: string): string | null {
  const value = group.attrs[name]?.value;
  return typeof value === 'string' ? value : null;
}
