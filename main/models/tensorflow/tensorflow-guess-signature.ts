import type { Signature, SignatureTensor } from './tensorflow-freeze.ts';
import type { FlatGraph } from './tensorflow-functions.ts';
import { producerOf } from './tensorflow-graph.ts';
import { notAGraph } from './tensorflow-refusals.ts';

/** Nodes that nobody reads and that are no answer. */
const silent = new Set([
  'Const',
  'NoOp',
  'Assert',
  'Placeholder',
  'PlaceholderWithDefault',
  'SaveV2',
  'AssignVariableOp',
]);

/**
 * Inputs and outputs of a graph that does not name them: what is fed, and what is computed from it and read by nobody.
 * @throws SteerscopeError `not-a-network` for a graph without an answer.
 */
export function guessedSignature({ nodes }: FlatGraph, path: string): Signature {
  const readers = new Map<string, string[]>();
  for (const { name, inputs } of nodes.values())
    for (const input of inputs) {
      const producer = producerOf(input);
      const known = readers.get(producer);
      if (known === undefined) readers.set(producer, [name]);
      else known.push(name);
    }
  const placeholders = [...nodes.values()].filter(({ op }) => op === 'Placeholder').map(({ name }) => name);
  const reached = new Set(placeholders);
  const waiting = [...placeholders];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop())
    for (const reader of readers.get(name) ?? [])
      if (!reached.has(reader)) {
        reached.add(reader);
        waiting.push(reader);
      }
  const outputs = [...nodes.values()].filter(
    ({ name, op }) => reached.has(name) && !readers.has(name) && !silent.has(op),
  );
  if (outputs.length === 0) throw notAGraph('holds no graph that answers to an input', path);
  const named = (name: string): SignatureTensor => ({ name, tensor: name, shape: null });
  return { inputs: placeholders.map(named), outputs: outputs.map(({ name }) => named(name)) };
}
