import type { RelevanceRule } from '../../../shared/backward-pass.ts';
import type { GraphNode } from '../onnx/onnx-graph.ts';
import type { NetworkMap } from './network-map.ts';
import type { InputBox } from './relevance-rules.ts';
import type { BoxOf, RelevancePass } from './relevance-step.ts';
import type { BackwardGraph } from './with-backward-pass.ts';

/** What keeps the order of numbers, or turns it around everywhere, and can be done again to two other pictures. */
const repeatable = new Set(
  (
    'Identity Cast Dropout Add Sub Mul Div BatchNormalization Clip Relu Transpose Reshape Squeeze Unsqueeze Slice Gather ' +
    'Pad Resize Upsample AveragePool MaxPool'
  ).split(' '),
);

/**
 * The lowest and highest numbers that can go into the first convolution: what the rule's `low` and `high`, which are of
 * the network's input, become on the way there, whichever is the smaller then. Where that cannot be told, as when they
 * are not known, colours are mixed on the way or the picture is scaled by its own statistics: the extremes of each channel
 * in the picture itself.
 */
export function boxFinder(pass: RelevancePass, backward: BackwardGraph, map: NetworkMap): BoxOf {
  const { write } = backward;
  return (tensor) => {
    const rule = pass.firstConvolution;
    const ends = rule.kind === 'z-box' ? endsOf(rule, tensor, backward, map) : null;
    if (ends === null) return extremes(tensor, backward);
    return { low: write.node('Min', [...ends]), high: write.node('Max', [...ends]) };
  };
}

type ZBox = Extract<RelevanceRule, { readonly kind: 'z-box' }>;

function endsOf(
  rule: ZBox,
  tensor: string,
  backward: BackwardGraph,
  map: NetworkMap,
): readonly [string, string] | null {
  const { channels } = backward.info.input;
  if (rule.low.length !== channels || rule.high.length !== channels) return null;
  const way = wayTo(tensor, backward, map);
  // The constants on the way are of the network's own precision.
  if (way === null || backward.write.network(tensor) !== tensor) return null;
  const [low, high] = [rule.low, rule.high].map((values) =>
    repeat(way, tensor, plainPicture(values, backward), backward),
  );
  return [low ?? '', high ?? ''];
}

/** The nodes from the picture to `tensor`, in their order; null where one of them cannot be repeated. */
function wayTo(tensor: string, { picture }: BackwardGraph, map: NetworkMap): readonly GraphNode[] | null {
  const way: GraphNode[] = [];
  let at = tensor;
  while (at !== picture) {
    const node = map.makerOf(at);
    const moving = node?.proto.input.filter((name) => !map.isFixed(name)) ?? [];
    if (node === undefined || !repeatable.has(node.proto.opType) || moving.length !== 1) return null;
    way.unshift(node);
    at = moving[0]!;
  }
  return way;
}

function repeat(way: readonly GraphNode[], tensor: string, plain: string, { write, picture }: BackwardGraph): string {
  const repeated = new Map([[picture, plain]]);
  for (const { proto } of way) {
    const inputs = proto.input.map((name) => repeated.get(name) ?? name);
    repeated.set(proto.output[0]!, write.node(proto.opType, inputs, proto.attribute));
  }
  return repeated.get(tensor) ?? plain;
}

/** One picture with the same colour everywhere, as the network takes it. */
function plainPicture(colour: readonly number[], { write, info }: BackwardGraph): string {
  const { height, width, channels, layout } = info.input;
  const [pixels, isLast] = [height * width, layout === 'NHWC'];
  const values = Float32Array.from({ length: pixels * channels }, (_, at) => {
    return colour[isLast ? at % channels : Math.floor(at / pixels)] ?? 0;
  });
  return write.floats(isLast ? [1, height, width, channels] : [1, channels, height, width], values);
}

function extremes(tensor: string, { write }: BackwardGraph): InputBox {
  const numbers = write.network(tensor);
  const stretched = (colour: string): string => write.add(colour, write.zerosLike(tensor));
  return { low: stretched(write.lowestOver(numbers, [2, 3])), high: stretched(write.highestOver(numbers, [2, 3])) };
}
