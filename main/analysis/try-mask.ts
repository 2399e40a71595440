import type { SaliencyMask } from '../../shared/analysis.ts';
import type { Problem } from '../../shared/problem.ts';
import { methodFacts, type SaliencyMethod } from '../../shared/saliency-methods.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { SaliencyQuestion } from '../saliency/mask-method.ts';
import { maskMethods } from '../saliency/mask-methods.ts';

export interface TriedMask {
  /** Null where the method has none for such a network. */
  readonly mask: SaliencyMask | null;
  /** Why the method failed: the prediction stands without a mask. */
  readonly problems: readonly Problem[];
}

/** @throws SteerscopeError `cancelled`. */
export async function tryMask(method: SaliencyMethod, question: SaliencyQuestion, frame: number): Promise<TriedMask> {
  try {
    return { mask: await maskMethods[method](question), problems: [] };
  } catch (thrown) {
    if (!(thrown instanceof SteerscopeError) || thrown.code === 'cancelled') throw thrown;
    const { code, nextStep } = thrown;
    const message = `${methodFacts[method].name} has no mask of this frame. ${thrown.message} ${nextStep}`;
    return { mask: null, problems: [{ severity: 'warning', code, message, place: `frame ${frame}`, frame }] };
  }
}
