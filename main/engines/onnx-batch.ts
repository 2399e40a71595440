import { Tensor } from 'onnxruntime-node';
import type { ImageInput, ModelInfo } from '../../shared/model.ts';
import type { InputBatch } from './engine.ts';
import { checkedOthers, partOfOthers, zeroOthers } from './other-inputs.ts';

/**
 * Answers a batch in parts, as many pictures at once as the network takes; `step` is that number, `first` the index of a
 * part's first picture.
 * @param fixedSize pictures a call, where the network does not leave that open.
 */
export async function inSteps<Answer>(
  { count, data, others }: InputBatch,
  info: ModelInfo,
  fixedSize: number | null,
  answer: (part: InputBatch, step: number, first: number) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const { height, width, channels } = info.input;
  const pictureLength = height * width * channels;
  if (data.length !== count * pictureLength)
    throw new RangeError(`${data.length} numbers are not ${count} pictures of ${pictureLength}`);
  const numbers = checkedOthers(info, count === 0 ? zeroOthers(info, 0) : others, count);
  const step = fixedSize ?? Math.max(count, 1);
  const answers: Answer[] = [];
  for (let first = 0; first < count; first += step) {
    const size = Math.min(step, count - first);
    const pictures = data.subarray(first * pictureLength, (first + size) * pictureLength);
    const part = { count: size, data: pictures, others: partOfOthers(numbers, count, first, size) };
    answers.push(...(await answer(part, step, first)));
  }
  return answers;
}

/**
 * Pictures `[batch, height, width, channel]` as the tensor that the network wants, in its order of axes. The batch is
 * filled up with zeros to `batchSize` pictures.
 */
export function inputTensor(pictures: Float32Array, input: ImageInput, batchSize: number): Tensor {
  const { height, width, channels, layout } = input;
  const dims = layout === 'NHWC' ? [batchSize, height, width, channels] : [batchSize, channels, height, width];
  const length = batchSize * height * width * channels;
  const isPlanar = layout === 'NCHW' && channels > 1;
  if (!isPlanar && pictures.length === length) return new Tensor(pictures, dims);
  const data = new Float32Array(length);
  if (isPlanar) copyPlanar(pictures, data, channels, height * width);
  else data.set(pictures);
  return new Tensor(data, dims);
}

/** Numbers `[batch, ...shape]` as the tensor that the network wants, filled up with zeros to `batchSize`. */
export function numbersTensor(values: Float32Array, shape: readonly number[], batchSize: number): Tensor {
  const data = new Float32Array(shape.reduce((product, size) => product * size, batchSize));
  data.set(values);
  return new Tensor(data, [batchSize, ...shape]);
}

/** `[batch, pixel, channel]` to `[batch, channel, pixel]`. */
function copyPlanar(from: Float32Array, to: Float32Array, channels: number, pixels: number): void {
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
