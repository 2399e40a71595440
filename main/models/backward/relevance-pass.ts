import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { NetworkMap } from './network-map.ts';
import { boxFinder } from './relevance-box.ts';
import { relevanceStep, type RelevancePass } from './relevance-step.ts';
import { walkBackwards } from './walk-backwards.ts';
import type { BackwardGraph } from './with-backward-pass.ts';

/**
 * Layer-wise relevance propagation, `[batch, ...]` in the picture's own order of axes. It begins with what is explained,
 * weight · number for each number of the output; or with the activations of the last stage, of which those below 0 count
 * as 0, as in VisualBackProp.
 *
 * From there with LRP-0 without bias it is the exact contribution phi of VisualBackProp's Lemma 1 (Bojarski et al. 2018,
 * arXiv 1611.05418): phi(X) = X · Σ over paths Π over edges of w·a/(a + b), where a = ReLU(Σ w·x − b).
 */
export function relevanceAtPicture(pass: RelevancePass, backward: BackwardGraph): string {
  const { graph, followed, write, picture } = backward;
  const { from, relevance } = startOf(pass, backward);
  const map = new NetworkMap(graph, followed.shapes);
  const stepBack = relevanceStep(pass, map, boxFinder(pass, backward, map));
  const walk = { from, to: picture };
  const start = write.times(relevance, pass.startingScale ?? 1);
  return walkBackwards(graph, followed, write, walk, start, stepBack) ?? write.zerosLike(picture);
}

function startOf({ from }: RelevancePass, backward: BackwardGraph): { from: string; relevance: string } {
  const { write, explained, seeds, taps, info } = backward;
  if (from === 'steering') return { from: explained, relevance: write.multiply(seeds, write.network(explained)) };
  const tap = taps.at(-1);
  if (tap === undefined)
    throw new SteerscopeError(
      'unsupported-network',
      `The network has no convolution whose activations could be traced back: ${info.path}`,
      'Choose a method that explains the steering.',
    );
  return { from: tap.tensor, relevance: write.node('Relu', [write.network(tap.tensor)]) };
}
