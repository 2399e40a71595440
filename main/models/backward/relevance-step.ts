import type { BackwardPass, RelevanceRule } from '../../../shared/backward-pass.ts';
import { cannotGoBack } from './cannot-go-back.ts';
import { gradientStep } from './gradient-step.ts';
import { isLinear, linearLayerOf } from './linear-layer.ts';
import type { NetworkMap } from './network-map.ts';
import { averages, joins, keepPlaces, moves, resizing } from './operator-kinds.ts';
import { throughJoin } from './relevance-joins.ts';
import { overStabilised, throughLinear, type InputBox } from './relevance-rules.ts';
import type { BackwardStep, StepBack } from './walk-backwards.ts';

export type RelevancePass = Extract<BackwardPass, { readonly kind: 'relevance' }>;

/** Where a layer's box is asked for: at the first convolution, of what goes into it. */
export type BoxOf = (tensor: string) => InputBox;

/**
 * Takes relevance through one node:
 *
 *     linear layers              by the rule of their place in the network (relevance-rules.ts), normalisation folded in
 *     nonlinearities,            unchanged: one number makes one number. So do the network's own scaling of its input, and
 *     scaling, normalisation     normalisation that stands beside no linear layer
 *     averages                   to each number as much as it contributed: R·x·w / ~Σ x·w. Of the picture itself and in
 *                                resizing by the weights alone, R·w / Σ w: a dark pixel is as much of it as a bright one
 *     maxima                     to the winner
 *     what moves numbers         with the number
 *     what joins tensors         see relevance-joins.ts
 */
export function relevanceStep(pass: RelevancePass, map: NetworkMap, boxOf: BoxOf): StepBack {
  return (step) => {
    const { node, write } = step;
    const { opType } = node.proto;
    if (isLinear(opType)) {
      const layer = linearLayerOf(step, map);
      const rule = ruleFor(step, pass, map);
      return [throughLinear(write, rule, layer, step.arriving[0]!, () => boxOf(layer.inputTensor))];
    }
    if (joins.has(opType)) return throughJoin(step, map);
    if (keepPlaces.has(opType)) return [step.arriving[0] ?? null];
    if (averages.has(opType)) return throughAverage(step, map);
    if (moves.has(opType)) return gradientStep(step);
    throw cannotGoBack(node, 'has no rule for relevance here', step.path);
  };
}

/** Behind the first convolution as zennit's rule Norm has it. */
function throughAverage(step: BackwardStep, map: NetworkMap): readonly (string | null)[] {
  const { node, write } = step;
  const { opType, input, attribute } = node.proto;
  const [arriving] = step.arriving as [string];
  const backOf = (s: string) => gradientStep({ ...step, arriving: [s] })[0] ?? null;
  if (map.isBehindConvolution(input[0] ?? '') && !resizing.has(opType)) {
    const back = backOf(overStabilised(write, arriving, step.output(0)));
    return [back && write.multiply(step.input(0), back)];
  }
  const weights = write.node(opType, [write.onesLike(step.input(0)), ...input.slice(1)], attribute);
  return [backOf(write.divide(arriving, weights))];
}

/** Colours mixed before the first convolution belong to the picture: what they get, their pixel gets, whatever the rule. */
const mixing: RelevanceRule = { kind: 'flat' };

function ruleFor({ node }: BackwardStep, pass: RelevancePass, map: NetworkMap): RelevanceRule {
  const { opType, input } = node.proto;
  const isBehind = map.isBehindConvolution(input[0] ?? '');
  if (opType.startsWith('Conv')) return isBehind ? pass.convolutions : pass.firstConvolution;
  return isBehind || !map.hasConvolutions ? pass.dense : mixing;
}
