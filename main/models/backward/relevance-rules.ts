import type { RelevanceRule } from '../../../shared/backward-pass.ts';
import type { BackwardWriter } from './backward-writer.ts';
import type { LinearLayer } from './linear-layer.ts';

/** What keeps denominators from 0 where the rule itself says nothing of it; as zennit has it. */
const usualEpsilon = 1e-6;

/** The lowest and the highest input of a layer, of its size. */
export interface InputBox {
  readonly low: string;
  readonly high: string;
}

/**
 * Takes relevance R through one linear layer z = W·x + b, from its outputs to its inputs (Bach et al. 2015, PLoS ONE 10(7)
 * e0130140; Montavon et al. 2019, "Layer-Wise Relevance Propagation: An Overview"). Each rule is a sum
 * of terms x·(Wᵀs) with s = R / z, where epsilon is added to every z, away from 0:
 *
 *     epsilon      z with or without b. Epsilon 0 is LRP-0, in which a neuron that 0 arrives at hands on nothing
 *     alpha-beta   alpha times the shares in what is positive in z, less beta = alpha − 1 times those in what is negative:
 *                  z⁺ = W⁺·x⁺ + W⁻·x⁻ + b⁺, z⁻ = W⁻·x⁺ + W⁺·x⁻ + b⁻. Alpha 1 is z-plus
 *     gamma        where the layer gave something above 0, z = (W + gamma·W⁺)·x⁺ + (W + gamma·W⁻)·x⁻ + b + gamma·b⁺; below
 *                  0 the same with W⁺ and W⁻ exchanged, and b⁻
 *     z-box        with l and h the lowest and highest x: x·Wᵀs − l·W⁺ᵀs − h·W⁻ᵀs, z = W·x − W⁺·l − W⁻·h, without b
 *                  (Montavon et al. 2017, Deep Taylor Decomposition, arXiv 1512.02479)
 *     w-square     W² and ones instead of W and x, without b (the same)
 *     flat         ones instead of both (Lapuschkin et al. 2019, Nature Communications 10:1096)
 *
 * @param box for the rule z-box alone.
 */
export function throughLinear(
  write: BackwardWriter,
  rule: RelevanceRule,
  layer: LinearLayer,
  arriving: string,
  box: () => InputBox,
): string {
  const { input, weights, bias, output, apply, back } = layer;
  switch (rule.kind) {
    case 'epsilon': {
      const z = rule.withBias || bias === null ? output : apply(input, weights);
      return write.multiply(input, back(overStabilised(write, arriving, z, rule.epsilon), weights));
    }
    case 'alpha-beta': {
      const [positive, negative] = [above(write, weights), below(write, weights)];
      const gained = share(write, layer, arriving, [positive, negative], bias && above(write, bias));
      if (rule.alpha === 1) return gained;
      const lost = share(write, layer, arriving, [negative, positive], bias && below(write, bias));
      return write.subtract(write.times(gained, rule.alpha), write.times(lost, rule.alpha - 1));
    }
    case 'gamma': {
      const more = (part: typeof above, of: string) => write.add(of, write.times(part(write, of), rule.gamma));
      const [positive, negative] = [more(above, weights), more(below, weights)];
      const zero = write.scalar(0);
      const [up, down] = [write.isGreater(output, zero), write.isGreater(zero, output)].map((mask) =>
        write.multiply(arriving, mask),
      ) as [string, string];
      return write.add(
        share(write, layer, up, [positive, negative], bias && more(above, bias)),
        share(write, layer, down, [negative, positive], bias && more(below, bias)),
      );
    }
    case 'z-box': {
      const { low, high } = box();
      const terms = [[input, weights], [low, above(write, weights)], [high, below(write, weights)]] as const; // prettier-ignore
      const less = (parts: readonly string[]) => parts.reduce((rest, part) => write.subtract(rest, part));
      const s = overStabilised(write, arriving, less(terms.map(([x, w]) => apply(x, w))));
      return less(terms.map(([x, w]) => write.multiply(x, back(s, w))));
    }
    case 'w-square':
      return ofWeightsAlone(write, layer, arriving, write.multiply(weights, weights));
    case 'flat':
      return ofWeightsAlone(write, layer, arriving, write.onesLike(weights));
  }
}

/** R / (z + epsilon · sign z), where the sign of 0 is 1; with epsilon 0, 0 where z is 0. */
export function overStabilised(write: BackwardWriter, arriving: string, z: string, epsilon = usualEpsilon): string {
  if (epsilon === 0) {
    const isZero = write.isEqual(z, write.scalar(0));
    const kept = write.multiply(arriving, write.subtract(write.scalar(1), isZero));
    return write.divide(kept, write.add(z, isZero));
  }
  const isNegative = write.isGreater(write.scalar(0), z);
  const step = write.subtract(write.scalar(epsilon), write.times(isNegative, 2 * epsilon));
  return write.divide(arriving, write.add(z, step));
}

/** R over z = V·x⁺ + U·x⁻ + b, in the shares that V·x⁺ and U·x⁻ have of it. */
function share(
  write: BackwardWriter,
  { input, inputIsPositive, apply, back }: LinearLayer,
  arriving: string,
  [ofPositive, ofNegative]: readonly [v: string, u: string],
  bias: string | null,
): string {
  const terms = inputIsPositive
    ? ([[input, ofPositive]] as const)
    : ([[above(write, input), ofPositive], [below(write, input), ofNegative]] as const); // prettier-ignore
  const z = write.sum([...terms.map(([x, w]) => apply(x, w)), ...(bias === null ? [] : [bias])]);
  const s = overStabilised(write, arriving, z);
  return write.sum(terms.map(([x, w]) => write.multiply(x, back(s, w))));
}

function ofWeightsAlone(
  write: BackwardWriter,
  { input, apply, back }: LinearLayer,
  arriving: string,
  weights: string,
): string {
  const z = apply(write.onesLike(input), weights);
  return back(overStabilised(write, arriving, z), weights);
}

function above(write: BackwardWriter, tensor: string): string {
  return write.once(`above ${tensor}`, () => write.node('Relu', [tensor]));
}

function below(write: BackwardWriter, tensor: string): string {
  return write.once(`below ${tensor}`, () => write.subtract(tensor, above(write, tensor)));
}
