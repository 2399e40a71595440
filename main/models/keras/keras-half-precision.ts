import type { Problem } from '../../../shared/problem.ts';
import { isRecord } from '../is-record.ts';
import type { KerasLayer } from './keras-layer-config.ts';

/** A remark when Keras computes some layers in 16 bits, where Steerscope computes all in 32; null when it does not. */
export function halfPrecisionProblem(layers: readonly KerasLayer[]): Problem | null {
  const half = layers.find(({ config }) => /float16/.test(policyOf(config['dtype'])));
  if (!half) return null;
  return {
    severity: 'info',
    code: 'half-precision',
    message: `Keras computes layer ${half.name} in 16-bit floats (${policyOf(half.config['dtype'])}), Steerscope in 32-bit ones, so that the outputs differ in the fourth digit.`,
    place: half.name,
    frame: null,
  };
}

/** `"float16"`, or `{ "class_name": "DTypePolicy", "config": { "name": "mixed_float16" } }`. */
function policyOf(dtype: unknown): string {
  const name = isRecord(dtype) && isRecord(dtype['config']) ? dtype['config']['name'] : dtype;
  return typeof name === 'string' ? name : '';
}
