/**
 * Which node every way to a node passes last before it: its parent in this tree. For a graph without cycles whose
 * nodes come after those they take from, the parent is the nearest common ancestor of all that a node takes from.
 * Jump pointers (E. W. Myers, "An applicative random-access stack", 1983) make each look-up logarithmic, so that a
 * graph of millions of nodes takes no longer than it must.
 */
export class DominatorTree {
  readonly #parent = new Map<number, number>();
  readonly #jump = new Map<number, number>();
  readonly #depth = new Map<number, number>();

  constructor(root: number) {
    this.#parent.set(root, root);
    this.#jump.set(root, root);
    this.#depth.set(root, 0);
  }

  /** @throws Error for a node that was not added. */
  parent(node: number): number {
    return known(this.#parent, node);
  }

  add(node: number, parent: number): void {
    const jump = known(this.#jump, parent);
    const [depth, middle, far] = [parent, jump, known(this.#jump, jump)].map((one) => known(this.#depth, one));
    this.#parent.set(node, parent);
    this.#depth.set(node, depth! + 1);
    this.#jump.set(node, depth! - middle! === middle! - far! ? known(this.#jump, jump) : parent);
  }

  /** The nearest node that every way to any of `nodes` passes; at least one. */
  nearestCommon(nodes: readonly number[]): number {
    return nodes.reduce((one, other) => this.#meeting(one, other));
  }

  #meeting(one: number, other: number): number {
    let [high, low] = known(this.#depth, one) < known(this.#depth, other) ? [one, other] : [other, one];
    const depth = known(this.#depth, high);
    while (known(this.#depth, low) > depth) {
      const jump = known(this.#jump, low);
      low = known(this.#depth, jump) >= depth ? jump : this.parent(low);
    }
    while (high !== low) {
      const [jumpHigh, jumpLow] = [known(this.#jump, high), known(this.#jump, low)];
      const isBelow = jumpHigh !== jumpLow;
      high = isBelow ? jumpHigh : this.parent(high);
      low = isBelow ? jumpLow : this.parent(low);
    }
    return high;
  }
}

function known(map: ReadonlyMap<number, number>, node: number): number {
  const value = map.get(node);
  if (value === undefined) throw new Error(`node ${node} is not in the tree`);
  return value;
}
