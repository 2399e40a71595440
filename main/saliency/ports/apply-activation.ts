import { portRefusal } from './port-refusal.ts';

const functions: Readonly<Record<string, (value: number) => number>> = {
  linear: (value) => value,
  relu: (value) => Math.max(value, 0),
  relu6: (value) => Math.min(Math.max(value, 0), 6),
  elu: (value) => (value > 0 ? value : Math.expm1(value)),
  tanh: Math.tanh,
  sigmoid: (value) => 1 / (1 + Math.exp(-value)),
  softplus: (value) => Math.log1p(Math.exp(-Math.abs(value))) + Math.max(value, 0),
};

/** An activation by its name, where a port sends a whole map through it. @throws SteerscopeError for one not known. */
export function applyActivation(name: string, values: Float64Array): Float64Array {
  const activate = functions[name];
  if (!activate) throw portRefusal(`The program sends masks through ${name}, which is not reproduced here.`);
  // NaN stays what it is.
  return values.map(activate);
}
