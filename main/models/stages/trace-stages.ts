import type { GeometryStep, Stage } from '../../../shared/geometry.ts';
import type { Problem } from '../../../shared/problem.ts';
import { deepestMap } from './deepest-map.ts';
import { followMaps, type FollowedMaps, type MapNode } from './follow-maps.ts';
import { seenBetween } from './seen-between.ts';
import { stageProblems } from './stage-problems.ts';
import type { TraceGraph } from './trace-graph.ts';

export interface TracedStages {
  /** Shallowest first. */
  readonly stages: readonly Stage[];
  /** For each stage the place of the node that is averaged. */
  readonly taps: readonly number[];
  /** What lies outside the paper, and how it was read. */
  readonly problems: readonly Problem[];
}

/** A stage whose activation may still come. */
interface OpenStage {
  readonly place: number;
  readonly steps: GeometryStep[];
  /** `Stage.sees`. */
  seen: readonly GeometryStep[] | null;
  tap: number;
  activation: string | null;
}

/**
 * The stages of VisualBackProp in a network of any shape (arXiv 1611.05418 has chains only). They are taken from the
 * nodes that every way from the picture to the deepest map passes: a convolution, or the node where the branches of a
 * block with convolutions meet, each tapped at the activation after it. A block of branches is therefore one stage: a
 * residual block at the activation after its addition, concatenated branches as the average of all their maps (the
 * simpler of the two ways that the author names). It is scaled down through its branch with the most convolutions.
 */
export function stagesOf(graph: TraceGraph): TracedStages {
  const followed = followMaps(graph);
  const { end, unread, leftOut, isBehindEnd } = deepestMap(graph, followed);
  const nameOf = (place: number) => graph.nodes[place]?.name ?? '';
  if (unread !== null) return { stages: [], taps: [], problems: stageProblems([], { unread: nameOf(unread) }) };
  const passed = end === null ? [] : passedByAll(end, graph.picture, followed);
  const open = openStages(passed, graph, followed);
  const stages = open.map(({ place, steps, seen, tap, activation }): Stage => {
    const { name: tapLayer, tap: name, height, width, channels } = graph.nodes[tap]!;
    return {
      ...{ layer: nameOf(place), tap: name, activation: activation ?? 'linear', height, width, channels, steps },
      ...(tapLayer === name ? {} : { tapLayer }),
      ...(seen?.length === steps.length && seen.every((step, index) => step === steps[index]) ? {} : { sees: seen }),
    };
  });
  const joinedBy = (isConcatenation: boolean) =>
    passed
      .filter((place) => followed.maps.get(place)!.ways.length > 1)
      .filter((place) => (graph.nodes[place]?.join === 'concatenation') === isConcatenation)
      .map(nameOf);
  const readings = {
    joined: joinedBy(false),
    concatenated: joinedBy(true),
    gated: followed.gated.filter(isBehindEnd).map(nameOf),
    leftOut: leftOut.map(nameOf),
  };
  return { stages, taps: open.map(({ tap }) => tap), problems: stageProblems(stages, readings) };
}

/** The nodes that every way from the picture to `end` passes, in that order, without the picture. */
export function passedByAll(end: number, picture: number, { tree }: FollowedMaps): number[] {
  const passed: number[] = [];
  for (let place = end; place !== picture; place = tree.parent(place)) passed.push(place);
  return passed.reverse();
}

function openStages(passed: readonly number[], graph: TraceGraph, followed: FollowedMaps): OpenStage[] {
  const { maps } = followed;
  const stages: OpenStage[] = [];
  let pending: GeometryStep[] = [];
  let seen: readonly GeometryStep[] | null = [];
  let before = graph.picture;
  for (const place of passed) {
    const map = maps.get(place)!;
    const last = stages.at(-1);
    const steps = stepsBetween(before, place, maps);
    pending.push(...steps);
    seen = bothSeen(seen, seenBetween(steps, before, place, graph, followed));
    if (map.convolutions > maps.get(before)!.convolutions) {
      stages.push({ place, steps: pending, seen, tap: place, activation: map.carried });
      [pending, seen] = [[], []];
    } else if (last?.activation === null && map.activation !== null) {
      // A pooling before the activation belongs to the stage.
      last.steps.push(...pending);
      Object.assign(last, { tap: place, activation: map.activation, seen: bothSeen(last.seen, seen) });
      [pending, seen] = [[], []];
    } else if (last?.activation === null && pending.length === 0 && graph.nodes[place]?.adjusts) {
      last.tap = place;
    }
    before = place;
  }
  return stages;
}

function bothSeen(
  below: readonly GeometryStep[] | null,
  above: readonly GeometryStep[] | null,
): readonly GeometryStep[] | null {
  return below && above && [...below, ...above];
}

/** The steps from one node to a later one that all ways pass, along the branches with the most convolutions. */
export function stepsBetween(before: number, place: number, maps: ReadonlyMap<number, MapNode>): GeometryStep[] {
  const steps: GeometryStep[] = [];
  while (place !== before) {
    const ways = maps.get(place)!.ways;
    const most = Math.max(...ways.map(({ from }) => maps.get(from)!.convolutions));
    const way = ways.find(({ from }) => maps.get(from)!.convolutions === most)!;
    if (way.step !== null) steps.push(way.step);
    place = way.from;
  }
  return steps.reverse();
}
