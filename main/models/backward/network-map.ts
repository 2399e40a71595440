import type { GraphNode, OnnxGraph } from '../onnx/onnx-graph.ts';
import type { Shape, Shapes } from '../onnx/onnx-shapes.ts';
import { joins, keepPlaces, keepSign, neverNegative } from './operator-kinds.ts';

/** What makes and what reads each tensor of a network, and what can be told of its numbers before running. */
export class NetworkMap {
  readonly #shapes: Shapes;
  readonly #makers = new Map<string, GraphNode>();
  /** Null where there is more than one reader. */
  readonly #onlyReaders = new Map<string, GraphNode | null>();
  readonly #fixed: Set<string>;
  readonly #behindConvolution = new Set<string>();
  readonly #positive = new Set<string>();
  readonly #origins = new Map<string, string>();

  constructor({ nodes, constants, proto }: OnnxGraph, shapes: Shapes) {
    this.#shapes = shapes;
    this.#fixed = new Set(['', ...constants.keys()]);
    for (const node of nodes) this.#add(node);
    for (const { name } of proto.output) this.#onlyReaders.set(name, null);
  }

  shapeOf(tensor: string): Shape | undefined {
    return this.#shapes.get(tensor);
  }

  makerOf(tensor: string): GraphNode | undefined {
    return this.#makers.get(tensor);
  }

  /** The node that reads a tensor, where there is no other and the network does not give it as an output. */
  onlyReaderOf(tensor: string): GraphNode | undefined {
    return this.#onlyReaders.get(tensor) ?? undefined;
  }

  /** Whether a tensor is the same for every input. */
  isFixed(tensor: string): boolean {
    return this.#fixed.has(tensor);
  }

  get hasConvolutions(): boolean {
    return this.#behindConvolution.size > 0;
  }

  isBehindConvolution(tensor: string): boolean {
    return this.#behindConvolution.has(tensor);
  }

  /** Whether no number in it can be below 0, as behind a ReLU; false where that is not known. */
  isNeverNegative(tensor: string): boolean {
    return this.#positive.has(tensor);
  }

  /** The tensor that it is a function of, place by place, in however many nodes; itself where there is none. */
  originOf(tensor: string): string {
    return this.#origins.get(tensor) ?? tensor;
  }

  #add(node: GraphNode): void {
    const { input, output, opType } = node.proto;
    for (const name of input) this.#onlyReaders.set(name, this.#onlyReaders.has(name) ? null : node);
    const moving = input.filter((name) => !this.#fixed.has(name));
    const [origin, ...otherOrigins] = moving.map((name) => this.originOf(name));
    const isPlaceByPlace = keepPlaces.has(opType) || joins.has(opType);
    for (const name of output) {
      this.#makers.set(name, node);
      if (moving.length === 0) this.#fixed.add(name);
      if (opType.startsWith('Conv') || moving.some((one) => this.#behindConvolution.has(one)))
        this.#behindConvolution.add(name);
      if (neverNegative.has(opType) || (keepSign.has(opType) && input.every((one) => this.#positive.has(one))))
        this.#positive.add(name);
      if (isPlaceByPlace && origin !== undefined && otherOrigins.every((other) => other === origin))
        this.#origins.set(name, origin);
    }
  }
}
