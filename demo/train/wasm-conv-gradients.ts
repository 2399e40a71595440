import * as tf from '@tensorflow/tfjs-core';

/*
 * The WebAssembly backend of TF.js runs convolutions but has no gradient for their kernels, and a slow one for their
 * inputs. Both gradients are themselves convolutions (without dilation, which no network here has), so they are put to the
 * backend as such. Padding is taken off first: a padded convolution is a valid one of a padded picture.
 */

type Padding = 'valid' | 'same';
type ConvAttributes = { strides: number | [number, number]; pad: Padding };

/** Registers the two gradient kernels; call once, after the wasm backend was imported. */
export function registerWasmConvGradients(): void {
  tf.unregisterKernel('Conv2DBackpropInput', 'wasm');
  tf.registerKernel({
    kernelName: 'Conv2DBackpropInput',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { strides, pad, inputShape } = attrs as unknown as ConvAttributes & { inputShape: Shape4 };
      const { dy, filter } = inputs as unknown as { dy: tf.Tensor4D; filter: tf.Tensor4D };
      return tf.tidy(() => convInputGradient(dy, filter, inputShape, squareStride(strides), pad));
    },
  });
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { strides, pad, filterShape } = attrs as unknown as ConvAttributes & { filterShape: Shape4 };
      const { x, dy } = inputs as unknown as { x: tf.Tensor4D; dy: tf.Tensor4D };
      return tf.tidy(() => convFilterGradient(x, dy, filterShape, squareStride(strides), pad));
    },
  });
}

type Shape4 = [number, number, number, number];
type Sides4 = [[number, number], [number, number], [number, number], [number, number]];

/**
 * Gradient of a convolution by its kernel.
 * `x` `[batch, height, width, in]`, `dy` `[batch, outHeight, outWidth, out]` → `[kernel, kernel, in, out]`.
 *
 * The sum over batch and positions of x · dy is a convolution of x by dy, with in-channels as batch, the batch as
 * channels, and the stride turned into dilation.
 */
export function convFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  filterShape: Shape4,
  stride: number,
  padding: Padding = 'valid',
): tf.Tensor4D {
  const [height, width, inChannels, outChannels] = filterShape;
  const padded = tf.pad4d(x, paddingOf(x.shape, filterShape, stride, padding));
  const byChannel = tf.transpose(padded, [3, 1, 2, 0]);
  const kernel = tf.transpose(dy, [1, 2, 0, 3]);
  const correlated = tf.conv2d(byChannel, kernel, 1, 'valid', 'NHWC', stride);
  // Rows and columns of x that no window reached (size not a multiple of the stride) come out as extra taps.
  const taps = tf.slice(correlated, [0, 0, 0, 0], [inChannels, height, width, outChannels]);
  return tf.transpose(taps, [1, 2, 0, 3]);
}

/**
 * Gradient of a convolution by its input: dy spread out by the stride, convolved in full with the flipped kernel.
 * `dy` `[batch, outHeight, outWidth, out]`, `filter` `[kernel, kernel, in, out]` → `inputShape`.
 */
export function convInputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  inputShape: Shape4,
  stride: number,
  padding: Padding = 'valid',
): tf.Tensor4D {
  const [kernelHeight, kernelWidth] = filter.shape;
  const [, [top, bottom], [left, right]] = paddingOf(inputShape, filter.shape, stride, padding);
  const spread = spreadOut(dy, stride);
  const padded = tf.pad4d(spread, [
    [0, 0],
    [kernelHeight - 1, top + inputShape[1] + bottom - spread.shape[1]],
    [kernelWidth - 1, left + inputShape[2] + right - spread.shape[2]],
    [0, 0],
  ]);
  const flipped = tf.transpose(tf.reverse4d(filter, [0, 1]), [0, 1, 3, 2]);
  return tf.slice(tf.conv2d(padded, flipped, 1, 'valid'), [0, top, left, 0], inputShape);
}

/** Zeros before and after each axis of a picture, as TensorFlow adds them: the odd one at the bottom and right. */
function paddingOf(inputShape: Shape4, filterShape: Shape4, stride: number, padding: Padding): Sides4 {
  const alongAxis = (size: number, kernel: number): [number, number] => {
    if (padding === 'valid') return [0, 0];
    const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  };
  return [[0, 0], alongAxis(inputShape[1], filterShape[0]), alongAxis(inputShape[2], filterShape[1]), [0, 0]];
}

/** Puts stride - 1 zeros after every element along height and width. */
function spreadOut(dy: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (stride === 1) return dy;
  const [batch, height, width, channels] = dy.shape;
  const zeros = stride - 1;
  const wide = tf.concat(
    [tf.reshape(dy, [batch * height * width, channels]), tf.zeros([batch * height * width, channels * zeros])],
    1,
  );
  const rowLength = width * stride * channels;
  const tall = tf.concat(
    [tf.reshape(wide, [batch * height, rowLength]), tf.zeros([batch * height, rowLength * zeros])],
    1,
  );
  return tf.reshape(tall, [batch, height * stride, width * stride, channels]);
}

function squareStride(strides: number | [number, number]): number {
  const [vertical, horizontal] = typeof strides === 'number' ? [strides, strides] : strides;
  if (vertical !== horizontal) throw new Error(`one stride for both axes expected, got ${vertical} and ${horizontal}`);
  return vertical;
}
