import type { ReadMember } from './keras-container.ts';
import { isReference, tensorsIn, type TensorReference } from './keras-references.ts';

/**
 * From what number the calls of a network in a network are counted, in the calls of others and among the outputs: from 1
 * where making it counted as a call. Keras 3 counts so among the outputs only, and never for a Sequential.
 */
export function callsCountedFrom(
  read: readonly ReadMember[],
  outputs: readonly TensorReference[],
): [ReadonlyMap<string, number>, ReadonlyMap<string, number>] {
  const networks = read.filter(({ made }) => 'container' in made);
  const modern = networks.filter(({ isOfKeras3 }) => isOfKeras3);
  const highest = new Map<string, number>();
  for (const { layer, call } of [
    ...tensorsIn(
      read.map(({ calls }) => calls),
      isReference,
    ),
    ...outputs,
  ])
    highest.set(layer, Math.max(highest.get(layer) ?? 0, call));
  const older = networks
    .filter(({ isOfKeras3 }) => !isOfKeras3)
    .map(({ name, calls }): [string, number] => [name, (highest.get(name) ?? 0) >= calls.length ? 1 : 0]);
  const amongOutputs = modern.map(({ name, className }): [string, number] => [
    name,
    className === 'Sequential' ? 0 : 1,
  ]);
  return [new Map(older), new Map([...older, ...amongOutputs])];
}
