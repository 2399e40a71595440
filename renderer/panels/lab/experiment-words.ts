import type { ExperimentKind, shiftFills } from '../../../shared/lab.ts';

export interface ExperimentWords {
  readonly name: string;
  /** What it asks, and what a mask that shows what the network steers by gives. */
  readonly asks: string;
  readonly source: string;
}

export const experimentWords: Readonly<Record<ExperimentKind, ExperimentWords>> = {
  shift: {
    name: 'Shift test',
    asks: 'Moves the salient pixels sideways, then all others, then the whole picture. Where the mask shows what the network steers by, moving the salient pixels changes the steering in a line, nearly as much as moving everything; moving the rest, or the same shape elsewhere, changes it little.',
    source: 'Bojarski et al., arXiv 1704.07911, “Analysis”; 1611.05418, section V',
  },
  deletion: {
    name: 'Deletion and insertion',
    asks: 'Takes pixels away, the most salient first, and in a second go gives them back. A good mask changes the steering sooner than a random order or one from the centre outwards does, and brings it back sooner.',
    source: 'RISE, Petsiuk et al., arXiv 1806.07421, section 4.3',
  },
  perturbation: {
    name: 'Region perturbation',
    asks: 'Turns squares to noise, the most salient first. The area over the curve (AOPC) is the mean change of steering: the larger beside that of a random order, the better.',
    source: 'Samek et al., arXiv 1509.06321, section III',
  },
  compare: {
    name: 'Methods compared',
    asks: 'How alike the masks of several methods are, over the frames. VisualBackProp beside the exact contribution is the check of the paper’s theory: high where the weights between matter little.',
    source: 'Bojarski et al., arXiv 1611.05418, section IV',
  },
  jumps: {
    name: 'Focus jumps',
    asks: 'Finds frames at which the mask’s centre jumps while the steering stays: the network goes from one cue to another, as when a lane marking ends.',
    source: 'Bojarski et al., arXiv 1611.05418, figure 11',
  },
};

export const fillWords: Readonly<Record<(typeof shiftFills)[number], string>> = {
  keep: 'what was there',
  edge: 'the nearest background',
  interpolate: 'a line between backgrounds',
  mean: 'the mean colour',
};
