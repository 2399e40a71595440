import { producerOf, type GraphNode } from './tensorflow-graph.ts';
import { notAGraph } from './tensorflow-refusals.ts';

/**
 * The nodes that `outputs` need, each after those it reads.
 * @throws SteerscopeError `not-a-network` for a node that is missing and for graphs that run in circles.
 */
export function neededNodes(
  nodes: ReadonlyMap<string, GraphNode>,
  outputs: readonly string[],
  path: string,
): GraphNode[] {
  const order: GraphNode[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const waiting = outputs.map(producerOf).reverse();
  for (let name = waiting.at(-1); name !== undefined; name = waiting.at(-1)) {
    const node = nodes.get(name);
    if (node === undefined) throw notAGraph(`reads ${name}, which it does not hold`, path);
    if (state.get(name) === undefined) {
      state.set(name, 'open');
      for (const input of node.inputs) {
        const producer = producerOf(input);
        if (state.get(producer) === 'open') throw notAGraph(`has nodes that run in a circle at ${producer}`, path);
        if (state.get(producer) === undefined) waiting.push(producer);
      }
      continue;
    }
    waiting.pop();
    if (state.get(name) === 'open') order.push(node);
    state.set(name, 'done');
  }
  return order;
}
