import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { layersModelToOnnx } from '../../main/models/layers/layers-to-onnx.ts';
import { openModel } from '../../main/models/registry.ts';

/** A sound network: its files by their path in it, and the one (or the folder, '.') that is opened. */
export interface ModelSeed {
  readonly name: string;
  readonly entry: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

const fixtures = join(import.meta.dirname, '..', 'fixtures');
const pilotnet = join(import.meta.dirname, '..', '..', 'demo', 'model', 'pilotnet.h5');

/** Every network among the fixtures, and the demo's as ONNX: one of each format at least. */
export async function modelSeeds(): Promise<readonly ModelSeed[]> {
  const alone = globSync(join(fixtures, '**', '*.{h5,keras,onnx,tflite}')).map((path) => fileSeed(path, [path]));
  const folders = globSync(join(fixtures, '**', '{model.json,saved_model.pb}')).map((path) => {
    const folder = dirname(path);
    const files = globSync(join(folder, '**', '*')).filter((file) => /\.\w+(-\d+-of-\d+)?$/.test(file));
    return path.endsWith('.pb') ? { ...fileSeed(folder, files, folder), entry: '.' } : fileSeed(path, files, folder);
  });
  const apart = globSync(join(fixtures, 'keras*', '*.json')).flatMap((path) => {
    const weights = [path.replace(/\.json$/, '.weights.h5'), path.replace(/\.json$/, '.h5')];
    const found = globSync(weights);
    return found.length > 0 ? [fileSeed(path, [path, ...found])] : [];
  });
  const seeds = [...alone, ...folders, ...apart, await onnxSeed()];
  return seeds.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function fileSeed(path: string, files: readonly string[], folder = dirname(path)): ModelSeed {
  return {
    name: relative(fixtures, path),
    entry: relative(folder, path),
    files: new Map(files.map((file) => [relative(folder, file), readFileSync(file)])),
  };
}

async function onnxSeed(): Promise<ModelSeed> {
  const model = await openModel(pilotnet);
  if (model.graph.kind !== 'layers') throw new Error('The demo is a Keras network.');
  const bytes = Buffer.from(layersModelToOnnx(model.graph.layersModel, model.info.stages).bytes);
  model.dispose();
  return { name: 'pilotnet.onnx', entry: 'pilotnet.onnx', files: new Map([['pilotnet.onnx', bytes]]) };
}

/** Writes the seed into `folder` with `change` applied to each file. @returns what is to be opened. */
export function writeSeed(
  { entry, files }: ModelSeed,
  folder: string,
  change: (name: string, bytes: Buffer) => Buffer,
): string {
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), change(name, bytes));
  }
  return join(folder, entry);
}
