import { portMethods, type PortFacts, type PortMethod } from './port-methods.ts';

/** The methods by kin, in the order in which they are offered. */
export const methodGroups = ['VisualBackProp', 'Relevance', 'Gradients', 'Perturbation', 'Public ports'] as const;
export type MethodGroup = (typeof methodGroups)[number];

/** What is to be known of a way to make masks, before and while it is used. */
export interface MethodFacts {
  readonly name: string;
  readonly group: MethodGroup;
  /**
   * What its map is about: the number that the network steers by, or what made the last convolution respond, whatever the
   * network then steers.
   */
  readonly explains: 'steering' | 'last-convolution';
  /** `SaliencyMask.signed` of its masks. Where it explains the steering, above 0 pushes the number up and below 0 down. */
  readonly signed: boolean;
  /**
   * Single pixels tower above all others, so that a mask drawn up to its largest is faint: it is drawn up to its 99th
   * percentile instead, unless told otherwise.
   */
  readonly isScattered: boolean;
  /** Many passes of the network a frame: neither worked out before a frame is looked at, nor while playing. */
  readonly isSlow: boolean;
  /** One sentence: what a high value says of a pixel, and what it does not say. */
  readonly meaning: string;
  /** Author, number of the paper, equation or section. */
  readonly source: string;
}

const portFacts = Object.fromEntries(
  Object.entries<PortFacts>(portMethods).map(([id, { name, repository, differs, explains = 'last-convolution' }]) => {
    const source = /^[\w-]+\//.test(repository) ? `github.com: ${repository}` : repository;
    return [
      id,
      {
        name,
        group: 'Public ports',
        explains,
        signed: false,
        isScattered: false,
        isSlow: false,
        meaning: differs,
        source,
      },
    ];
  }),
) as Record<PortMethod, MethodFacts>;

