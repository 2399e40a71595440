import type { EngineInfo } from './analysis.ts';
import type { SaliencyMethod } from './saliency-methods.ts';

/** What one method's masks cost on one engine; milliseconds a picture. */
export interface MethodTiming {
  readonly method: SaliencyMethod;
  /** Median, and what one in twenty exceeds; the mask alone, beside the prediction. Null where it was not measured. */
  readonly maskMs: number | null;
  readonly maskP95Ms: number | null;
  /**
   * What the mask adds to a prediction at least: without the forward pass that a pass back through the network begins with,
   * and for VisualBackProp, and what is made of it, with the averages over channels that the forward pass gives it. Null where
   * it was not measured.
   */
  readonly addedMs: number | null;
  /** Why it was not measured; null when it was. */
  readonly reason: string | null;
}

/** What the methods cost on one engine, measured in turns, so that a slow moment of the machine falls on all. */
export interface EngineTiming {
  readonly engine: EngineInfo;
  /** Median of a forward pass of one picture that gives the network's outputs alone; milliseconds. */
  readonly forwardMs: number;
  /** The same, with the averaged maps that VisualBackProp needs. */
  readonly forwardWithMapsMs: number;
  readonly methods: readonly MethodTiming[];
}

/** What the methods cost for one network. */
export interface NetworkTiming {
  readonly path: string;
  readonly parameterCount: number;
  /** Of VisualBackProp. */
  readonly stageCount: number;
  /** Threads of one call of onnxruntime. */
  readonly threads: number;
  readonly engines: readonly EngineTiming[];
  /** Engines that do not run the network, each with the reason, as a sentence. */
  readonly without: readonly { readonly engine: string; readonly reason: string }[];
}
