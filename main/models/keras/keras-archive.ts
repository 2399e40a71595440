import { open as openFile } from 'node:fs/promises';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { readArchiveEntries } from './archive-entries.ts';
import { isRecord } from '../is-record.ts';
import { readKerasHdf5 } from './keras-contents.ts';
import { parseKerasJson } from './keras-json.ts';
import { openKerasModel } from './keras-model.ts';
import type { Model, ModelFormat, OpenModelOptions } from '../model.ts';
import { largestNetworkBytes } from '../read-network-file.ts';

/** `.keras`: a zip archive of the network's JSON and its weights, written by Keras 2.12 and later. */
export const kerasArchiveFormat: ModelFormat = {
  id: 'keras-archive',
  name: 'Keras archives (.keras)',
  match: isKerasArchive,
  open: openArchive,
};

const configName = 'config.json';
const metadataName = 'metadata.json';
const weightsName = 'model.weights.h5';
/** The other ways in which Keras stores weights, as NumPy's archive and in several files. */
const otherWeightsNames = ['model.weights.npz', 'model.weights.json'];
const largestJsonBytes = 16 * 2 ** 20;

async function openArchive(path: string, options: OpenModelOptions = {}): Promise<Model> {
  const limits = new Map([configName, metadataName].map((name) => [name, largestJsonBytes]));
  for (const name of [weightsName, ...otherWeightsNames]) limits.set(name, largestNetworkBytes);
  const entries = await readArchiveEntries(path, limits);
  const config = entries.get(configName);
  const json = config ? parseKerasJson(textOf(config)) : null;
  if (!json)
    throw new SteerscopeError(
      'not-a-network',
      `This archive holds no Keras network, for its ${configName} is ${config ? 'no Keras JSON' : 'missing'}: ${path}`,
      'Choose a file written by model.save() of Keras.',
    );
  const weights = entries.get(weightsName);
  if (!weights) throw withoutWeights(path, otherWeightsNames.find((name) => entries.has(name)) ?? null);
  const contents = await readKerasHdf5(path, weights);
  const kerasVersion = versionIn(entries.get(metadataName)) ?? contents.kerasVersion;
  const source = { path, weightsPath: path, format: kerasArchiveFormat.id, container: 'archive' };
  return openKerasModel(json, { ...contents, kerasVersion }, source, options);
}

function withoutWeights(path: string, other: string | null): SteerscopeError {
  return other === null
    ? new SteerscopeError(
        'not-a-network',
        `This Keras archive holds no weights, its ${weightsName} is missing: ${path}`,
        'Copy or download the file again, or save the network again.',
      )
    : new SteerscopeError(
        'unsupported-network',
        `This Keras archive stores its weights as ${other}, which Steerscope does not read: ${path}`,
        "In Python run keras.models.load_model(path).save('model.keras') and open model.keras.",
      );
}

function versionIn(metadata: Uint8Array | undefined): string | null {
  if (!metadata) return null;
  try {
    const json: unknown = JSON.parse(textOf(metadata));
    const version = isRecord(json) ? json['keras_version'] : null;
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** A zip archive that is called `.keras`, or whose first entry is one of those that Keras writes. */
async function isKerasArchive(path: string): Promise<boolean> {
  const file = await openFile(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    if (bytesRead < 30 || buffer.toString('latin1', 0, 4) !== 'PK\x03\x04') return false;
    // The name stands after the 30 bytes of the entry's header.
    const firstName = buffer.toString('latin1', 30, Math.min(bytesRead, 30 + buffer.readUInt16LE(26)));
    return /\.keras$/i.test(path) || [configName, metadataName, weightsName].includes(firstName);
  } finally {
    await file.close();
  }
}
