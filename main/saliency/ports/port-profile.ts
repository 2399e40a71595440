/**
 * The ways in which public ports of VisualBackProp differ from the paper and from each other, as switches. What each port
 * sets: port-profiles.ts. Not among them: batch norm by the statistics of a batch, since a frame here has none beside it.
 */

/** Which maps a port multiplies. */
export type PortStages =
  /** Behind the ReLU of each convolution. */
  | 'each-relu'
  /** What each convolution's layer gives: behind its activation where that is part of the layer, before it elsewhere. */
  | 'convolution-layers'
  /** Behind the activation that follows a convolution's layer at once; else as `convolution-layers`. */
  | 'convolution-layers-activated'
  /** What each max pooling takes. */
  | 'before-max-pooling'
  /** The same without the shallowest, unless it is the only one. */
  | 'before-later-max-pooling'
  /** What each convolution and each pooling gives, before any activation. */
  | 'convolutions-and-pooling'
  /** What each convolution and each pooling takes, and the last activation. */
  | 'inputs-of-convolutions-and-pooling'
  /** Behind the ReLU of the first convolution, and behind the one after each addition. */
  | 'residual-blocks';

/** Channels to one map; `mean-of-shares` divides each channel by its largest value + 1e-4 first. */
export type PortReduction = 'mean' | 'sum' | 'mean-of-shares';

/**
 * What becomes of the difference between what a ones-deconvolution with the window's own kernel and stride makes, and the
 * map below. A difference that a port does not foresee is an error there, and here.
 */
export type OwnWindowRest =
  /** Without padding; zeros below and right, fewer than the stride (nn.SpatialFullConvolution). */
  | 'zeros-within-stride'
  /** Without padding, to the size below, of which a VALID convolution would give the map (tf.nn.conv2d_transpose). */
  | 'valid-to-size'
  /** The window's padding, and (size below + 2 padding − kernel) mod stride more below and right (nn.ConvTranspose2d). */
  | 'output-padding'
  /** As many more below and right as the window has padding, which is not cut (conv_transpose2d). */
  | 'padding-as-output-padding'
  /** Without padding; where it is one short, a zero row or column above or left. */
  | 'zero-above-left'
  /** Without padding; where the height is one short, zeros below and right, and where it is too large, cut above and left. */
  | 'zero-below-right'
  /** A convolution's padding, none of a pooling's, stride − 1 more, and cut below and right to the size below (MXNet). */
  | 'cut-below-right';

/** A window that always makes `stride` times the size. */
export interface FixedWindow {
  readonly kernel: number;
  readonly stride: number;
  /** Rows and columns of the full deconvolution that are cut off above and left. */
  readonly cutBefore: number;
}

/** A ones-deconvolution with the kernel and stride of the window that made the map. */
export interface OwnWindow {
  readonly kind: 'own-window';
  readonly rest: OwnWindowRest;
  /** Keras makes `stride` elements of each at least, also where the kernel is smaller. @default false */
  readonly atLeastStride?: boolean;
  /** What comes behind it: a ReLU, or the activation of the layer whose window it is. @default nothing */
  readonly then?: 'relu' | 'own-activation';
}

export type PortUpscaling =
  | OwnWindow
  | ({ readonly kind: 'fixed-window' } & FixedWindow)
  /** Without zeros: the kernel is as large as it takes to reach the size below. */
  | { readonly kind: 'enlarged-kernel' }
  | { readonly kind: 'double-nearest' }
  | { readonly kind: 'nearest' }
  /** Between the middles of elements, as cv2's INTER_LINEAR and torch's `align_corners=False`. */
  | { readonly kind: 'bilinear' };

export interface PortProfile {
  readonly stages: PortStages;
  readonly reduce: PortReduction;
  /** Each map is brought to (value − min) / (max − min + epsilon) before it is used; null: not at all. */
  readonly normaliseMaps: { readonly epsilon: number } | null;
  /** Whether each product is brought to 0..1, without an epsilon. */
  readonly normaliseProducts: boolean;
  readonly between: PortUpscaling;
  /** Between maps of one size: as between others, nothing, or a window of its own. */
  readonly sameSize: 'as-others' | 'nothing' | FixedWindow;
  /** Whether the deepest map and each product is summed over 3 × 3. */
  readonly boxSums: boolean;
  /** How the last product comes to the picture's size; null: the mask stays in its own. */
  readonly toInput: PortUpscaling | null;
  /** The picture is one more map: averaged as the others, or brought to mean 0 and deviation 1 before. */
  readonly timesInput: 'no' | 'as-others' | 'standardised';
  readonly final: 'min-max' | 'relu' | 'none';
}
