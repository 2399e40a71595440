import type { SaliencyMask } from '../../../shared/analysis.ts';
import type { ComparisonFindings } from '../../../shared/lab-findings.ts';
import { agreementOf, rankedMask } from '../../../shared/mask-agreement.ts';
import type { SaliencyMethod } from '../../../shared/saliency-methods.ts';

/** How alike masks of one picture are, pixel by pixel of the network's input; by magnitude where they are signed. */
export function compareMasks(masks: ReadonlyMap<SaliencyMethod, SaliencyMask>, frame: number): ComparisonFindings {
  const methods = [...masks].map(
    ([method, { values, signed }]) => [method, rankedMask(Float64Array.from(values), signed)] as const,
  );
  const pairs = methods.flatMap(([first, a], index) =>
    methods.slice(index + 1).map(([second, b]) => ({ first, second, ...agreementOf(a, b) })),
  );
  return { kind: 'compare', frame, pairs };
}