/** By id, the paper's first: it is the default. How each is made: main/saliency/mask-methods.ts. */
const table = {
  'visual-backprop': {
    name: 'VisualBackProp',
    group: 'VisualBackProp',
    explains: 'last-convolution',
    signed: false,
    isScattered: false,
    isSlow: false,
    meaning:
      'Averages the channels of each convolution and multiplies them from the deepest down to the picture: high where pixels made the last convolution respond, which says what the network looks at, not how it decides.',
    source: 'Bojarski et al., arXiv 1611.05418, section III; 1704.07911',
  },
  'visual-backprop-even': {
    name: 'VisualBackProp, evened out',
    group: 'VisualBackProp',
    explains: 'last-convolution',
    signed: false,
    isScattered: false,
    isSlow: false,
    meaning:
      'Not the paper: VisualBackProp with each deconvolution divided by how many windows reach a place, so that the checkerboard of the paper’s own masks is gone; high where pixels made the last convolution respond.',
    source: 'After Bojarski et al., arXiv 1611.05418, section III',
  },
  'visual-backprop-times-input': {
    name: 'VisualBackProp × picture',
    group: 'VisualBackProp',
    explains: 'last-convolution',
    signed: true,
    isScattered: true,
    isSlow: false,
    meaning:
      'Not the algorithm of the paper but the factor of its theorem: VisualBackProp times the picture as the network is given it, so that what it is given as 0 is 0 here, however much it counts, and what it is given below 0 is negative.',
    source: 'Bojarski et al., arXiv 1611.05418, Theorem 1',
  },
  phi: {
    name: 'Exact contribution (phi)',
    group: 'VisualBackProp',
    explains: 'last-convolution',
    signed: true,
    isScattered: true,
    isSlow: false,
    meaning:
      "What each pixel contributes to the last convolution's activations by the weights between, negative weights and all: what VisualBackProp approximates, but single pixels can outweigh all others where contributions nearly cancel.",
    source: 'Bojarski et al., arXiv 1611.05418, Lemma 1',
  },
  'lrp-paper': {
    name: 'LRP, epsilon 100',
    group: 'Relevance',
    explains: 'steering',
    signed: true,
    isScattered: true,
    isSlow: false,
    meaning:
      'As VisualBackProp’s authors ran LRP to compare with: epsilon 100 damps all that is small, so that the shape of the map says which pixels push the steering up or down, but not by how much.',
    source: 'Samek et al., arXiv 1509.06321, equation 6 with epsilon 100',
  },
  'lrp-epsilon': {
    name: 'LRP, epsilon',
    group: 'Relevance',
    explains: 'steering',
    signed: true,
    isScattered: true,
    isSlow: false,
    meaning:
      'Splits the steering among the pixels in proportion to what each contributed, layer by layer: above 0 pushed it up, below 0 down; fine-grained and noisy, since contributions that cancel are amplified.',
    source: 'Bach et al. 2015, PLoS ONE 10(7) e0130140, equation 58',
  },
  'lrp-alpha-beta': {
    name: 'LRP, alpha 2 beta 1',
    group: 'Relevance',
    explains: 'steering',
    signed: true,
    isScattered: true,
    isSlow: false,
    meaning:
      'Splits the steering among the pixels; in convolutions what spoke for an answer counts twice and what spoke against it once: shows both sides, but how strong they are is set by the rule.',
    source: 'Bach et al. 2015, PLoS ONE 10(7) e0130140, equation 60; Samek et al., arXiv 1509.06321, equation 7',
  },
  'lrp-z-plus': {
    name: 'LRP, z-plus',
    group: 'Relevance',
    explains: 'steering',
    signed: true,
    isScattered: true,
    isSlow: false,
    meaning:
      'Splits the steering among the pixels, in convolutions only among those that spoke for what each answered: smooth and steady, above 0 where a region as a whole pushed the steering up, while what held a filter back is left out.',
    source: 'Bach et al. 2015, PLoS ONE 10(7) e0130140, equation 60 with alpha 1',
  },
  'lrp-gamma': {
    name: 'LRP, gamma',
    group: 'Relevance',
    explains: 'steering',
    signed: true,
    isScattered: true,
    isSlow: false,
    meaning:
      'As LRP epsilon, but in convolutions what spoke for each answer is favoured by a quarter: above 0 pushed the steering up, below 0 down, with less noise and less of what held a filter back.',
    source: 'Montavon et al. 2019, Layer-Wise Relevance Propagation: An Overview, section 10.2.1',
  },
  'lrp-composite': {
    name: 'LRP, composite',
    group: 'Relevance',
    explains: 'steering',
    signed: true,
    isScattered: true,
    isSlow: false,
    meaning:
      'LRP with the rule that suits each part of the network, epsilon on dense layers, z-plus on convolutions, z-box on the first: above 0 where pixels pushed the steering up, below 0 down, which does not say what the network would do without them.',
    source: 'After Montavon et al. 2019, Layer-Wise Relevance Propagation: An Overview, section 10.3',
  },
  gradient: {
    name: 'Gradient',
    group: 'Gradients',
    explains: 'steering',
    signed: false,
    isScattered: true,
    isSlow: false,
    meaning:
      'The slope of the steering by each pixel, the largest of its colours: high where a small change would move the steering, to either side, which is not what the pixel adds to it, and noisy.',
    source: 'Simonyan et al., arXiv 1312.6034, section 3.1',
  },
  'gradient-times-input': {
    name: 'Gradient × input',
    group: 'Gradients',
    explains: 'steering',
    signed: true,
    isScattered: true,
    isSlow: false,
    meaning:
      'The slope of the steering by each pixel times what the network is given for it: what the pixel adds, if the network were linear; a pixel that is given as 0 counts nothing.',
    source: 'Shrikumar et al., arXiv 1605.01713, section 2',
  },
  smoothgrad: {
    name: 'SmoothGrad',
    group: 'Gradients',
    explains: 'steering',
    signed: false,
    isScattered: true,
    isSlow: true,
    meaning:
      'The gradient, averaged over 50 copies of the picture with noise of a fifth of its range on them: as the gradient, less noisy, of pictures that the network never saw.',
    source: 'Smilkov et al., arXiv 1706.03825, section 3',
  },
  'integrated-gradients': {
    name: 'Integrated gradients',
    group: 'Gradients',
    explains: 'steering',
    signed: true,
    isScattered: true,
    isSlow: true,
    meaning:
      'Gradients added up on the way from a black picture, in 50 steps: how much of the steering beyond that of a black picture each pixel accounts for; what is black already counts nothing.',
    source: 'Sundararajan et al., arXiv 1703.01365, equations 1 and 3',
  },
  'guided-backprop': {
    name: 'Guided backprop',
    group: 'Gradients',
    explains: 'steering',
    signed: false,
    isScattered: true,
    isSlow: false,
    meaning:
      'The gradient without what is negative at any rectifier on the way back: sharp edges of what drives the steering up, which change little when the network unlearns what it knows.',
    source: 'Springenberg et al., arXiv 1412.6806, section 3.4; Adebayo et al., arXiv 1810.03292',
  },
  'grad-cam': {
    name: 'Grad-CAM',
    group: 'Gradients',
    explains: 'steering',
    signed: false,
    isScattered: false,
    isSlow: false,
    meaning:
      'The maps of the last convolution, weighted by the slope of the steering by each: high where they push the steering number up; what pushes it down is cut off, and the map is as coarse as that convolution.',
    source: 'Selvaraju et al., arXiv 1610.02391, equations 1 and 2',
  },
  occlusion: {
    name: 'Occlusion',
    group: 'Perturbation',
    explains: 'steering',
    signed: false,
    isScattered: false,
    isSlow: true,
    meaning:
      'Covers one square of the picture after the other with its mean colour: high where that moves the steering far to either side, which depends on the size of the squares, and a covered picture is one that the network never saw in training.',
    source: 'After Zeiler & Fergus, arXiv 1311.2901, section 4.2',
  },
  ...portFacts,
} as const satisfies Readonly<Record<string, MethodFacts>>;

export type SaliencyMethod = keyof typeof table;
export const methodFacts: Readonly<Record<SaliencyMethod, MethodFacts>> = table;
export const saliencyMethods = Object.keys(table) as readonly SaliencyMethod[];

/** Timed and compared unless told otherwise: what costs little, but for the ports, which are VisualBackProp once more. */
export const usualMethods = saliencyMethods.filter(
  (method) => !methodFacts[method].isSlow && methodFacts[method].group !== 'Public ports',
);
