import type { Stage } from '../../../shared/geometry.ts';
import type { ImageInput } from '../../../shared/model.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { OnnxTap } from '../model.ts';
import { onnxFunction } from './onnx-activations.ts';
import { intAttribute } from './onnx-attributes.ts';
import type { GraphNode, OnnxGraph } from './onnx-graph.ts';
import { placesAfter, placesIn, type MapPlaces } from './onnx-places.ts';
import type { Shapes } from './onnx-shapes.ts';
import { convolutions, joins, passageOf } from './onnx-steps.ts';
import type { TraceGraph, TraceInput, TraceNode } from '../stages/trace-graph.ts';
import { stagesOf } from '../stages/trace-stages.ts';

/** The stages of VisualBackProp, shallowest first, each with the tensor to average. */
export interface OnnxStages {
  readonly stages: readonly Stage[];
  readonly taps: readonly OnnxTap[];
  readonly problems: readonly Problem[];
}

/** The stages in a graph whose picture is `input`, and what there is to say about them. */
export function onnxStages(graph: OnnxGraph, input: ImageInput, shapes: Shapes): OnnxStages {
  const traced = traceOnnx(graph, input, shapes);
  const { stages, taps, problems } = stagesOf(traced.graph());
  return {
    stages,
    taps: taps.map((place) => {
      const { tap: tensor } = traced.nodes[place]!;
      return { tensor, channelAxis: traced.places.get(tensor)?.axes.indexOf('C') ?? 1 };
    }),
    problems,
  };
}

/** The graph as stages are traced in it: the picture, then a node for each of the graph's. */
export function traceOnnx(graph: OnnxGraph, input: ImageInput, shapes: Shapes): OnnxTrace {
  const traced = new OnnxTrace(graph, shapes);
  traced.addPicture(input);
  for (const node of graph.nodes) traced.addNode(node);
  return traced;
}

/** Operators that say something about the size of a map, nothing about the picture. */
const measuring = new Set(['Shape', 'Size']);

const handingOn = new Set(['Transpose', 'Identity', 'Dropout', 'Cast']);

const normalising = new Set(
  'BatchNormalization InstanceNormalization LayerNormalization GroupNormalization LRN'.split(' '),
);

/** Collects the graph to trace, node by node in the order in which they compute. */
class OnnxTrace {
  readonly nodes: TraceNode[] = [];
  /** Of the tensors that are maps of the picture. */
  readonly places = new Map<string, MapPlaces>();
  /** Which node gives a tensor; constants have none. */
  readonly #givers = new Map<string, number>();
  readonly #graph: OnnxGraph;
  readonly #shapes: Shapes;

  constructor(graph: OnnxGraph, shapes: Shapes) {
    this.#graph = graph;
    this.#shapes = shapes;
  }

  graph(): TraceGraph {
    const outputs = this.#graph.proto.output.flatMap(({ name }) => this.#givers.get(name) ?? []);
    return { nodes: this.nodes, picture: 0, outputs };
  }

  addPicture({ name, layout }: ImageInput): void {
    const places = placesIn(layout, this.#shapes.get(name));
    if (places) this.places.set(name, places);
    this.#givers.set(name, 0);
    this.nodes.push({ ...this.#sizeOf(name), ...plain, name, tap: name, inputs: [] });
  }

  addNode(node: GraphNode): void {
    const { opType, output } = node.proto;
    const [tap = ''] = output;
    const join = joins.get(opType) ?? null;
    const inputs = measuring.has(opType) ? [] : node.proto.input.filter((name) => this.#givers.has(name));
    const maps = join === null ? node.proto.input.slice(0, 1) : inputs;
    const after = this.#placesAfter(node, maps);
    for (const name of output) {
      this.#givers.set(name, this.nodes.length);
      // The parts of a Split differ in their channels.
      if (after) this.places.set(name, name === tap ? after : (placesIn(after.axes, this.#shapes.get(name)) ?? after));
    }
    const isConvolution = convolutions.has(opType) && this.#shapes.get(node.proto.input[1] ?? '')?.length === 4;
    const groups = intAttribute(node.proto, 'group', 1);
    this.nodes.push({
      ...this.#sizeOf(tap),
      name: node.name,
      tap,
      inputs: inputs.map((name): TraceInput => {
        const before = this.places.get(name) ?? null;
        const from = this.#givers.get(name)!;
        const isMap = maps.includes(name);
        return { from, passage: isMap ? passageOf(node, before, after, this.#shapes, this.#graph) : 'end' };
      }),
      isConvolution,
      isDepthwise: isConvolution && groups > 1 && groups === this.places.get(maps[0] ?? '')?.channels,
      activation: onnxFunction(node, this.#graph),
      adjusts: normalising.has(opType) || ((join === 'sum' || join === 'product') && inputs.length === 1),
      handsOn: handingOn.has(opType),
      join,
    });
  }

  /** From the largest of the maps that a node takes: what is smaller is stretched over it. */
  #placesAfter(node: GraphNode, inputs: readonly string[]): MapPlaces | null {
    const size = (name: string) => (this.places.get(name)?.height ?? 0) * (this.places.get(name)?.width ?? 0);
    const main = inputs.reduce<string | undefined>(
      (best, name) => (size(name) > (best === undefined ? 0 : size(best)) ? name : best),
      undefined,
    );
    const [before, from] = [this.places.get(main ?? ''), this.#shapes.get(main ?? '')];
    const to = this.#shapes.get(node.proto.output[0] ?? '');
    return before && from && to ? placesAfter(node, before, from, to, this.#graph) : null;
  }

  #sizeOf(tensor: string): Pick<TraceNode, 'height' | 'width' | 'channels'> {
    const { height, width, channels } = this.places.get(tensor) ?? { height: 0, width: 0, channels: 0 };
    return { height, width, channels };
  }
}

const plain = {
  isConvolution: false,
  isDepthwise: false,
  activation: null,
  adjusts: false,
  handsOn: false,
  join: null,
} as const;
