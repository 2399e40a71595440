import { open as openFile, readFile, stat } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { noteRead } from '../../containers/file-stamps.ts';
import { readKerasHdf5 } from './keras-contents.ts';
import { parseKerasJson } from './keras-json.ts';
import { noKerasInside, openKerasModel } from './keras-model.ts';
import type { Model, ModelFormat, OpenModelOptions } from '../model.ts';
import { startsWithJson } from '../starts-with-json.ts';

/** Keras HDF5: a whole network, or weights whose architecture is in a JSON file beside them. */
export const kerasH5Format: ModelFormat = { id: 'keras-h5', name: 'Keras HDF5', match: hasHdf5Signature, open: openH5 };

/** A Keras architecture in JSON whose weights are in an HDF5 file beside it. */
export const kerasJsonFormat: ModelFormat = {
  id: 'keras-json-h5',
  name: 'Keras JSON with HDF5 weights',
  match: async (path) => (await readKerasArchitecture(path)) !== null,
  open: openJson,
};

const besideJson = { format: kerasJsonFormat.id, container: 'JSON with HDF5 weights' };

async function openH5(path: string, options: OpenModelOptions = {}): Promise<Model> {
  const file = await readKerasHdf5(path);
  if (file.config !== null) {
    const json = parseKerasJson(file.config);
    if (json)
      return openKerasModel(
        json,
        file,
        { path, weightsPath: path, format: kerasH5Format.id, container: 'HDF5' },
        options,
      );
    throw new SteerscopeError(
      'not-a-network',
      `The architecture stored in this HDF5 file is no Keras JSON: ${path}`,
      'Save the network again with model.save().',
    );
  }
  if (!file.layers) throw noKerasInside(path);
  const isArchitecture = async (candidate: string) => (await readKerasArchitecture(candidate)) !== null;
  const beside = await findBeside(path, ['.json'], isArchitecture);
  const json = beside === null ? null : await readKerasArchitecture(beside);
  if (json) return openKerasModel(json, file, { path, weightsPath: path, ...besideJson }, options);
  throw new SteerscopeError(
    'unsupported-network',
    `This file holds weights without the architecture they belong to: ${path}`,
    `Put the architecture, written by model.to_json(), beside it as ${namesBeside(path, '.json')}.`,
  );
}

async function openJson(path: string, options: OpenModelOptions = {}): Promise<Model> {
  const json = await readKerasArchitecture(path);
  const weightsPath = await findBeside(path, ['.h5', '.hdf5', '_weights.h5', '.weights.h5'], hasHdf5Signature);
  if (!json || weightsPath === null)
    throw new SteerscopeError(
      'not-found',
      `This is the architecture of a Keras network; no HDF5 file with its weights lies beside it: ${path}`,
      `Put the weights beside it as ${namesBeside(path, '.h5')}.`,
    );
  return openKerasModel(json, await readKerasHdf5(weightsPath), { path, weightsPath, ...besideJson }, options);
}

/** What a file beside `path` may be called, for people. */
const namesBeside = (path: string, ending: string): string =>
  [...new Set([parse(path).name, 'model'])].map((stem) => `${stem}${ending}`).join(' or ');

/** `<same stem><ending>` or `model<ending>` in the folder of `path`, whichever is first accepted; null when none is. */
async function findBeside(
  path: string,
  endings: readonly string[],
  accept: (candidate: string) => Promise<boolean>,
): Promise<string | null> {
  const stem = parse(path).name;
  // Checkpoints are often called model_weights.h5 or model.weights.h5 beside model.json.
  const stems = [...new Set([stem, stem.replace(/[._-]weights?$/, ''), 'model'])];
  for (const ending of stems.flatMap((name) => endings.map((end) => `${name}${end}`))) {
    const candidate = join(dirname(path), ending);
    if (candidate !== path && (await isFile(candidate)) && (await accept(candidate))) return candidate;
  }
  return null;
}

/** An architecture in JSON is some kilobytes; a large JSON file is something else. */
const largestJsonBytes = 16 * 2 ** 20;

/** The Keras architecture in the JSON file at `path`; null when it is another file. */
async function readKerasArchitecture(path: string): Promise<Record<string, unknown> | null> {
  const { size } = await stat(path);
  if (size > largestJsonBytes || !(await startsWithJson(path))) return null;
  noteRead(path);
  return parseKerasJson(await readFile(path, 'utf8'));
}

const hdf5Signature = '\x89HDF\r\n\x1a\n';

/** The signature stands at the start, or after a user block of 512, 1024, 2048 ... bytes. */
async function hasHdf5Signature(path: string): Promise<boolean> {
  const start = (await readStart(path, 4096 + hdf5Signature.length)).toString('latin1');
  return [0, 512, 1024, 2048, 4096].some((offset) => start.startsWith(hdf5Signature, offset));
}

/**
 * Names that Keras's files hold near their start, where HDF5 stores names as they are: the root of a whole network, of
 * weights by layer, of weights by path.
 */
const kerasNames = [['model_weights'], ['layer_names'], ['model_config'], ['layers', 'vars']];
const rootBytes = 64 * 1024;

/** Whether an HDF5 file looks as if Keras had written it. */
export async function namesKerasParts(path: string): Promise<boolean> {
  const start = await readStart(path, rootBytes);
  return kerasNames.some((names) => names.every((name) => start.includes(name)));
}

async function readStart(path: string, length: number): Promise<Buffer> {
  const file = await openFile(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
