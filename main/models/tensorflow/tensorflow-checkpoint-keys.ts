import type { FlatGraph } from './tensorflow-functions.ts';
import { handsOn } from './tensorflow-freeze.ts';
import { producerOf } from './tensorflow-graph.ts';

const assigning = new Set(['AssignVariableOp', 'Assign']);

/**
 * Under which name in the checkpoint each variable lies, by the variable's node: read off the part of the graph that
 * restores them, where a RestoreV2 reads names and what it gives is assigned to variables. All versions of TensorFlow
 * write that part, whatever names they give to variables.
 */
export function checkpointKeys({ nodes }: FlatGraph): Map<string, string> {
  const keys = new Map<string, string>();
  const namesOf = new Map<string, readonly string[]>();
  for (const { op, inputs } of nodes.values()) {
    if (!assigning.has(op)) continue;
    const [variable, value] = inputs.map((tensor) => handedOn(nodes, tensor));
    const restoring = nodes.get(producerOf(value ?? ''));
    if (variable === undefined || value === undefined || restoring?.op !== 'RestoreV2') continue;
    let names = namesOf.get(restoring.name);
    if (names === undefined) namesOf.set(restoring.name, (names = textsOf(nodes, restoring.inputs[1] ?? '')));
    const output = value === restoring.name ? 0 : Number(value.slice(restoring.name.length + 1));
    const key = names[output];
    if (key !== undefined) keys.set(variable, key);
  }
  return keys;
}

function textsOf(nodes: FlatGraph['nodes'], tensor: string): string[] {
  const value = nodes.get(handedOn(nodes, tensor))?.attributes['value']?.value;
  return value?.case === 'tensor' ? value.value.stringVal.map((bytes) => Buffer.from(bytes).toString('utf8')) : [];
}

/** Follows nodes that only hand on to the tensor that is meant; nobody writes long chains of them. */
function handedOn(nodes: FlatGraph['nodes'], tensor: string): string {
  let at = tensor;
  for (let steps = 0; steps < 100; steps += 1) {
    const node = nodes.get(producerOf(at));
    if (node === undefined || !handsOn(node)) break;
    at = node.inputs[at === node.name ? 0 : Number(at.slice(node.name.length + 1))] ?? '';
  }
  return at;
}
