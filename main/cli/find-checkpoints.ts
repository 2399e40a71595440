import { readdir, stat } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { looksLikeModel } from '../models/registry.ts';

const naturalOrder = new Intl.Collator('en', { numeric: true });
/** What is called so is meant as a network, even where it is damaged. */
const networkEndings = /\.(h5|hdf5|keras|onnx|tflite|pb)$/i;

/**
 * The networks meant by paths: a file as it is, of a folder (which is no SavedModel itself) all networks in it, `epoch-2`
 * before `epoch-10`.
 * @throws SteerscopeError `not-found` when a path is not there, or a folder holds no network.
 */
export async function findCheckpoints(paths: readonly string[]): Promise<readonly string[]> {
  return (await Promise.all(paths.map((path) => checkpointsAt(resolve(path))))).flat();
}

async function checkpointsAt(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => null);
  if (!found)
    throw new SteerscopeError(
      'not-found',
      `There is no such file or folder: ${path}`,
      'Check the path after --models.',
    );
  if (!found.isDirectory() || (await looksLikeModel(path))) return [path];
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort(naturalOrder.compare);
  const networks: string[] = [];
  for (const name of names) {
    const network = await networkNamed(join(path, name), names);
    if (network !== null) networks.push(network);
  }
  if (networks.length > 0) return networks;
  throw new SteerscopeError(
    'not-found',
    `There is no network in this folder: ${path}`,
    'Name the folder that training writes its checkpoints into, or the files themselves.',
  );
}

/** @param names in the same folder: an architecture with its weights beside it is one network. */
async function networkNamed(path: string, names: readonly string[]): Promise<string | null> {
  const { name, ext, base } = parse(path);
  if (base.endsWith('.steerscope.json')) return null;
  if (ext === '.json' && names.some((other) => other !== base && /\.(h5|hdf5)$/i.test(other) && isOf(other, name)))
    return null;
  if (await looksLikeModel(path)) return path;
  // A layers-model of TF.js is a folder of its own.
  const inside = join(path, 'model.json');
  if (await looksLikeModel(inside)) return inside;
  // Training that keeps only its newest may have removed it by now.
  const found = await stat(path).catch(() => null);
  return networkEndings.test(base) && (!found || found.isFile()) ? path : null;
}

/** Whether weights belong to an architecture `stem.json`: by its name, or to the one for all of them, `model.json`. */
const isOf = (weights: string, stem: string): boolean =>
  stem === 'model' || parse(weights).name.replace(/[._-]weights?$/, '') === stem;
