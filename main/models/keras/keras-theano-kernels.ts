import type { WeightArray } from './keras-contents.ts';
import type { KerasLayer } from './keras-layer-config.ts';

/** Layers whose kernels Keras turns round when it loads what it saved on Theano (`preprocess_weights_for_loading`). */
const convolutions = new Set(['Conv1D', 'Conv2D', 'Conv3D', 'Conv2DTranspose']);

/**
 * The weights of `layer`, trained on Theano, as TensorFlow would have them: Theano's convolutions slide the kernel
 * turned round by 180 degrees, those of other libraries slide it as it is.
 */
export function turnedKernels(layer: KerasLayer | undefined, stored: readonly WeightArray[]): readonly WeightArray[] {
  const [kernel, ...others] = stored;
  if (!kernel || !layer || !convolutions.has(layer.className)) return stored;
  // Axes are rows, columns, channels in, channels out: to reverse the first ones is to reverse the blocks of the last two.
  const [channelsIn = 1, channelsOut = 1] = kernel.shape.slice(-2);
  const block = channelsIn * channelsOut;
  const values = new Float32Array(kernel.values.length);
  for (let start = 0; start < values.length; start += block)
    values.set(kernel.values.subarray(start, start + block), values.length - block - start);
  return [{ ...kernel, values }, ...others];
}
