/**
 * Geometry of the operations between two maps, one axis at a time, for VisualBackProp's up-scaling
 * (arXiv 1611.05418 section "VisualBackProp method"; formulas in the transposed-convolution form of torch/nn).
 */

/** One axis of a sliding window. Lengths in elements. */
export interface WindowAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Zero elements before the first input element (top or left); those after follow from the sizes. */
  readonly padBefore: number;
  readonly inputSize: number;
  readonly outputSize: number;
}

/**
 * A convolution or pooling: both slide a window over their input. A transposed convolution slides it over its output:
 * input element j reaches the output elements stride * j + dilation * t - padBefore for t in 0..kernel-1.
 */
export interface WindowStep {
  readonly kind: 'convolution' | 'pooling' | 'transposed-convolution';
  /** Layer or node that does it. */
  readonly layer: string;
  readonly vertical: WindowAxis;
  readonly horizontal: WindowAxis;
}

/** Cropping inside the network: rows and columns removed from each side. */
export interface CropStep {
  readonly kind: 'crop';
  readonly layer: string;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
}

/** Zero padding as a layer of its own. */
export interface PadStep {
  readonly kind: 'pad';
  readonly layer: string;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
}

/** Resizing inside the network (a Lambda, a Resizing layer). */
export interface ResizeStep {
  readonly kind: 'resize';
  readonly layer: string;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
}

export type GeometryStep = WindowStep | CropStep | PadStep | ResizeStep;

/**
 * The two readings of pooling that the paper's author leaves open: scaled up as a window of its own, or composed with
 * its neighbouring convolution into one.
 */
export type PoolingReading = 'separate' | 'composed';

/** One stage of VisualBackProp: a map taken after an activation, and how it came from the map below. */
export interface Stage {
  /** Name of the convolution, or of what joins the branches of a block, by which the ladder and the files call the stage. */
  readonly layer: string;
  /** Name of the layer or tensor whose output is averaged: the activation after the convolution. */
  readonly tap: string;
  /** `relu`, `elu`, `linear` ...: anything but relu lies outside the paper and is noted. */
  readonly activation: string;
  /** Size of the averaged map. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** From the stage below (the network's input for the first) to this map, in forward order. */
  readonly steps: readonly GeometryStep[];
  /** The layer or node whose output `tap` is; left out where it is called so too. */
  readonly tapLayer?: string | undefined;
  /**
   * What an element sees of the map below over all branches, a block of branches as one window; null where a branch cannot
   * be followed, so that it may see more. Left out where it is what `steps` see.
   */
  readonly sees?: readonly GeometryStep[] | null | undefined;
}
