import type { PortMethod } from '../../../shared/port-methods.ts';
import type { FixedWindow, OwnWindow, PortProfile } from './port-profile.ts';

/** What most ports do; what the paper does is in visual-backprop.ts. */
const common = {
  stages: 'each-relu',
  reduce: 'mean',
  normaliseMaps: null,
  normaliseProducts: false,
  sameSize: 'as-others',
  boxSums: false,
  timesInput: 'no',
  final: 'none',
} as const satisfies Partial<PortProfile>;

/** `own-window` between maps and down to the picture. */
const ownWindows = (settings: Omit<OwnWindow, 'kind'>): Pick<PortProfile, 'between' | 'toInput'> => {
  const upscaling: OwnWindow = { kind: 'own-window', ...settings };
  return { between: upscaling, toInput: upscaling };
};

/** torch.nn.ConvTranspose2d(kernel 3, stride 2, padding 1, output_padding 1). */
const torchDouble: FixedWindow = { kernel: 3, stride: 2, cutBefore: 1 };

/** The switches of each port that multiplies maps; what they come to in words: shared/port-methods.ts. */
export const portProfiles: Readonly<Record<Exclude<PortMethod, 'port-donkeycar-4'>, PortProfile>> = {
  'port-vis-lua': { ...common, reduce: 'sum', ...ownWindows({ rest: 'zeros-within-stride' }), final: 'min-max' },
  'port-deep-viz-keras': {
    ...common,
    stages: 'convolution-layers',
    normaliseMaps: { epsilon: 1e-6 },
    // Conv2DTranspose(3, strides=2, padding='same') cuts its odd row and column at the end.
    between: { kind: 'fixed-window', kernel: 3, stride: 2, cutBefore: 0 },
    sameSize: 'nothing',
    toInput: null,
  },
  'port-keras-copy': {
    ...common,
    stages: 'convolution-layers',
    ...ownWindows({ rest: 'zero-above-left', atLeastStride: true, then: 'own-activation' }),
    sameSize: 'nothing',
  },
  'port-donkeycar-3': {
    ...common,
    stages: 'convolution-layers',
    ...ownWindows({ rest: 'valid-to-size' }),
    final: 'min-max',
  },
  'port-ouster': { ...common, reduce: 'sum', ...ownWindows({ rest: 'output-padding' }), final: 'min-max' },
  'port-resnet': {
    ...common,
    stages: 'residual-blocks',
    between: { kind: 'fixed-window', ...torchDouble },
    sameSize: 'nothing',
    toInput: { kind: 'fixed-window', kernel: 7, stride: 2, cutBefore: 3 },
  },
  'port-vgg-deconv': {
    ...common,
    stages: 'before-later-max-pooling',
    between: { kind: 'fixed-window', ...torchDouble },
    toInput: { kind: 'fixed-window', ...torchDouble },
  },
  'port-vgg-nearest': {
    ...common,
    stages: 'before-max-pooling',
    between: { kind: 'double-nearest' },
    boxSums: true,
    toInput: null,
  },
  'port-vgg-bn': {
    ...common,
    reduce: 'sum',
    normaliseProducts: true,
    between: { kind: 'fixed-window', kernel: 4, stride: 2, cutBefore: 1 },
    sameSize: { kernel: 3, stride: 1, cutBefore: 1 },
    toInput: null,
  },
  'port-lenet': {
    ...common,
    stages: 'convolutions-and-pooling',
    normaliseMaps: { epsilon: 1e-6 },
    ...ownWindows({ rest: 'padding-as-output-padding' }),
    final: 'relu',
  },
  'port-mxnet': {
    ...common,
    stages: 'inputs-of-convolutions-and-pooling',
    normaliseMaps: { epsilon: 0 },
    ...ownWindows({ rest: 'cut-below-right' }),
    timesInput: 'as-others',
    final: 'min-max',
  },
  'port-chainer': {
    ...common,
    stages: 'inputs-of-convolutions-and-pooling',
    between: { kind: 'enlarged-kernel' },
    toInput: null,
    final: 'min-max',
  },
  'port-drone-causality': {
    ...common,
    stages: 'convolution-layers',
    normaliseMaps: { epsilon: 1e-6 },
    ...ownWindows({ rest: 'valid-to-size' }),
  },
  'port-cnn-model': { ...common, between: { kind: 'bilinear' }, toInput: null, final: 'min-max' },
  'port-convolution-head': {
    ...common,
    reduce: 'mean-of-shares',
    between: { kind: 'bilinear' },
    toInput: { kind: 'bilinear' },
    timesInput: 'standardised',
    final: 'min-max',
  },
  'port-interpolate': {
    ...common,
    between: { kind: 'nearest' },
    toInput: { kind: 'bilinear' },
    final: 'min-max',
  },
  'port-keras-second-graph': {
    ...common,
    stages: 'convolution-layers-activated',
    ...ownWindows({ rest: 'zero-below-right', atLeastStride: true, then: 'relu' }),
  },
  'port-carla-driver': { ...common, ...ownWindows({ rest: 'zero-above-left' }) },
};
