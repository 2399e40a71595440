import { readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { looksLikeModel } from '../../main/models/registry.ts';

const networkExtensions = new Set(['.h5', '.hdf5', '.keras', '.onnx', '.tflite', '.pb', '.pth', '.pt', '.ckpt']);

/**
 * Everything in the real data at `folder` that a person would try to open as a network, damaged and foreign ones included, sorted: files
 * by their extension, JSON by its content, and the folder of a SavedModel instead of the files in it.
 */
export async function findNetworkFiles(folder: string): Promise<readonly string[]> {
  const paths = filesUnder(folder);
  const savedModels = paths.filter((path) => path.endsWith('saved_model.pb')).map(dirname);
  const outside = paths.filter((path) => !savedModels.includes(dirname(path)));
  const found = [...savedModels, ...outside.filter((path) => networkExtensions.has(extname(path).toLowerCase()))];
  for (const path of outside)
    if (path.endsWith('.json') && !isRecord(path) && (await looksLikeModel(path))) found.push(path);
  return found.sort();
}

/** Of the two folders that hold networks. */
function filesUnder(folder: string): readonly string[] {
  return ['models', 'drives'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, part, path)),
  );
}

/** Of a DonkeyCar tub: thousands of them, and never a network. */
const isRecord = (path: string): boolean => /record_\d+\.json$/.test(path);
