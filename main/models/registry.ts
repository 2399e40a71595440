import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { noteRead } from '../containers/file-stamps.ts';
import { frozenGraphFormat } from './tensorflow/frozen-graph.ts';
import { kerasArchiveFormat } from './keras/keras-archive.ts';
import { kerasH5Format, kerasJsonFormat, namesKerasParts } from './keras/keras-h5.ts';
import type { Model, ModelFormat, OpenModelOptions } from './model.ts';
import { onnxFormat } from './onnx/onnx.ts';
import { tfliteFormat } from './tflite/tflite.ts';
import { savedModelFormat } from './tensorflow/saved-model.ts';
import { tfjsGraphFormat } from './tensorflow/tfjs-graph.ts';
import { tfjsLayersFormat } from './tfjs/tfjs-layers.ts';
import { refusalOfFolder, refusalOfUnsupported } from './unsupported-formats.ts';

/** The formats that open, in the order in which they are tried. */
export const modelFormats: readonly ModelFormat[] = [
  kerasH5Format,
  kerasArchiveFormat,
  kerasJsonFormat,
  tfjsLayersFormat,
  tfjsGraphFormat,
  savedModelFormat,
  tfliteFormat,
  onnxFormat,
  frozenGraphFormat,
];

/**
 * Opens the network at `path`, whatever its name; the content decides.
 * @throws SteerscopeError `not-found`, `not-readable`, `not-a-network`, `unsupported-network`, `unsupported-layer`.
 */
export async function openModel(path: string, options: OpenModelOptions = {}): Promise<Model> {
  const absolute = resolve(path);
  noteRead(absolute);
  try {
    const found = await stat(absolute);
    // The one format that is a folder.
    if (found.isDirectory() && !(await savedModelFormat.match(absolute))) throw refusalOfFolder(absolute);
    if (found.isDirectory()) return await savedModelFormat.open(absolute, options);
    if (!found.isFile()) throw notANetwork(absolute);
    for (const format of modelFormats) if (await format.match(absolute)) return await format.open(absolute, options);
    throw (await refusalOfUnsupported(absolute)) ?? notANetwork(absolute);
  } catch (thrown) {
    throw asFileError(thrown, absolute);
  }
}

/** Whether `path` is a file or folder that `openModel` can probably read, by a look at its first bytes; never throws. */
export async function looksLikeModel(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return await savedModelFormat.match(path);
    if (!found.isFile()) return false;
    // HDF5 holds all kinds of things, drives among them.
    if (await kerasH5Format.match(path)) return await namesKerasParts(path);
    for (const format of modelFormats) if (await format.match(path)) return true;
    return false;
  } catch {
    return false;
  }
}

function notANetwork(path: string): SteerscopeError {
  return new SteerscopeError(
    'not-a-network',
    `This file is no network that Steerscope knows: ${path}`,
    `Steerscope opens ${modelFormats.map((format) => format.name).join(', ')}.`,
  );
}

/** What the file system says, as an error with a next step; others stay what they are. */
function asFileError(thrown: unknown, path: string): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (thrown instanceof SteerscopeError || typeof code !== 'string') return thrown;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new SteerscopeError('not-found', `There is no file: ${path}`, 'Check the path of the network.', {
      cause: thrown,
    });
  return new SteerscopeError(
    'not-readable',
    `The network cannot be read (${code}): ${path}`,
    'Check that you may read the file and that its disk is there.',
    { cause: thrown },
  );
}
