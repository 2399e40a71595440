import type { Join } from './trace-graph.ts';

const bounded = new Set(['sigmoid', 'hard-sigmoid', 'softmax']);

/** Whether an activation gives 0..1. */
export function isBounded(activation: string): boolean {
  return bounded.has(activation);
}

/**
 * The name of an activation that exporters write as several operators on one map, from what joins them at the end and
 * the simple functions in between; null when it is none that is known.
 */
export function writtenOutActivation(join: Join | null, functions: ReadonlySet<string>): string | null {
  const has = (name: string) => functions.has(name);
  switch (join) {
    case 'product':
      if (has('softplus')) return 'mish';
      if (has('sigmoid') || has('exp')) return 'silu';
      if (has('hard-sigmoid') || has('relu6')) return 'hard-swish';
      if (has('erf') || has('tanh')) return 'gelu';
      return has('step') ? 'thresholded-relu' : null;
    case 'sum':
      return has('relu') ? 'prelu' : null;
    case 'maximum':
      return has('exp') ? 'elu' : 'leaky-relu';
    case 'concatenation':
      return functions.size === 1 ? ([...functions][0] ?? null) : null;
    case null:
      return null;
  }
}
