import type { TensorProto } from 'onnx-buf';
import { permuted } from '../../main/models/onnx/axis-order.ts';
import { ints } from '../../main/models/onnx/onnx-write.ts';
import { readOnnxModel } from '../../main/models/onnx/onnx.ts';
import type { Model } from '../../main/models/model.ts';
import { constant, makeOnnx, type TestNode } from './make-onnx.ts';
import { scattered } from './tiny-models.ts';

/** One layer of a network as golden files describe it; it takes what the one before gives, or layer `of`. */
export type LayerSketch =
  | ({ readonly op: 'conv'; readonly filters: number } & WindowSketch)
  | ({ readonly op: 'pool' } & WindowSketch)
  | { readonly op: 'add'; readonly other: number; readonly of?: number }
  /** `fused`: named as part of the layer before it. */
  | { readonly op: 'relu' | 'elu'; readonly fused?: boolean; readonly of?: number };

interface WindowSketch {
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  readonly of?: number;
}

/** An ONNX network of such layers on pictures of height, width and channels; weights by `scattered`, a seed for each list. */
export function layeredNetwork([height, width, depth]: readonly number[], layers: readonly LayerSketch[]): Model {
  const nodes: TestNode[] = [];
  const constants: TensorProto[] = [];
  const given: { readonly tensor: string; readonly channels: number }[] = [];
  let seed = 0;
  layers.forEach((layer, index) => {
    const before = (layer.of === undefined ? given.at(-1) : given[layer.of]) ?? { tensor: 'x', channels: depth! };
    const inputs = [before.tensor];
    let { channels } = before;
    if (layer.op === 'conv') {
      const shape = [layer.kernel, layer.kernel, channels, layer.filters];
      const order = [3, 2, 0, 1];
      const kernel = scattered(layer.kernel ** 2 * channels * layer.filters, ++seed);
      const dims = order.map((axis) => shape[axis]!);
      constants.push(constant(`kernel${index}`, dims, [...permuted(kernel, shape, order)]));
      constants.push(constant(`bias${index}`, [layer.filters], [...scattered(layer.filters, ++seed)]));
      inputs.push(`kernel${index}`, `bias${index}`);
      channels = layer.filters;
    }
    if (layer.op === 'add') inputs.push(given[layer.other]!.tensor);
    const scope = 'fused' in layer && layer.fused ? index - 1 : index;
    const tensor = `layer${scope}/${layer.op}`;
    nodes.push([operators[layer.op], inputs, tensor, 'kernel' in layer ? windowSettings(layer) : []]);
    given.push({ tensor, channels });
  });
  nodes.push(['Flatten', [given.at(-1)!.tensor], 'flat']);
  return readOnnxModel(makeOnnx({ input: [depth!, height!, width!], constants, nodes }), 'layers.onnx');
}

const operators = { conv: 'Conv', pool: 'MaxPool', add: 'Add', relu: 'Relu', elu: 'Elu' } as const;

const windowSettings = ({ kernel, stride, pad }: WindowSketch) => [
  ints('kernel_shape', [kernel, kernel]),
  ints('strides', [stride, stride]),
  ints('pads', [pad, pad, pad, pad]),
];
