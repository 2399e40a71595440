import { basename } from 'node:path';
import type { Problem } from '../../../shared/problem.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import type { KerasContents, WeightArray } from './keras-contents.ts';
import { isRecord } from '../is-record.ts';
import { halfPrecisionProblem } from '../half-precision-problem.ts';
import { readKerasJson } from './keras-json.ts';
import { withPlainValues } from './keras-plain-values.ts';
import { namedByLayer } from './keras-saving-paths.ts';
import { turnedKernels } from './keras-theano-kernels.ts';
import { matchWeights } from './keras-weights.ts';
import type { Model, OpenModelOptions } from '../model.ts';

/** Where a Keras network comes from. */
export interface KerasSource {
  readonly path: string;
  /** The file with the weights, where that is another one. */
  readonly weightsPath: string;
  /** `ModelInfo.format`. */
  readonly format: string;
  /** What follows `Keras 2.4.0` in `ModelInfo.formatName`. */
  readonly container: string;
}

/**
 * The network that `json` describes, with the weights of `contents`.
 * @throws SteerscopeError `not-a-network`, `unsupported-network`, `unsupported-layer`.
 */
export async function openKerasModel(
  json: Readonly<Record<string, unknown>>,
  contents: KerasContents,
  { path, weightsPath, format, container }: KerasSource,
  options: OpenModelOptions,
): Promise<Model> {
  if (!contents.layers) throw noKerasInside(weightsPath);
  const network = readKerasJson(withPlainValues(json) as typeof json, path, contents.kerasVersion, options.lambdas);
  const stored = contents.naming === 'saving-paths' ? namedByLayer(json, contents.layers) : contents.layers;
  const { weightsOf: storedOf, problems } = matchWeights(network, stored, weightsPath);
  const layers = new Map(network.layers.map((layer) => [layer.name, layer]));
  const weightsOf = (name: string): readonly WeightArray[] =>
    contents.backend === 'theano' ? turnedKernels(layers.get(name), storedOf(name)) : storedOf(name);
  // With TF.js behind them, which threads that only ask what a file is do without.
  const { buildKerasNetwork } = await import('./keras-build.ts');
  const { infoOfLayersModel } = await import('../layers/layers-info.ts');
  const { layersModel, origins, notFinite, layout } = await buildKerasNetwork(network, weightsOf, weightsPath);
  const info = infoOfLayersModel(layersModel, origins, layout);
  const half = network.layers.find(({ config }) => /float16/.test(policyOf(config['dtype'])));
  const version = network.kerasVersion === null ? '' : `${network.kerasVersion} `;
  return {
    info: {
      kind: 'network',
      path,
      name: basename(path),
      format,
      formatName: `Keras ${version}${container}`,
      ...info,
      problems: [
        ...problems,
        ...(half ? [halfPrecisionProblem('Keras', half.name)] : []),
        ...notFinite.map(weightsNotFinite),
        ...info.problems,
      ],
    },
    graph: { kind: 'layers', layersModel },
    dispose: () => void layersModel.dispose(),
  };
}

/** `"float16"`, or `{ "class_name": "DTypePolicy", "config": { "name": "mixed_float16" } }`. */
function policyOf(dtype: unknown): string {
  const name = isRecord(dtype) && isRecord(dtype['config']) ? dtype['config']['name'] : dtype;
  return typeof name === 'string' ? name : '';
}

export function noKerasInside(path: string): SteerscopeError {
  return new SteerscopeError(
    'not-a-network',
    `This HDF5 file holds no Keras network: ${path}`,
    'Choose a file written by model.save() or model.save_weights() of Keras.',
  );
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
