/** A public program that draws masks after VisualBackProp, or as its place. */
export interface PortFacts {
  readonly name: string;
  /** Owner and name at github.com; in words where a copy's origin is not known. */
  readonly repository: string;
  /** How its masks differ from the paper's, as one sentence. */
  readonly differs: string;
  /** As `MethodFacts.explains`. @default 'last-convolution' */
  readonly explains?: 'steering';
}

/**
 * Ports by id: the original program first. Reproduced from what they do, for a user who has masks of theirs to compare;
 * main/saliency/ports/ has their arithmetic. All run here with batch norm as trained and on one frame at a time.
 */
export const portMethods = {
  'port-vis-lua': {
    name: "The authors' vis.lua",
    repository: 'mbojarski/VisualBackProp',
    differs:
      'Sums channels, and knows neither padding nor pooling nor oblong kernels; otherwise the paper, here without the statistics of each batch of pictures that the original normalises by.',
  },
  'port-donkeycar-3': {
    name: 'Donkeycar 3.0',
    repository: 'autorope/donkeycar, ermolenkodev/keras-salient-object-visualisation',
    differs:
      "The paper on convolutions without padding, and nothing else; the original is wired to Donkeycar's own five layers and fed with 0..255.",
  },
  'port-donkeycar-4': {
    name: 'Donkeycar 4.3.6+',
    repository: 'autorope/donkeycar',
    differs:
      'Not VisualBackProp: the gradient of each output, or of its likeliest bin, by the picture, squared, summed over the outputs, its root summed over the channels.',
    explains: 'steering',
  },
  'port-keras-second-graph': {
    name: 'VisualBackPropKeras',
    repository: 'alanswx/VisualBackPropKeras',
    differs:
      'Reads an ELU with its negative values, knows no padding, cuts what is below 0 off after each deconvolution, and puts the missing row below or cuts from above.',
  },
  'port-keras-copy': {
    name: 'Keras copy, own windows',
    repository: 'a Keras copy of unknown origin',
    differs:
      "Only multiplies maps of one size, sends each deconvolution through its layer's activation, and puts the missing row above, so that the mask is shifted.",
  },
  'port-deep-viz-keras': {
    name: 'deep-viz-keras',
    repository: 'experiencor/deep-viz-keras',
    differs:
      'Reads what convolution layers give, before an activation that is a layer of its own, brings each map to 0..1, doubles sizes whatever the windows were, and stops at the size of the first map.',
  },
  'port-drone-causality': {
    name: 'drone_causality',
    repository: 'makramchahine/drone_causality',
    differs: 'Brings each averaged map to 0..1, and knows no padding.',
  },
  'port-cnn-model': {
    name: 'CnnModel',
    repository: "a copy in the style of the liquid networks' authors",
    differs: 'Stretches bilinearly instead of deconvolving, and stops at the size of the first map.',
  },
  'port-convolution-head': {
    name: 'ConvolutionHead',
    repository: "a copy in the style of the liquid networks' authors, xcaizewu/NCPs-torch",
    differs:
      'Divides each channel by its largest value, stretches bilinearly instead of deconvolving, and multiplies by the standardised picture.',
  },
  'port-interpolate': {
    name: 'Torch copy, interpolated',
    repository: 'PyTorch copies of unknown origin',
    differs: 'Repeats elements instead of deconvolving, and stretches the last mask bilinearly.',
  },
  'port-ouster': {
    name: 'ouster-e2e',
    repository: 'javangent/ouster-e2e, UT-ADL/e2e-rally-estonia',
    differs:
      "Sums channels and heeds padding; the last deconvolution goes by the first map's size instead of the picture's, so that the mask may be a row or column short or long.",
  },
  'port-carla-driver': {
    name: 'carla-driver',
    repository: 'peterkim95/carla-driver',
    differs: 'Knows no padding, and puts the missing row and column above and left, so that the mask is shifted.',
  },
  'port-vgg-deconv': {
    name: 'VGG19 by deconvolution',
    repository: 'eugene123tw/VisualBackProp',
    differs:
      'Reads only what each max pooling takes, doubles the size each time, and draws the mask before the shallowest map comes in.',
  },
  'port-vgg-nearest': {
    name: 'VGG19 by repeating',
    repository: 'eugenelet/VisualBackProp-PyTorch',
    differs:
      'Reads only what each max pooling takes, repeats elements, and sums over 3 × 3 after each product; the original has random weights.',
  },
  'port-vgg-bn': {
    name: 'VGG16 with batch norm',
    repository: 'devansh20la/VisualBackprop',
    differs:
      'Sums channels, brings each product to 0..1, passes pooling by a 4 × 4 window of stride 2, and stops at the size of the first map.',
  },
  'port-resnet': {
    name: 'ResNet-50 by blocks',
    repository: 'jenkspt/nvidia-visual-back-propagation',
    differs:
      'Residual blocks, which the paper does not have: one map behind each addition, only multiplied where sizes are the same, doubled where not.',
  },
  'port-lenet': {
    name: 'LeNet by modules',
    repository: 'AlexeyZhuravlev/visual-backprop',
    differs:
      'Reads convolutions before their ReLU and pooling as maps of their own, brings each to 0..1, and takes padding for output padding.',
  },
  'port-mxnet': {
    name: 'visual-backprop-mxnet',
    repository: 'Bartzi/visual-backprop-mxnet',
    differs:
      'Reads what each convolution and pooling takes, brings each map to 0..1, adds one less than the stride and cuts, and multiplies by the picture.',
  },
  'port-chainer': {
    name: 'SEE (Chainer)',
    repository: 'Bartzi/see',
    differs:
      'Reads what each convolution and pooling takes, makes kernels larger where a row would be missing, and stops at the size of the first map.',
  },
} as const satisfies Readonly<Record<string, PortFacts>>;

export type PortMethod = keyof typeof portMethods;
