import { expect, test } from 'vitest';
import { DominatorTree } from '../../../../../main/models/stages/dominator-tree.ts';

/** Nodes 1, 2 ... of which each takes from the ones listed. */
function treeOf(inputs: readonly (readonly number[])[]): DominatorTree {
  const tree = new DominatorTree(0);
  for (const [index, from] of inputs.entries()) tree.add(index + 1, tree.nearestCommon(from));
  return tree;
}

test('a node after a fork has the fork for parent', () => {
  // 0 -> 1 -> 2 -> 3 -> 5 and 1 -> 4 -> 5 -> 6
  const tree = treeOf([[0], [1], [2], [1], [3, 4], [5]]);
  expect([1, 2, 3, 4, 5, 6].map((node) => tree.parent(node))).toEqual([0, 1, 2, 1, 1, 5]);
});

test('agrees with taking each node away in turn', () => {
  let state = 7;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const inputs = Array.from({ length: 80 }, (_, index) => [index, Math.max(0, index - random(9)), random(index + 1)]);
  const shapes = inputs.map((all) => all.slice(0, 1 + random(3)));
  const tree = treeOf(shapes);
  const reachableWithout = (gone: number) => {
    const reached = new Set(gone === 0 ? [] : [0]);
    for (const [index, from] of shapes.entries())
      if (index + 1 !== gone && from.some((one) => reached.has(one))) reached.add(index + 1);
    return reached;
  };
  for (let node = 1; node <= shapes.length; node++) {
    const dominators = Array.from({ length: node }, (_, gone) => gone).filter(
      (gone) => !reachableWithout(gone).has(node),
    );
    expect(tree.parent(node)).toBe(dominators.at(-1));
  }
});

test('a long chain with as many ways back is done before the test is out of time', () => {
  // Walking up one by one would be more than 10^9 steps.
  const length = 50_000;
  const tree = new DominatorTree(0);
  for (let node = 1; node <= length; node++) tree.add(node, node - 1);
  const places = Array.from({ length }, (_, index) => index + 1);
  expect(places.filter((node) => tree.nearestCommon([length, node]) !== node)).toEqual([]);
});
