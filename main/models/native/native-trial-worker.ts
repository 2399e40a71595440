import * as tf from '@tensorflow/tfjs-core';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { loadNativeTensorflow, nativeBackendName, type NativeTensorflow } from './native-tensorflow.ts';

/* Loads native TensorFlow in a process of its own, which it may bring down, convolves, and tells how that went. */

export type TrialAnswer = { readonly native: NativeTensorflow | null } | { readonly failure: string };

const answer = await attempt();
process.send?.(answer);
process.disconnect();

async function attempt(): Promise<TrialAnswer> {
  try {
    const native = await loadNativeTensorflow();
    if (native !== null) await convolve();
    return { native };
  } catch (thrown) {
    return { failure: SteerscopeError.from(thrown).message };
  }
}

/** 1 to 4 in a square, convolved with ones: 10. */
async function convolve(): Promise<void> {
  await tf.setBackend(nativeBackendName);
  const picture = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
  const [sum] = await tf.conv2d(picture, tf.ones([2, 2, 1, 1]), 1, 'valid').data();
  if (sum !== 10) throw new Error(`it convolves 1, 2, 3, 4 with ones to ${sum}`);
}
