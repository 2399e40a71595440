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
    return { mask: null, problems: [problemOf(thrown, methodFacts[method].name, frame)] };
  }
}

/** A network that the method cannot explain is one finding, however many frames are asked for. */
function problemOf({ code, message, nextStep }: SteerscopeError, method: string, frame: number): Problem {
  const why = `${message} ${nextStep}`;
  return code === 'unsupported-layer' || code === 'unsupported-network'
    ? { severity: 'warning', code, message: `${method} cannot explain this network. ${why}`, place: null, frame: null }
    : { severity: 'warning', code, message: `${method} has no mask here. ${why}`, place: `frame ${frame}`, frame };
}
