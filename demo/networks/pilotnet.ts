import * as layers from '@tensorflow/tfjs-layers';
import { seededInitializers } from './seeded-initializers.ts';

const filters = [24, 36, 48, 64, 64];

/**
 * PilotNet (arXiv 1604.07316, figure 4) with ReLU: `[batch, 66, 200, 3]`, RGB 0..255, → steering `[batch, 1]`. The
 * network scales its input itself. 252 219 parameters.
 */
export function buildPilotNet(seed: number): layers.LayersModel {
  const initializer = seededInitializers(seed);
  const network = layers.sequential({ name: 'pilotnet' });
  network.add(layers.layers.inputLayer({ name: 'image', inputShape: [66, 200, 3] }));
  network.add(layers.layers.rescaling({ name: 'rescaling', scale: 1 / 127.5, offset: -1 }));
  for (const [index, count] of filters.entries()) {
    network.add(
      layers.layers.conv2d({
        name: `conv${index + 1}`,
        filters: count,
        kernelSize: index < 3 ? 5 : 3,
        strides: index < 3 ? 2 : 1,
        padding: 'valid',
        activation: 'relu',
        kernelInitializer: initializer.hidden(),
      }),
    );
  }
  network.add(layers.layers.flatten({ name: 'flatten' }));
  for (const units of [100, 50, 10]) {
    network.add(
      layers.layers.dense({
        name: `dense${units}`,
        units,
        activation: 'relu',
        kernelInitializer: initializer.hidden(),
      }),
    );
  }
  network.add(layers.layers.dense({ name: 'steering', units: 1, kernelInitializer: initializer.hidden() }));
  return network;
}
