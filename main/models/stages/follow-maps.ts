import type { GeometryStep } from '../../../shared/geometry.ts';
import { DominatorTree } from './dominator-tree.ts';
import { separableHalves } from './separable-halves.ts';
import type { TraceGraph, TraceNode } from './trace-graph.ts';
import { isBounded, writtenOutActivation } from './written-out-activation.ts';

/** The way into a map from another one. */
export interface Way {
  readonly from: number;
  readonly step: GeometryStep | null;
}

/** A node whose output is a map of the picture. */
export interface MapNode {
  /** One way, or several where branches meet; none for the picture. Gates and functions written as nodes are no branches. */
  readonly ways: readonly Way[];
  /** The most that any way from the picture passes, this one included. */
  readonly convolutions: number;
  /** The same for convolutions and steps together. */
  readonly changes: number;
  /** Of the node, or of the nodes as which an activation is written out (x * sigmoid(x)). */
  readonly activation: string | null;
  /** The activation behind which its values still stand: that of all branches where they meet. */
  readonly carried: string | null;
}

export interface FollowedMaps {
  readonly maps: ReadonlyMap<number, MapNode>;
  /** Of the maps. */
  readonly tree: DominatorTree;
  /** Nodes to which the picture comes only by ways that cannot be followed, with the node where that began. */
  readonly lost: ReadonlyMap<number, number>;
  /** Maps that are multiplied or shifted by something made of the picture that is no branch. */
  readonly gated: readonly number[];
}

/** Follows the picture through all of the graph, as far as its rows and columns go. */
export function followMaps(graph: TraceGraph): FollowedMaps {
  const { nodes, picture } = graph;
  const halves = separableHalves(graph);
  const tree = new DominatorTree(picture);
  const start: MapNode = { ways: [], convolutions: 0, changes: 0, activation: null, carried: null };
  const maps = new Map([[picture, start]]);
  const lost = new Map<number, number>();
  const ended = new Set<number>();
  const gated: number[] = [];
  for (const [place, node] of nodes.entries()) {
    if (place === picture) continue;
    const hasEnded = node.inputs.some(({ from, passage }) => ended.has(from) || (passage === 'end' && maps.has(from)));
    const ways = waysInto(node, maps);
    if (ways.length === 0) {
      const broken = node.inputs.find(({ from, passage }) =>
        maps.has(from) ? passage === 'unknown' : lost.has(from) && passage !== 'end',
      );
      if (broken) lost.set(place, lost.get(broken.from) ?? place);
      else if (hasEnded) ended.add(place);
      continue;
    }
    const { branches, activation, isGated } = joined(node, ways, maps, tree);
    if (isGated || (hasEnded && node.join !== null && node.join !== 'concatenation')) gated.push(place);
    maps.set(place, mapNode(node, branches, activation, maps, halves.has(place)));
    tree.add(place, tree.nearestCommon(branches.map(({ from }) => from)));
  }
  return { maps, tree, lost, gated };
}

function waysInto(node: TraceNode, maps: ReadonlyMap<number, MapNode>): Way[] {
  return node.inputs.flatMap(({ from, passage }) =>
    maps.has(from) && passage !== 'unknown' && passage !== 'end' ? [{ from, step: passage }] : [],
  );
}

interface Joined {
  readonly branches: readonly Way[];
  readonly activation: string | null;
  readonly isGated: boolean;
}

/** Tells branches that meet in a node from gates, and from one function of one map that is written as several nodes. */
function joined(
  node: TraceNode,
  ways: readonly Way[],
  maps: ReadonlyMap<number, MapNode>,
  tree: DominatorTree,
): Joined {
  const plain = { branches: ways, activation: node.activation, isGated: false };
  if (ways.length === 1) return plain;
  const common = tree.nearestCommon(ways.map(({ from }) => from));
  const keepsPlace = ways.every(
    ({ from, step }) => step === null && maps.get(from)?.changes === maps.get(common)?.changes,
  );
  if (keepsPlace) {
    const activation = node.activation ?? writtenOutActivation(node.join, activationsBetween(common, ways, maps));
    return { branches: [{ from: common, step: null }], activation, isGated: false };
  }
  const open = node.join === 'product' ? ways.filter(({ from }) => !isGate(from, maps)) : ways;
  return open.length === 0 || open.length === ways.length ? plain : { ...plain, branches: open, isGated: true };
}

function mapNode(
  node: TraceNode,
  ways: readonly Way[],
  activation: string | null,
  maps: ReadonlyMap<number, MapNode>,
  isHalf: boolean,
): MapNode {
  const below = ways.map(({ from }) => maps.get(from)!);
  const carried = [...new Set(below.map((map) => map.carried))];
  const changesValues = node.isConvolution || node.adjusts;
  return {
    ways,
    convolutions: Math.max(...below.map((map) => map.convolutions)) + Number(node.isConvolution && !isHalf),
    changes: Math.max(
      ...ways.map(({ step }, index) => below[index]!.changes + Number(step !== null || node.isConvolution)),
    ),
    activation,
    carried: activation ?? (changesValues || carried.includes(null) ? null : carried.join(' and ')),
  };
}

/** An activation takes no more nodes than this to write out. */
const mostNodesOfActivation = 16;

function activationsBetween(common: number, ways: readonly Way[], maps: ReadonlyMap<number, MapNode>): Set<string> {
  const found = new Set<string>();
  const seen = new Set([common]);
  const waiting = ways.map(({ from }) => from);
  for (let place = waiting.pop(); place !== undefined && seen.size <= mostNodesOfActivation; place = waiting.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    const map = maps.get(place)!;
    if (map.activation !== null) found.add(map.activation);
    waiting.push(...map.ways.map(({ from }) => from));
  }
  return found;
}

/** Whether a factor ends in 0..1, as a sigmoid does: it then weighs the other factor rather than being a map of its own. */
function isGate(place: number, maps: ReadonlyMap<number, MapNode>): boolean {
  const { carried } = maps.get(place)!;
  return carried !== null && isBounded(carried);
}
