import type { LambdaStep } from '../../../shared/lambda-step.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { isRecord } from '../is-record.ts';
import { isContainerClass, readContainer, type Container } from './keras-container.ts';
import { flatCalls, type KerasCall } from './keras-flatten.ts';
import { networkInputs, type NetworkInput } from './keras-inputs.ts';
import type { KerasLayer } from './keras-layer-config.ts';
import { refuseUnknownLambdas } from '../lambda/lambda-steps.ts';
import { refusalOf } from './keras-refused-layers.ts';

/** A Keras network's architecture as one graph, without weights; networks inside it are dissolved. */
export interface KerasNetwork {
  readonly name: string;
  readonly kerasVersion: string | null;
  /** One of them, of three axes, takes the picture. */
  readonly inputs: readonly NetworkInput[];
  /** Every layer once, in the order of the file, input layers left out. */
  readonly layers: readonly KerasLayer[];
  /** Each after those whose outputs it takes. */
  readonly calls: readonly KerasCall[];
  /** Names of the calls whose outputs are the network's, or of inputs. */
  readonly outputs: readonly string[];
}

/** Larger than the architecture of any published network by far. */
const maximumJsonLength = 32 * 2 ** 20;

/** JSON text as a Keras architecture; some scripts wrapped it in JSON twice. Null when it is something else. */
export function parseKerasJson(text: string): Record<string, unknown> | null {
  if (text.length > maximumJsonLength) return null;
  let value: unknown = text;
  for (let wrapping = 0; wrapping < 2 && typeof value === 'string'; wrapping++) {
    try {
      value = JSON.parse(value);
    } catch {
      return null;
    }
  }
  return isRecord(value) && typeof value['class_name'] === 'string' && 'config' in value ? value : null;
}

/**
 * The architecture in `json` (`model.to_json()`, or the attribute `model_config`), of Keras 1, 2 or 3; the HDF5 file
 * names its version outside the JSON. `lambdas` says what Lambda layers do, by name, where it is stated by hand.
 * @throws SteerscopeError `unsupported-network`, `unsupported-layer`, `not-a-network`.
 */
export function readKerasJson(
  json: Readonly<Record<string, unknown>>,
  path: string,
  versionOfFile: string | null = null,
  lambdas: Readonly<Record<string, readonly LambdaStep[]>> = {},
): KerasNetwork {
  const kerasVersion = versionOfFile ?? (typeof json['keras_version'] === 'string' ? json['keras_version'] : null);
  const { class_name: className, config } = json;
  if (!isContainerClass(className))
    throw new SteerscopeError(
      'unsupported-network',
      `This Keras network is of the class ${String(className)}, which only its own Python code can build: ${path}`,
      'Export it to ONNX from the script that defines the class.',
    );
  const container = readContainer(className, config, { path, kerasVersion, lambdas, seen: { layers: 0 } });
  const layers = layersOf(container);
  refuseUnknownLambdas(layers, lambdas, path);
  for (const layer of layers) {
    const refusal = refusalOf(layer);
    if (refusal) throw new SteerscopeError(refusal.code, `${refusal.message}: ${path}`, refusal.nextStep);
  }
  const name = isRecord(config) && typeof config['name'] === 'string' ? config['name'] : 'network';
  return { name, kerasVersion, inputs: networkInputs(container.inputs, path), layers, ...flatCalls(container, path) };
}

function layersOf(container: Container): KerasLayer[] {
  return container.members.flatMap(({ made }) => ('layer' in made ? [made.layer] : layersOf(made.container)));
}
