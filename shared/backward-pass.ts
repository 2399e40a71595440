/**
 * Passes through a network from its steering back to the picture, as plain data. What is explained is a weighted sum of
 * one output's numbers (`Seeds`): the steering, or for the likeliest of bins its probability.
 */

/** How relevance goes through a linear layer (LRP); the rules' formulas are where they are worked out, in main/models/backward/. */
export type RelevanceRule =
  | { readonly kind: 'epsilon'; readonly epsilon: number; readonly withBias: boolean }
  /** beta = alpha − 1; alpha 1 is z-plus. */
  | { readonly kind: 'alpha-beta'; readonly alpha: number }
  | { readonly kind: 'gamma'; readonly gamma: number }
  /** Numbers of the network's input lie between `low` and `high`, one each for every channel; both empty where that is not known. */
  | { readonly kind: 'z-box'; readonly low: readonly number[]; readonly high: readonly number[] }
  | { readonly kind: 'flat' }
  | { readonly kind: 'w-square' };

export type BackwardPass =
  /** Derivative of what is explained by each of the picture's numbers. */
  | { readonly kind: 'gradient' }
  /** As the gradient, but what is negative stops at every rectifier. */
  | { readonly kind: 'guided-gradient' }
  /** Channels of the last stage, each weighted by the mean over pixels of its gradient, and summed: with its sign. */
  | { readonly kind: 'grad-cam' }
  | {
      readonly kind: 'relevance';
      readonly from: 'steering' | 'last-stage';
      readonly firstConvolution: RelevanceRule;
      readonly convolutions: RelevanceRule;
      readonly dense: RelevanceRule;
      /**
       * What relevance is multiplied with where it starts, and still is where it arrives: rules that damp would take it below
       * what float32 holds. 1 when left out.
       */
      readonly startingScale?: number;
    };

/** What is explained: of each picture, Σ weight · number over the numbers of one output. */
export interface Seeds {
  /** Index into `ModelInfo.outputs`. */
  readonly output: number;
  /** `[picture, number of the output, flattened]`. */
  readonly weights: Float32Array;
}

/**
 * What a pass says of one picture: of the network's input size and channels, or of the last stage's size with one channel
 * for Grad-CAM.
 */
export interface BackwardAnswer {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** `[row, column, channel]`, in the unit of what is explained (by that of the input for gradients). */
  readonly values: Float32Array;
}
