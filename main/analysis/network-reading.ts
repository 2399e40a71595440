import type { Stage } from '../../shared/geometry.ts';
import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import type { SteeringReader } from './steering-reader.ts';

/** How the answers of a network are read. */
export interface NetworkReading {
  readonly steering: SteeringReader;
  /** The network's stages, with pooling as the user reads it. */
  readonly stages: readonly Stage[];
  /** What makes the masks, unless said otherwise. */
  readonly method: SaliencyMethod;
}
