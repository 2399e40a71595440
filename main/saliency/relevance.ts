import type { BackwardPass, RelevanceRule } from '../../shared/backward-pass.ts';
import type { SaliencyMask } from '../../shared/analysis.ts';
import { answerFor } from './answer-for.ts';
import { sumOfChannels } from './channels-to-pixels.ts';
import type { MaskMethod, SaliencyQuestion } from './mask-method.ts';
import { normaliseSigned } from './normalise-mask.ts';

/** By the kind of layer; what is left out is as for the other convolutions. */
interface Profile {
  readonly from: 'steering' | 'last-stage';
  readonly firstConvolution?: RelevanceRule | 'box';
  readonly convolutions: RelevanceRule;
  readonly dense?: RelevanceRule;
  readonly startingScale?: number;
}

const epsilon = (value: number): RelevanceRule => ({ kind: 'epsilon', epsilon: value, withBias: true });
const zPlus: RelevanceRule = { kind: 'alpha-beta', alpha: 1 };

/** Of dense layers: the other rules would spread a steering below 0 over what spoke against it. */
const dense = epsilon(1e-6);

/** Layer-wise relevance propagation (Bach et al. 2015, PLoS ONE 10(7) e0130140): which rule where. */
const profiles = {
  /**
   * The exact contribution to the last stage's activations of VisualBackProp's Lemma 1 (arXiv 1611.05418): LRP-0 from
   * those activations, the bias left out of the denominator.
   */
  phi: { from: 'last-stage', convolutions: { kind: 'epsilon', epsilon: 0, withBias: false } },
  /**
   * What the paper on VisualBackProp compares with: equation 6 of Samek et al. (arXiv 1509.06321) with epsilon 100,
   * which leaves about a hundredth at every layer.
   */
  'lrp-paper': { from: 'steering', convolutions: epsilon(100), startingScale: 2 ** 90 },
  'lrp-epsilon': { from: 'steering', convolutions: epsilon(1e-6) },
  /** Equation 7 of Samek et al. with alpha 2 and beta −1, in their sign, on convolutions; zennit's EpsilonAlpha2Beta1. */
  'lrp-alpha-beta': { from: 'steering', convolutions: { kind: 'alpha-beta', alpha: 2 }, dense },
  /** Zennit's EpsilonPlus. */
  'lrp-z-plus': { from: 'steering', convolutions: zPlus, dense },
  'lrp-gamma': { from: 'steering', convolutions: { kind: 'gamma', gamma: 0.25 }, dense },
  /** As advised by Montavon et al. 2019, "Layer-Wise Relevance Propagation: An Overview", section 10.3. */
  'lrp-composite': { from: 'steering', firstConvolution: 'box', convolutions: zPlus, dense },
} as const satisfies Readonly<Record<string, Profile>>;

export const relevanceMethods = Object.fromEntries(
  Object.entries(profiles).map(([id, profile]) => [id, (question) => relevance(question, profile)]),
) as Readonly<Record<keyof typeof profiles, MaskMethod>>;

/** Relevance a pixel: the sum over its channels, with its sign. */
async function relevance(question: SaliencyQuestion, profile: Profile): Promise<SaliencyMask | null> {
  if (profile.from === 'last-stage' && question.backProp === null) return null;
  const answer = await answerFor(question.input, passOf(profile, question), question.trace);
  const { startingScale = 1 } = profile;
  const sums = sumOfChannels(answer.values, answer.channels);
  return normaliseSigned(startingScale === 1 ? sums : sums.map((sum) => sum / startingScale), answer);
}

function passOf(
  { firstConvolution, convolutions, dense = convolutions, ...start }: Profile,
  { valueRange }: SaliencyQuestion,
): BackwardPass {
  const first: RelevanceRule | undefined =
    firstConvolution === 'box' ? { kind: 'z-box', ...(valueRange ?? { low: [], high: [] }) } : firstConvolution;
  return { kind: 'relevance', ...start, firstConvolution: first ?? convolutions, convolutions, dense };
}
