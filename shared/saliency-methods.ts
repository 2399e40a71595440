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
  /** Many passes of the network a frame: neither worked out before a frame is looked at, nor while playing. */
  readonly isSlow: boolean;
  /** One sentence: what a high value says of a pixel, and what it does not say. */
  readonly meaning: string;
  /** Author, number of the paper, equation or section. */
  readonly source: string;
}

/** By id, the paper's first: it is the default. How each is made: main/saliency/mask-methods.ts. */
const table = {
  'visual-backprop': {
    name: 'VisualBackProp',
    group: 'VisualBackProp',
    explains: 'last-convolution',
    signed: false,
    isSlow: false,
    meaning:
      'Averages the channels of each convolution and multiplies them from the deepest down to the picture: high where pixels made the last convolution respond, which says what the network looks at, not how it decides.',
    source: 'Bojarski et al., arXiv 1611.05418, section III; 1704.07911',
  },
  occlusion: {
    name: 'Occlusion',
    group: 'Perturbation',
    explains: 'steering',
    signed: false,
    isSlow: true,
    meaning:
      'Covers one square of the picture after the other with its mean colour: high where that moves the steering far to either side, which depends on the size of the squares, and a covered picture is one that the network never saw in training.',
    source: 'After Zeiler & Fergus, arXiv 1311.2901, section 4.2',
  },
} as const satisfies Readonly<Record<string, MethodFacts>>;

export type SaliencyMethod = keyof typeof table;
export const methodFacts: Readonly<Record<SaliencyMethod, MethodFacts>> = table;
export const saliencyMethods = Object.keys(table) as readonly SaliencyMethod[];
