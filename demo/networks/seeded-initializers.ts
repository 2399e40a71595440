import { initializers } from '@tensorflow/tfjs-layers';

type Initializer = ReturnType<typeof initializers.heNormal>;

/** Gives an initialiser for one kernel after the other, each of its own seed. */
export interface SeededInitializers {
  /** Normal after He et al. (arXiv 1502.01852), for a layer with ReLU. */
  hidden(): Initializer;
  /** A tenth as large: the untrained network answers about 0, and the first steps of training are not spent on that. */
  answer(): Initializer;
}

export function seededInitializers(seed: number): SeededInitializers {
  let nextSeed = seed;
  return {
    hidden: () => initializers.heNormal({ seed: nextSeed++ }),
    answer: () =>
      initializers.varianceScaling({ scale: 0.02, mode: 'fanIn', distribution: 'truncatedNormal', seed: nextSeed++ }),
  };
}
