/** Where the nodes of a graph lie, in pixels before zoom: each below those that it takes from. */
export interface GraphLayout {
  /** Middle of each node's top edge. */
  readonly places: readonly { readonly x: number; readonly y: number; readonly rank: number }[];
  /** Each from the bottom of a node to the top of another, by points between the rows. */
  readonly wires: readonly GraphWire[];
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

export interface GraphWire {
  readonly from: number;
  readonly to: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export const nodeSize = { width: 208, height: 44 } as const;
const rowGap = 28;
const columnGap = 24;
/** A wire that goes past a row takes so much room in it. */
const wireWidth = 16;
const sweeps = 6;
/** Graphs with more long wires than this have them drawn straight. */
const mostBends = 30_000;

/** A node, or the point at which a wire goes past a row; `above` and `below` are indices of such slots. */
interface Slot {
  readonly node: number | null;
  readonly rank: number;
  readonly above: number[];
  readonly below: number[];
  x: number;
}

/**
 * A layered drawing (K. Sugiyama, S. Tagawa and M. Toda, 1981): rows by the longest way from an input, order within a row
 * by the mean place of the neighbours, and then places as near to theirs as the order allows.
 * @param inputs for each node the nodes that it takes from.
 */
export function layoutGraph(inputs: readonly (readonly number[])[]): GraphLayout {
  const ranks = longestWays(inputs);
  const slots: Slot[] = ranks.map((rank, node) => ({ node, rank, above: [], below: [], x: 0 }));
  const bends = inputs.flatMap((all, to) => all.map((from) => ranks[to]! - ranks[from]! - 1));
  const isBent = bends.reduce((sum, count) => sum + Math.max(0, count), 0) <= mostBends;
  const ways: { from: number; to: number; slots: number[] }[] = [];
  inputs.forEach((all, to) => {
    for (const from of all) {
      const way: number[] = [];
      let above = from;
      for (let rank = ranks[from]! + 1; isBent && rank < ranks[to]!; rank++) {
        const bend = slots.push({ node: null, rank, above: [], below: [], x: 0 }) - 1;
        link(slots, above, bend);
        way.push(bend);
        above = bend;
      }
      link(slots, above, to);
      ways.push({ from, to, slots: way });
    }
  });
  const rows = rowsOf(slots);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const row of isDown ? rows : rows.toReversed()) reorder(row, slots, isDown ? 'above' : 'below');
  }
  for (const row of rows) spreadOut(row, slots);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const row of isDown ? rows : rows.toReversed()) straighten(row, slots, isDown ? 'above' : 'below');
  }
  return asLayout(slots, ways, ranks, rows.length);
}

/** How many layers lie before each at most; one that waits for itself counts from what is known. */
function longestWays(inputs: readonly (readonly number[])[]): number[] {
  const ranks = inputs.map(() => 0);
  const waitsFor = inputs.map((all) => all.length);
  const takers = inputs.map((): number[] => []);
  inputs.forEach((all, node) => all.forEach((from) => takers[from]?.push(node)));
  const ready = [...ranks.keys()].filter((node) => waitsFor[node] === 0);
  for (let at = 0; at < ready.length; at++) {
    const node = ready[at]!;
    for (const taker of takers[node]!) {
      ranks[taker] = Math.max(ranks[taker]!, ranks[node]! + 1);
      waitsFor[taker]! -= 1;
      if (waitsFor[taker] === 0) ready.push(taker);
    }
  }
  return ranks;
}

function link(slots: readonly Slot[], above: number, below: number): void {
  slots[above]!.below.push(below);
  slots[below]!.above.push(above);
}

function rowsOf(slots: readonly Slot[]): number[][] {
  const rows: number[][] = [];
  slots.forEach(({ rank }, slot) => (rows[rank] ??= []).push(slot));
  for (const row of rows) row.forEach((slot, place) => (slots[slot]!.x = place));
  return rows;
}

/** By the mean of the neighbours; who has none keeps its place. */
function reorder(row: number[], slots: readonly Slot[], side: 'above' | 'below'): void {
  const wish = new Map(row.map((slot) => [slot, mean(slots, slot, side)]));
  row.sort((one, other) => wish.get(one)! - wish.get(other)!);
  row.forEach((slot, place) => (slots[slot]!.x = place));
}

function mean(slots: readonly Slot[], slot: number, side: 'above' | 'below'): number {
  const own = slots[slot]!;
  const near = own[side];
  return near.length === 0 ? own.x : near.reduce((sum, one) => sum + slots[one]!.x, 0) / near.length;
}

const widthOf = ({ node }: Slot): number => (node === null ? wireWidth : nodeSize.width + columnGap);

function spreadOut(row: readonly number[], slots: readonly Slot[]): void {
  let x = 0;
  for (const slot of row) {
    const width = widthOf(slots[slot]!);
    slots[slot]!.x = x + width / 2;
    x += width;
  }
  for (const slot of row) slots[slot]!.x -= x / 2;
}

/**
 * As near to the mean of the neighbours as fits side by side, by least squares: wishes less the room that is taken to the
 * left must not fall, and those that would are pooled (pool adjacent violators).
 */
function straighten(row: readonly number[], slots: readonly Slot[], side: 'above' | 'below'): void {
  const pools: { sum: number; count: number }[] = [];
  const offsets: number[] = [];
  let taken = 0;
  for (const slot of row) {
    const width = widthOf(slots[slot]!);
    offsets.push(taken + width / 2);
    taken += width;
    pools.push({ sum: mean(slots, slot, side) - offsets.at(-1)!, count: 1 });
    for (let last = pools.at(-1)!, before = pools.at(-2); before && average(before) > average(last);) {
      pools.pop();
      before.sum += last.sum;
      before.count += last.count;
      [last, before] = [before, pools.at(-2)];
    }
  }
  const places = pools.flatMap((pool) => Array.from({ length: pool.count }, () => average(pool)));
  row.forEach((slot, at) => (slots[slot]!.x = places[at]! + offsets[at]!));
}

const average = ({ sum, count }: { readonly sum: number; readonly count: number }): number => sum / count;

function asLayout(
  slots: readonly Slot[],
  ways: readonly { from: number; to: number; slots: readonly number[] }[],
  ranks: readonly number[],
  rowCount: number,
): GraphLayout {
  const top = (rank: number): number => rank * (nodeSize.height + rowGap);
  const nodes = slots.slice(0, ranks.length);
  const places = nodes.map(({ x, rank }) => ({ x, y: top(rank), rank }));
  const wires = ways.map(({ from, to, slots: bends }): GraphWire => {
    const [start, end] = [places[from]!, places[to]!];
    const past = bends.flatMap((bend) => {
      const { x, rank } = slots[bend]!;
      return [
        { x, y: top(rank) },
        { x, y: top(rank) + nodeSize.height },
      ];
    });
    return { from, to, points: [{ x: start.x, y: start.y + nodeSize.height }, ...past, { x: end.x, y: end.y }] };
  });
  let [left, right] = [Infinity, -Infinity];
  for (const slot of slots) {
    left = Math.min(left, slot.x - widthOf(slot) / 2);
    right = Math.max(right, slot.x + widthOf(slot) / 2);
  }
  if (slots.length === 0) [left, right] = [0, 0];
  return { places, wires, left, width: right - left, height: Math.max(0, top(rowCount) - rowGap) };
}
