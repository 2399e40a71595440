import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The npm package that binds TensorFlow's own library to TF.js. */
export const nativePackageName = '@tensorflow/tfjs-node-gpu';

/** The binding inside the package: built for version 8 of Node-API, the newest that it knows. */
export const nativeBindingPath = join('lib', 'napi-v8', 'tfjs_binding.node');

/**
 * Where `npm run setup:tensorflow` puts TensorFlow, and where it is looked for: a folder of the user's own, since
 * `npm ci` empties node_modules. `STEERSCOPE_NATIVE_TENSORFLOW` names another; null when it is set to nothing, which turns
 * native TensorFlow off.
 */
export function nativeFolder(): string | null {
  const asked = process.env['STEERSCOPE_NATIVE_TENSORFLOW'];
  if (asked !== undefined) return asked === '' ? null : asked;
  return join(userDataFolder(), 'steerscope', 'native-tensorflow');
}

/** Where this system keeps what a program fetched for its user. */
export function userDataFolder(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  return process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share');
}

/**
 * The package with its binding: what was set up, else what npm installed where its download worked; null when neither is
 * there.
 */
export function findNativePackage(): string | null {
  const folder = nativeFolder();
  if (folder === null) return null;
  const candidates = [join(folder, 'node_modules', nativePackageName), npmPackage()];
  return candidates.find((path) => path !== null && existsSync(join(path, nativeBindingPath))) ?? null;
}

function npmPackage(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${nativePackageName}/package.json`));
  } catch {
    return null;
  }
}
