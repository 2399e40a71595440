import { File, ready } from 'h5wasm/node';

/** Weights of one layer, by name, in Keras's order. */
export type LayerWeights = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>
>;

export interface KerasFile {
  /** Put into `model_config`; a text as it is, anything else as JSON. Left out: a file of weights alone. */
  readonly config?: unknown;
  readonly weights: Readonly<Record<string, LayerWeights>>;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Writes a Keras HDF5 file, sound or not. */
export async function writeKerasFile(path: string, { config, weights, attributes = {} }: KerasFile): Promise<void> {
  await ready;
  const file = new File(path, 'w');
  if (config !== undefined)
    file.create_attribute('model_config', typeof config === 'string' ? config : JSON.stringify(config));
  for (const [name, value] of Object.entries(attributes)) file.create_attribute(name, value);
  const root = config === undefined ? file : file.create_group('model_weights');
  root.create_attribute('layer_names', Object.keys(weights));
  for (const [layer, arrays] of Object.entries(weights)) {
    const group = root.create_group(layer);
    group.create_attribute('weight_names', Object.keys(arrays));
    for (const [name, { shape, values }] of Object.entries(arrays))
      group.create_dataset({ name, data: Float32Array.from(values), shape: [...shape] });
  }
  file.close();
}

/** A Keras 2 Sequential: `[class, settings]` of each layer, named `<class>_<index>` in lower case. */
export function sequentialConfig(
  inputShape: readonly (number | null)[],
  layers: readonly (readonly [string, object])[],
) {
  const entries = layers.map(([className, settings], index) => ({
    class_name: className,
    config: { name: `${className.toLowerCase()}_${String(index)}`, ...settings },
  }));
  const input = { class_name: 'InputLayer', config: { name: 'picture', batch_input_shape: [null, ...inputShape] } };
  return { class_name: 'Sequential', config: { name: 'network', layers: [input, ...entries] } };
}
