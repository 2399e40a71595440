import { open as openFile, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { buildKerasNetwork } from './keras-build.ts';
import { readKerasHdf5, type KerasContents } from './keras-contents.ts';
import { parseKerasJson, readKerasJson } from './keras-json.ts';
import { matchWeights } from './keras-weights.ts';
import { infoOfLayersModel } from './layers-info.ts';
import type { Model, ModelFormat } from './model.ts';

/** Keras HDF5: a whole network, or weights whose architecture is in a JSON file beside them. */
export const kerasH5Format: ModelFormat = { id: 'keras-h5', name: 'Keras HDF5', match: hasHdf5Signature, open: openH5 };

/** A Keras architecture in JSON whose weights are in an HDF5 file beside it. */
export const kerasJsonFormat: ModelFormat = {
  id: 'keras-json-h5',
  name: 'Keras JSON with HDF5 weights',
  match: async (path) => (await readKerasArchitecture(path)) !== null,
  open: openJson,
};

async function openH5(path: string): Promise<Model> {
  const file = await readKerasHdf5(path);
  if (file.config !== null) {
    const json = parseKerasJson(file.config);
    if (json) return build(json, file, path, path, kerasH5Format.id);
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
  if (json) return build(json, file, path, path, kerasJsonFormat.id);
  throw new SteerscopeError(
    'unsupported-network',
    `This file holds weights without the architecture they belong to: ${path}`,
    `Put the architecture, written by model.to_json(), beside it as ${parse(path).name}.json or model.json.`,
  );
}

async function openJson(path: string): Promise<Model> {
  const json = await readKerasArchitecture(path);
  const weightsPath = await findBeside(path, ['.h5', '.hdf5', '_weights.h5', '.weights.h5'], hasHdf5Signature);
  if (!json || weightsPath === null)
    throw new SteerscopeError(
      'not-found',
      `This is the architecture of a Keras network; no HDF5 file with its weights lies beside it: ${path}`,
      `Put the weights beside it as ${parse(path).name}.h5 or model.h5.`,
    );
  return build(json, await readKerasHdf5(weightsPath), path, weightsPath, kerasJsonFormat.id);
}

async function build(
  json: Readonly<Record<string, unknown>>,
  file: KerasContents,
  path: string,
  weightsPath: string,
  format: string,
): Promise<Model> {
  if (!file.layers) throw noKerasInside(weightsPath);
  if (file.backend !== null && file.backend !== 'tensorflow')
    throw new SteerscopeError(
      'unsupported-network',
      `This network was trained with Keras on ${file.backend}, whose convolutions may turn their kernels round: ${weightsPath}`,
      'Load it with Keras on TensorFlow and save it again.',
    );
  const network = readKerasJson(json, path, file.kerasVersion);
  const { weightsOf, problems } = matchWeights(network, file.layers, weightsPath);
  const { layersModel, origins, notFinite } = await buildKerasNetwork(network, weightsOf, weightsPath);
  const info = infoOfLayersModel(layersModel, origins);
  const kind = format === kerasH5Format.id ? 'HDF5' : 'JSON with HDF5 weights';
  return {
    info: {
      kind: 'network',
      path,
      name: basename(path),
      format,
      formatName: `Keras ${network.kerasVersion === null ? '' : `${network.kerasVersion} `}${kind}`,
      ...info,
      problems: [...problems, ...notFinite.map(weightsNotFinite), ...info.problems],
    },
    graph: { kind: 'layers', layersModel },
    dispose: () => void layersModel.dispose(),
  };
}

function weightsNotFinite(layer: string): Problem {
  return {
    severity: 'error',
    code: 'weights-not-finite',
    message: `Weights of layer ${layer} are NaN or infinite, so what the network says is worthless; the training diverged.`,
    place: layer,
    frame: null,
  };
}

function noKerasInside(path: string): SteerscopeError {
  return new SteerscopeError(
    'not-a-network',
    `This HDF5 file holds no Keras network: ${path}`,
    'Choose a file written by model.save() or model.save_weights() of Keras.',
  );
}

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
  return parseKerasJson(await readFile(path, 'utf8'));
}

async function startsWithJson(path: string): Promise<boolean> {
  const start = (await readStart(path, 64)).toString('latin1').replace(/^\xef\xbb\xbf/, '');
  return /^\s*["{]/.test(start);
}

const hdf5Signature = '\x89HDF\r\n\x1a\n';

/** The signature stands at the start, or after a user block of 512, 1024, 2048 ... bytes. */
async function hasHdf5Signature(path: string): Promise<boolean> {
  const start = (await readStart(path, 4096 + hdf5Signature.length)).toString('latin1');
  return [0, 512, 1024, 2048, 4096].some((offset) => start.startsWith(hdf5Signature, offset));
}

/** Names that the root of Keras's files holds, near the start of the file; HDF5 stores names as they are. */
const kerasNames = ['model_weights', 'layer_names', 'model_config'];
const rootBytes = 64 * 1024;

/** Whether an HDF5 file looks as if Keras had written it. */
export async function namesKerasParts(path: string): Promise<boolean> {
  const start = await readStart(path, rootBytes);
  return kerasNames.some((name) => start.includes(name));
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
