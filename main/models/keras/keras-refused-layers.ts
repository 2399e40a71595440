import type { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { LayerSettings, type KerasLayer } from './keras-layer-config.ts';

/** Layers that look at several moments, along one axis, or along three. */
const sequenceLayers =
  /^(TimeDistributed\w*|Bidirectional|\w*(LSTM|GRU|RNN)\w*|Embedding|\w*Attention\w*|Masking|\w*(Conv|Convolution|Cropping|UpSampling|ZeroPadding|Pooling)(1|3)D(Transpose)?)$/;

/** Why a network with this layer is not opened, whatever its settings; null for all others. */
export function refusalOf(layer: KerasLayer): SteerscopeError | null {
  const settings = new LayerSettings(layer);
  if (/^Quantize(Layer|WrapperV2|Wrapper)$/.test(layer.writtenAs))
    return settings.unsupported(
      'belongs to quantisation-aware training, which rounds values inside the network',
      'Save the float network that was handed to quantize_model(), or export this one to ONNX.',
    );
  if (sequenceLayers.test(layer.className))
    return settings.unsupported(
      'works on a sequence or along other axes than rows and columns; Steerscope shows networks that steer from a single picture',
      'Open a network that takes one picture.',
    );
  const isOfAnotherModule = layer.module !== '' && !/^((tf_)?keras|tensorflow)(\.|$)/.test(layer.module);
  return isOfAnotherModule || layer.writtenAs.includes('>') ? customLayer(layer) : null;
}

/** A class that is none of Keras's. */
export function customLayer(layer: KerasLayer): SteerscopeError {
  return new LayerSettings(layer).unsupported(
    'is of a kind that Steerscope does not know, perhaps one that the training script defines',
    'Replace it by layers of Keras, or export the network to ONNX.',
  );
}
