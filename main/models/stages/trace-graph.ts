import type { GeometryStep } from '../../../shared/geometry.ts';

/**
 * What one input of a node goes through: a step, null where every element keeps its place, `unknown` where rows and
 * columns cannot be followed, `end` where there are none afterwards (flattening, pooling over the whole map) or the
 * input is a factor or summand that is stretched over the map.
 */
export type Passage = GeometryStep | null | 'unknown' | 'end';

/** How a node joins what comes in. */
export type Join = 'sum' | 'product' | 'maximum' | 'concatenation';

export interface TraceInput {
  /** Place of the node that gives it, before this one. */
  readonly from: number;
  readonly passage: Passage;
}

/** A layer or operator of any format, as far as VisualBackProp needs to know it. */
export interface TraceNode {
  /** For people, `Stage.layer`. */
  readonly name: string;
  /** For the engines, `Stage.tap`. */
  readonly tap: string;
  /** What other nodes give it; constants are none of them. */
  readonly inputs: readonly TraceInput[];
  /** Slides weights over a map. */
  readonly isConvolution: boolean;
  /** A convolution of each channel on its own. */
  readonly isDepthwise: boolean;
  /** `relu` ...; null for none. */
  readonly activation: string | null;
  /** Changes values without being an activation: normalisation, bias. A convolution's map is taken behind it. */
  readonly adjusts: boolean;
  /** Gives what it takes, at most with its axes in another order. */
  readonly handsOn: boolean;
  /** Null for a node of one input. */
  readonly join: Join | null;
  /** Of its output; zeros where that is no map. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A network as a graph without cycles: each node after those it takes from. */
export interface TraceGraph {
  readonly nodes: readonly TraceNode[];
  /** Place of the picture; its node has no inputs. */
  readonly picture: number;
  /** Places of the nodes that give the outputs, in the network's order. */
  readonly outputs: readonly number[];
}
