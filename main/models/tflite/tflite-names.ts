import type { TfliteGraph } from './tflite-schema.ts';

/** Last parts of a TensorFlow name that say what was computed, not in which layer. */
const operations = new Set(
  (
    'Relu Relu6 Elu Selu Sigmoid Tanh Softmax LeakyRelu BiasAdd Conv2D DepthwiseConv2dNative depthwise MatMul MaxPool ' +
    'AvgPool Mean Reshape Squeeze Pad ConcatV2 concat add add_1 Add AddV2 sub Sub mul mul_1 Mul truediv RealDiv ' +
    'FusedBatchNormV3 batchnorm transpose strided_slice ResizeBilinear ResizeNearestNeighbor convolution'
  ).split(' '),
);

/**
 * Names for people: TensorFlow calls a tensor after every operation that was fused into it,
 * `categorical/conv2d_1/Relu;categorical/conv2d_1/BiasAdd;...`, which is the layer `conv2d_1`.
 */
export class TfliteNames {
  /** How often each name was given. */
  readonly #taken = new Map<string, number>();
  readonly #graph: TfliteGraph;

  constructor(graph: TfliteGraph) {
    this.#graph = graph;
  }

  /** A name that no other has, without `/`, for the tensor `index` or the operator that makes it. */
  of(index: number, fallback: string): string {
    const signature = this.#graph.signatureNames.get(index);
    return this.#unique(plain(signature ?? '') || layerName(this.#graph.tensors[index]?.name ?? '') || fallback);
  }

  #unique(wanted: string): string {
    let name = wanted;
    while (this.#taken.has(name)) {
      const count = (this.#taken.get(wanted) ?? 1) + 1;
      this.#taken.set(wanted, count);
      name = `${wanted}_${count}`;
    }
    this.#taken.set(name, 1);
    return name;
  }
}

function layerName(tensor: string): string {
  const parts = (tensor.split(';')[0] ?? '').split('/').filter((part) => part !== '');
  if (parts.length > 1 && operations.has((parts.at(-1) ?? '').replace(/_\d+$/, ''))) parts.pop();
  return plain(parts.at(-1) ?? '');
}

function plain(name: string): string {
  return name.replaceAll('/', '.').slice(0, 200);
}
