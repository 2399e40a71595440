/** How the ladder's rungs lie in its panel; lengths in CSS pixels. */
export interface LadderLayout {
  /** 2: label above its maps, two rungs side by side. */
  readonly columns: 1 | 2;
  readonly mapWidth: number;
  /** Not all of it is in sight. */
  readonly scrolls: boolean;
}

interface LadderRoom {
  readonly width: number;
  readonly height: number;
  readonly stageCount: number;
  /** Width over height of the stages' maps, and of the final mask. */
  readonly aspect: number;
  readonly finalAspect: number;
}

/** As the style sheet has them. */
export const rung = { padding: 12, gap: 8, label: 108, heading: 20, between: 6, lineAbove: 20 } as const;
/** A label beside its maps needs two lines. */
const lowestBeside = 32;
/** Maps smaller than this say nothing: then the ladder scrolls instead. */
const smallest = { width: 88, height: 32 };
const largestHeight = 160;

/** The arrangement with the largest maps of those that need no scrolling. */
export function ladderLayout(room: LadderRoom): LadderLayout {
  const fitting = ([1, 2] as const)
    .map((columns) => ({ columns, mapWidth: largestFitting(room, columns), scrolls: false }))
    .filter(({ mapWidth }) => mapWidth >= smallest.width && mapWidth / room.aspect >= smallest.height);
  const [best] = fitting.sort((one, other) => other.mapWidth - one.mapWidth);
  if (best) return best;
  const columns = room.aspect < 2 ? 2 : 1;
  return { columns, mapWidth: Math.min(widest(room, columns), smallest.height * 2 * room.aspect), scrolls: true };
}

function widest({ width }: LadderRoom, columns: 1 | 2): number {
  const inside = width - 2 * rung.padding;
  return Math.max(0, columns === 1 ? (inside - rung.label - 2 * rung.gap) / 2 : (inside - 3 * rung.gap) / 4);
}

function largestFitting(room: LadderRoom, columns: 1 | 2): number {
  let [low, high] = [0, Math.min(widest(room, columns), largestHeight * room.aspect)];
  if (heightOf(room, columns, high) <= room.height) return Math.floor(high);
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (heightOf(room, columns, middle) <= room.height) low = middle;
    else high = middle;
  }
  return Math.floor(low);
}

function heightOf({ stageCount, aspect, finalAspect }: LadderRoom, columns: 1 | 2, mapWidth: number): number {
  const [stage, final] = [mapWidth / aspect, mapWidth / finalAspect];
  if (columns === 1) {
    const rows = stageCount * (Math.max(stage, lowestBeside) + rung.between);
    return rung.heading + rows + Math.max(final, lowestBeside) + rung.between;
  }
  const cells = Array.from({ length: stageCount + 1 }, (_, index) => (index < stageCount ? stage : final));
  let height: number = rung.heading;
  for (let index = 0; index < cells.length; index += 2)
    height += Math.max(cells[index] ?? 0, cells[index + 1] ?? 0) + rung.lineAbove + rung.between;
  return height;
}
