import type { LayersModel } from '@tensorflow/tfjs-layers';
import { File, ready, type Group } from 'h5wasm/node';
import { mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';

/** The file is in the format of this version. */
const kerasVersion = '2.15.0';

/**
 * Writes a network, layer names unique, as Keras 2 does by `model.save('x.h5')`: the config as JSON in an
 * attribute, and a group of float32 weights for each layer. Makes the folder; replaces an old file when done.
 */
export async function writeKerasH5(network: LayersModel, path: string): Promise<void> {
  await ready;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.part`;
  const file = new File(unfinished, 'w');
  const weightsGroup = file.create_group('model_weights');
  for (const group of [file, weightsGroup]) {
    group.create_attribute('keras_version', kerasVersion);
    group.create_attribute('backend', 'tensorflow');
  }
  // TF.js says it in Keras's own words.
  const { class_name, config } = network.toJSON(null, false) as Record<string, unknown>;
  file.create_attribute('model_config', JSON.stringify({ class_name, config }));
  createNameList(
    weightsGroup,
    'layer_names',
    network.layers.map(({ name }) => name),
  );
  for (const layer of network.layers) {
    const group = weightsGroup.create_group(layer.name);
    // `conv1/kernel`, to which Keras 2 appends the number of the operation's output.
    const names = layer.weights.map(({ originalName }) => `${originalName}:0`);
    createNameList(group, 'weight_names', names);
    if (names.length === 0) continue;
    const arrays = group.create_group(layer.name);
    for (const [index, values] of layer.getWeights().entries()) {
      const name = names[index]!.slice(layer.name.length + 1);
      arrays.create_dataset({ name, data: values.dataSync(), shape: values.shape, dtype: '<f4' });
    }
  }
  file.close();
  renameSync(unfinished, path);
}

/** A list of names as h5py writes it for Keras: an array of bytes of one length; of numbers when it is empty. */
function createNameList(group: Group, attribute: string, names: readonly string[]): void {
  if (names.length === 0) group.create_attribute(attribute, new Float64Array(0), [0], '<d');
  else
    group.create_attribute(attribute, [...names], [names.length], `S${Math.max(...names.map((name) => name.length))}`);
}
