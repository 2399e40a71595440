import { Tensor } from 'onnxruntime-node';
import type { ImageInput } from '../../shared/model.ts';

/** Element types that the engine can feed, by onnxruntime's names. */
export type FedType = 'float32' | 'float64' | 'uint8';

/** Whether the engine can feed a network input of this type. */
export function isFedType(type: string): type is FedType {
  return type === 'float32' || type === 'float64' || type === 'uint8';
}

/**
 * Pictures `[batch, height, width, channel]` as the tensor that the network wants: its order of axes, its element type
 * (uint8 rounds and clamps to 0..255). The batch is filled up with zeros to `batchSize` pictures.
 */
export function inputTensor(pictures: Float32Array, input: ImageInput, type: FedType, batchSize: number): Tensor {
  const { height, width, channels, layout } = input;
  const dims = layout === 'NHWC' ? [batchSize, height, width, channels] : [batchSize, channels, height, width];
  const length = batchSize * height * width * channels;
  const isPlanar = layout === 'NCHW' && channels > 1;
  if (type === 'float32' && !isPlanar && pictures.length === length) return new Tensor(type, pictures, dims);
  const data = emptyArray(type, length);
  if (isPlanar) copyPlanar(pictures, data, channels, height * width);
  else data.set(pictures);
  // The type and its array belong together, which overloads of the constructor cannot see.
  return new Tensor(type as 'float32', data as Float32Array, dims);
}

/** Numbers `[batch, ...shape]` as the tensor that the network wants, filled up with zeros to `batchSize`. */
export function numbersTensor(
  values: Float32Array,
  shape: readonly number[],
  type: FedType,
  batchSize: number,
): Tensor {
  const data = emptyArray(
    type,
    shape.reduce((product, size) => product * size, batchSize),
  );
  data.set(values);
  return new Tensor(type as 'float32', data as Float32Array, [batchSize, ...shape]);
}

function emptyArray(type: FedType, length: number): Float32Array | Float64Array | Uint8ClampedArray {
  if (type === 'float64') return new Float64Array(length);
  return type === 'uint8' ? new Uint8ClampedArray(length) : new Float32Array(length);
}

/** `[batch, pixel, channel]` to `[batch, channel, pixel]`. */
function copyPlanar(
  from: Float32Array,
  to: Float32Array | Float64Array | Uint8ClampedArray,
  channels: number,
  pixels: number,
): void {
  const pictureLength = channels * pixels;
  for (let start = 0; start < from.length; start += pictureLength)
    for (let channel = 0; channel < channels; channel += 1) {
      const plane = start + channel * pixels;
      for (let pixel = 0; pixel < pixels; pixel += 1)
        to[plane + pixel] = from[start + pixel * channels + channel] ?? Number.NaN;
    }
}

/** Part `index` of `count` equal parts of a tensor's elements, as float32 in memory of its own. */
export function partOfTensor(tensor: Tensor, index: number, count: number): Float32Array {
  const length = tensor.size / count;
  const { data } = tensor;
  if (data instanceof Float32Array) return data.slice(index * length, (index + 1) * length);
  return Float32Array.from(data.slice(index * length, (index + 1) * length) as ArrayLike<number | bigint>, Number);
}
