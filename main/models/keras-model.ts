import { basename } from 'node:path';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { buildKerasNetwork } from './keras-build.ts';
import type { KerasContents } from './keras-contents.ts';
import { readKerasJson } from './keras-json.ts';
import { withPlainValues } from './keras-plain-values.ts';
import { namedByLayer } from './keras-saving-paths.ts';
import { matchWeights } from './keras-weights.ts';
import { infoOfLayersModel } from './layers-info.ts';
import type { Model } from './model.ts';

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
): Promise<Model> {
  if (!contents.layers) throw noKerasInside(weightsPath);
  if (contents.backend === 'theano')
    throw new SteerscopeError(
      'unsupported-network',
      `This network was trained with Keras on theano, whose convolutions turn their kernels round: ${weightsPath}`,
      'Load it with Keras on TensorFlow and save it again.',
    );
  const network = readKerasJson(withPlainValues(json) as typeof json, path, contents.kerasVersion);
  const stored = contents.naming === 'saving-paths' ? namedByLayer(json, contents.layers) : contents.layers;
  const { weightsOf, problems } = matchWeights(network, stored, weightsPath);
  const { layersModel, origins, notFinite } = await buildKerasNetwork(network, weightsOf, weightsPath);
  const info = infoOfLayersModel(layersModel, origins);
  const version = network.kerasVersion === null ? '' : `${network.kerasVersion} `;
  return {
    info: {
      kind: 'network',
      path,
      name: basename(path),
      format,
      formatName: `Keras ${version}${container}`,
      ...info,
      problems: [...problems, ...notFinite.map(weightsNotFinite), ...info.problems],
    },
    graph: { kind: 'layers', layersModel },
    dispose: () => void layersModel.dispose(),
  };
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
