import type { layers } from '@tensorflow/tfjs-layers';

const activationLayers: Readonly<Record<string, string>> = {
  ReLU: 'relu',
  LeakyReLU: 'leaky-relu',
  ELU: 'elu',
  PReLU: 'prelu',
  ScaledElu: 'elu',
  ShapedRelu: 'shaped-relu',
  ThresholdedReLU: 'thresholded-relu',
  Softmax: 'softmax',
};

/** Keras's words for what others call differently. */
const synonyms: Readonly<Record<string, string>> = { swish: 'silu', 'gelu-new': 'gelu' };

/** The activation that ends `layer`; null for a layer that has none, as pooling, or a linear one. */
export function layerActivation(layer: layers.Layer): string | null {
  const { activation, maxValue } = layer.getConfig();
  if (activation === 'linear') return null;
  // hardSigmoid, gelu_new
  if (typeof activation === 'string') {
    const name = activation.replace(/[A-Z]/g, '-$&').replaceAll('_', '-').toLowerCase();
    return synonyms[name] ?? name;
  }
  if (typeof maxValue === 'number') return maxValue === 6 ? 'relu6' : 'capped-relu';
  return activationLayers[layer.getClassName()] ?? null;
}
