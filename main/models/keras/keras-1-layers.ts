import { isRecord } from '../is-record.ts';

/** A layer's class and settings. */
export interface ClassAndConfig {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Names of settings that Keras 2 changed, in every layer that has them. */
const renamedSettings: Readonly<Record<string, string>> = {
  nb_filter: 'filters',
  subsample: 'strides',
  border_mode: 'padding',
  bias: 'use_bias',
  output_dim: 'units',
  atrous_rate: 'dilation_rate',
  p: 'rate',
};

const renamedClasses: Readonly<Record<string, string>> = {
  Convolution2D: 'Conv2D',
  AtrousConvolution2D: 'Conv2D',
  SeparableConvolution2D: 'SeparableConv2D',
  Deconvolution2D: 'Conv2DTranspose',
};

const classOfMergeMode: Readonly<Record<string, string>> = {
  sum: 'Add',
  mul: 'Multiply',
  ave: 'Average',
  max: 'Maximum',
  concat: 'Concatenate',
};

const dataFormats: Readonly<Record<string, string>> = { tf: 'channels_last', th: 'channels_first' };

/**
 * A layer in the words of Keras 2, as Keras of version `kerasVersion` wrote it; one that is written so already comes
 * back as it is.
 */
export function inKeras2Words(
  className: string,
  config: Readonly<Record<string, unknown>>,
  kerasVersion: string | null,
): ClassAndConfig {
  const [major = 0, minor = 0] = (kerasVersion ?? '').split('.').map((part) => Number.parseInt(part, 10));
  const settings: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) settings[renamedSettings[key] ?? key] = value;
  if ('nb_row' in config) settings['kernel_size'] = [config['nb_row'], config['nb_col']];
  if (typeof config['dim_ordering'] === 'string')
    settings['data_format'] = dataFormats[config['dim_ordering']] ?? config['dim_ordering'];
  // Keras 3 gave this name to another function, relu6(x + 3) / 6.
  if (major >= 3 && settings['activation'] === 'hard_sigmoid') settings['activation'] = 'hard_sigmoid of Keras 3';
  // Before, it was the resize of TensorFlow 1, without half-pixel centres.
  const isOfTensorflow2 = minor > 2 || (minor === 2 && kerasVersion?.endsWith('-tf') === true);
  if (className === 'UpSampling2D' && major === 2 && !isOfTensorflow2) settings['sampling'] = 'legacy';
  if (className === 'ZeroPadding2D') settings['padding'] = paddingOfFourSides(config['padding']);
  if (className === 'Merge') {
    const merged = classOfMergeMode[String(config['mode'])];
    return merged ? { className: merged, config: { ...settings, axis: config['concat_axis'] } } : { className, config };
  }
  return { className: renamedClasses[className] ?? className, config: settings };
}

/** Keras 1 also took `[top, bottom, left, right]` and a dict. */
function paddingOfFourSides(padding: unknown): unknown {
  if (Array.isArray(padding) && padding.length === 4) return [padding.slice(0, 2), padding.slice(2)];
  if (!isRecord(padding)) return padding;
  const side = (name: string): unknown => padding[`${name}_pad`] ?? 0;
  return [
    [side('top'), side('bottom')],
    [side('left'), side('right')],
  ];
}
