import type { GeometryStep } from './geometry.ts';

/** A map that every way from the picture to the deepest map comes through: where it is read, and how it came about. */
export interface MapPoint {
  /** The node that makes it; the network's input for the picture itself. */
  readonly node: string;
  /** ONNX's name of what the node does: `Conv`, `MaxPool`, `Relu`; empty for the picture. */
  readonly operator: string;
  /** In the network's ONNX form. */
  readonly tensor: string;
  /** Which of the tensor's four axes counts the channels: 1 in NCHW, 3 in NHWC. */
  readonly channelAxis: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** The activation function that the node is, or ends with; null for none. */
  readonly activation: string | null;
  /** From the point before it, in forward order; along the branch with the most convolutions. */
  readonly steps: readonly GeometryStep[];
  /** Whether branches meet in it. */
  readonly isJoin: boolean;
}
