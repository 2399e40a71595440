/**
 * Numbers about one frame's final mask that a run over the whole drive tells beside the prediction. Places are shares of
 * the network's view, 0..1 from its left and top edge; all are NaN where there is no mask, or nothing in it. Of a signed mask
 * the magnitudes count, whatever their signs.
 */
export const frameFigures = [
  /** Mean of the mask, 0..1: how much of the view is salient. */
  'mask-mass',
  /** Shannon entropy of the mask as a distribution over its pixels, divided by that of an even one: 0..1. */
  'mask-entropy',
  /** The mask's centre of mass. */
  'mask-centroid-x',
  'mask-centroid-y',
  /** Half the sum of absolute differences to the frame before, both as distributions: 0 the same .. 1 disjoint. */
  'mask-change',
  /** `SaliencyMask.max`: what 1 stands for in the mask. */
  'mask-max',
] as const;
export type FrameFigure = (typeof frameFigures)[number];

/** Some consecutive frames' figures; null stands for NaN. */
export type FigureValues = Readonly<Partial<Record<FrameFigure, readonly (number | null)[]>>>;
