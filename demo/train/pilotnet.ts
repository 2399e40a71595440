import * as layers from '@tensorflow/tfjs-layers';

/** The layers after whose activation VisualBackProp taps, shallowest first. */
export const convolutionNames = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5'] as const;

/**
 * PilotNet (arXiv 1604.07316, figure 4) with ReLU: `[batch, 66, 200, 3]`, RGB 0..255, → steering `[batch, 1]`. The
 * network scales its input itself. 252 219 parameters.
 */
export function buildPilotNet(seed: number): layers.Sequential {
  let nextSeed = seed;
  const kernelInitializer = (): ReturnType<typeof layers.initializers.heNormal> =>
    layers.initializers.heNormal({ seed: nextSeed++ });
  const network = layers.sequential({ name: 'pilotnet' });
  network.add(layers.layers.inputLayer({ name: 'image', inputShape: [66, 200, 3] }));
  network.add(layers.layers.rescaling({ name: 'rescaling', scale: 1 / 127.5, offset: -1 }));
  const filters = [24, 36, 48, 64, 64];
  for (const [index, name] of convolutionNames.entries()) {
    network.add(
      layers.layers.conv2d({
        name,
        filters: filters[index]!,
        kernelSize: index < 3 ? 5 : 3,
        strides: index < 3 ? 2 : 1,
        padding: 'valid',
        activation: 'relu',
        kernelInitializer: kernelInitializer(),
      }),
    );
  }
  network.add(layers.layers.flatten({ name: 'flatten' }));
  for (const units of [100, 50, 10]) {
    network.add(
      layers.layers.dense({ name: `dense${units}`, units, activation: 'relu', kernelInitializer: kernelInitializer() }),
    );
  }
  network.add(layers.layers.dense({ name: 'steering', units: 1, kernelInitializer: kernelInitializer() }));
  return network;
}

/** The same network with the activations of its convolutions beside its output: `[steering, conv1, ..., conv5]`. */
export function withTaps(network: layers.LayersModel): layers.LayersModel {
  const taps = convolutionNames.map((name) => network.getLayer(name).output as layers.SymbolicTensor);
  return layers.model({ inputs: network.inputs, outputs: [...network.outputs, ...taps] });
}
