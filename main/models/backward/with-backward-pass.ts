import type { BackwardPass } from '../../../shared/backward-pass.ts';
import type { ModelInfo } from '../../../shared/model.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import type { OnnxTap } from '../model.ts';
import { appendToOnnx } from '../onnx/onnx-append.ts';
import { readOnnxGraph, type OnnxGraph } from '../onnx/onnx-graph.ts';
import { followShapes, type FollowedShapes } from '../onnx/onnx-shapes.ts';
import { batchValue, onnxNode } from '../onnx/onnx-write.ts';
import { BackwardWriter } from './backward-writer.ts';
import { gradientStep, guidedGradientStep } from './gradient-step.ts';
import { relevanceAtPicture } from './relevance-pass.ts';
import { walkBackwards, type StepBack } from './walk-backwards.ts';

/** The input that takes the seeds: float32 `[batch, number of the output, flattened]`. */
export const seedsName = 'steerscope-seeds';
/** The output that the pass gives: float32 `[batch, row, column, channel]`. */
export const backwardName = 'steerscope-backward';

/** What is known of a network beside its bytes. */
export interface BackwardNetwork {
  /** As the graph has it: with the input's order of axes in the graph, which may be another than the file's. */
  readonly info: ModelInfo;
  /** In the order of `info.stages`. */
  readonly taps: readonly OnnxTap[];
  /** Index into `info.outputs` of the output whose numbers are explained. */
  readonly output: number;
}

/** A network's graph with all that a backward pass is written by. */
export interface BackwardGraph extends BackwardNetwork {
  readonly graph: OnnxGraph;
  readonly followed: FollowedShapes;
  readonly write: BackwardWriter;
  /** The picture's tensor. */
  readonly picture: string;
  /** The tensor of the output whose numbers are explained. */
  readonly explained: string;
  /** The seeds in the shape of `explained`: what arrives there. */
  readonly seeds: string;
}

/**
 * The model with one input and one output more: a pass back from the seeds, as nodes behind its own.
 * @throws SteerscopeError `unsupported-layer` for a node that the pass cannot go back through, `unsupported-network` for
 * one that lacks what the pass explains.
 */
export function withBackwardPass(bytes: Uint8Array, pass: BackwardPass, network: BackwardNetwork): Uint8Array {
  const graph = readOnnxGraph(bytes, network.info.path);
  const write = new BackwardWriter(graph);
  const { name: explained = '' } = graph.proto.output[network.output] ?? {};
  const backward: BackwardGraph = {
    ...network,
    graph,
    write,
    followed: followShapes(graph),
    picture: (graph.inputs.find(({ name }) => name === network.info.input.name) ?? graph.inputs[0])?.name ?? '',
    explained,
    seeds: write.reshapeLike(seedsName, explained),
  };
  write.nodes.push(onnxNode('Identity', [answerOf(pass, backward)], backwardName, []));
  return appendToOnnx(bytes, {
    nodes: write.nodes,
    inputs: [batchValue(seedsName, [null])],
    outputs: [backwardName],
  });
}

function answerOf(pass: BackwardPass, backward: BackwardGraph): string {
  switch (pass.kind) {
    case 'gradient':
      return toPicture(backward, gradientStep);
    case 'guided-gradient':
      return toPicture(backward, guidedGradientStep);
    case 'grad-cam':
      return gradCam(backward);
    case 'relevance':
      return channelsLast(relevanceAtPicture(pass, backward), backward);
  }
}

/** What arrives at the picture, `[batch, row, column, channel]`; 0 everywhere when nothing does. */
export function toPicture(backward: BackwardGraph, stepBack: StepBack): string {
  const { graph, followed, write, picture, explained, seeds } = backward;
  const arriving =
    walkBackwards(graph, followed, write, { from: explained, to: picture }, seeds, stepBack) ??
    write.zerosLike(picture);
  return channelsLast(arriving, backward);
}

/** What lies as the picture does, as `[batch, row, column, channel]`. */
const channelsLast = (tensor: string, { write, info }: BackwardGraph): string =>
  info.input.layout === 'NHWC' ? tensor : write.transpose(tensor, [0, 2, 3, 1]);

/**
 * Grad-CAM (Selvaraju et al. 2016, arXiv 1610.02391, equations 1 and 2) of the last stage before its ReLU, `[batch, row,
 * column, 1]`: with A the stage's maps and y what is explained, Σ over channels k of (mean over pixels of ∂y/∂A_k) · A_k.
 */
function gradCam({ graph, followed, write, explained, seeds, taps, info }: BackwardGraph): string {
  const tap = taps.at(-1);
  if (tap === undefined)
    throw new SteerscopeError(
      'unsupported-network',
      `The network has no convolution whose maps Grad-CAM could weigh: ${info.path}`,
      'Choose another method.',
    );
  const { tensor, channelAxis } = tap;
  const maps = write.network(tensor);
  const gradient =
    walkBackwards(graph, followed, write, { from: explained, to: tensor }, seeds, gradientStep) ??
    write.zerosLike(tensor);
  const pixelAxes = [1, 2, 3].filter((axis) => axis !== channelAxis);
  const weights = write.meanOver(gradient, pixelAxes, true);
  const map = write.sumOver(write.multiply(weights, maps), [channelAxis], true);
  return channelAxis === 1 ? write.transpose(map, [0, 2, 3, 1]) : map;
}
