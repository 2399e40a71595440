import * as layers from '@tensorflow/tfjs-layers';
import { seededInitializers } from './seeded-initializers.ts';

type Tensor = layers.SymbolicTensor;

const groups = [16, 32, 64, 128];
const blocksInGroup = 2;

/**
 * A small residual network with the blocks of ResNet-18 (arXiv 1512.03385, table 1) at the size of steering pictures: `[batch,
 * 66, 200, 3]`, RGB 0..255, → steering `[batch, 1]`. Two blocks of two 3 × 3 convolutions at each of four sizes, each
 * convolution followed by batch normalisation; where the size halves, the way round a block is a 1 × 1 convolution. A
 * quarter of the channels, and no pooling behind the first convolution, as for small pictures. 703 473 parameters.
 */
export function buildResNet(seed: number): layers.LayersModel {
  const initializer = seededInitializers(seed);

  const convolve = (input: Tensor, name: string, filters: number, kernelSize: number, strides: number): Tensor => {
    const convolution = layers.layers.conv2d({
      name: `${name}_conv`,
      filters,
      kernelSize,
      strides,
      padding: 'same',
      useBias: false,
      kernelInitializer: initializer.hidden(),
    });
    const norm = layers.layers.batchNormalization({ name: `${name}_norm`, epsilon: 1e-5, momentum: 0.9 });
    return norm.apply(convolution.apply(input)) as Tensor;
  };
  const relu = (input: Tensor, name: string): Tensor => layers.layers.reLU({ name }).apply(input) as Tensor;

  const block = (input: Tensor, name: string, filters: number, strides: number): Tensor => {
    const first = relu(convolve(input, `${name}_1`, filters, 3, strides), `${name}_1_relu`);
    const second = convolve(first, `${name}_2`, filters, 3, 1);
    const past = strides === 1 ? input : convolve(input, `${name}_past`, filters, 1, strides);
    return relu(layers.layers.add({ name: `${name}_sum` }).apply([past, second]) as Tensor, `${name}_relu`);
  };

  const image = layers.input({ name: 'image', shape: [66, 200, 3] });
  const scaled = layers.layers.rescaling({ name: 'rescaling', scale: 1 / 127.5, offset: -1 }).apply(image) as Tensor;
  let last = relu(convolve(scaled, 'stem', groups[0]!, 5, 2), 'stem_relu');
  for (const [group, filters] of groups.entries())
    for (let index = 0; index < blocksInGroup; index++)
      last = block(last, `block${group * blocksInGroup + index + 1}`, filters, group > 0 && index === 0 ? 2 : 1);
  const pooled = layers.layers.globalAveragePooling2d({ name: 'mean' }).apply(last) as Tensor;
  const dense = layers.layers.dense({ name: 'steering', units: 1, kernelInitializer: initializer.answer() });
  return layers.model({ name: 'resnet', inputs: image, outputs: dense.apply(pooled) as Tensor });
}
