import { initializers } from '@tensorflow/tfjs-layers';

/** Gives an initialiser for one kernel after the other, normal after He et al. (arXiv 1502.01852), each of its own seed. */
export function seededInitializers(seed: number): () => ReturnType<typeof initializers.heNormal> {
  let nextSeed = seed;
  return () => initializers.heNormal({ seed: nextSeed++ });
}
