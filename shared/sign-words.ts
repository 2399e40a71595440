import type { SignedEnds } from './annotate/signed-colours.ts';
import type { RecordedSteering } from './drive.ts';
import { methodFacts, type SaliencyMethod } from './saliency-methods.ts';

/**
 * What the sign of a method's masks says, in a word each; null where they have none. Of the steering it is the side that a
 * pixel pulls to, in the drive's own sense; higher or lower numbers where no drive says which side is which, or where straight
 * on is not 0: what adds to a servo's 85 need not steer to either side.
 */
export function signWords(
  method: SaliencyMethod,
  recorded: Pick<RecordedSteering, 'positive' | 'straight'> | null,
): SignedEnds<string> | null {
  const { signed, explains } = methodFacts[method];
  if (!signed) return null;
  if (explains === 'last-convolution') return { negative: 'less', positive: 'more' };
  if (!recorded || recorded.straight !== 0) return { negative: 'lower', positive: 'higher' };
  return recorded.positive === 'left'
    ? { negative: 'right', positive: 'left' }
    : { negative: 'left', positive: 'right' };
}
