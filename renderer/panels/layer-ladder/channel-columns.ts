/** How the tiles of a layer's channels lie in their panel; lengths in CSS pixels. */
export interface TileRoom {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /** Width over height of a channel's map. */
  readonly aspect: number;
}

const tileGap = 4;
const captionHeight = 16 + 4;
/** Around a map within its tile, both sides together. */
const frame = 4;
/** Maps are coarse: larger than this they show no more. */
const widestTile = 320;

/** Few channels are shown larger even where they must be scrolled. */
const leastTile = (count: number): number => (count <= 4 ? 200 : count <= 16 ? 128 : 88);

/** A row with its gap. */
export const tileRowHeight = ({ width, aspect }: TileRoom, columns: number): number =>
  ((width - tileGap * (columns - 1)) / columns - frame) / aspect + captionHeight + tileGap;

/** The fewest columns in which all channels are in sight at once; as many as are legible where they cannot be. */
export function tileColumns(room: TileRoom): number {
  const { width, height, count } = room;
  const columnsOf = (tile: number): number => (width + tileGap) / (tile + tileGap);
  const most = Math.max(1, Math.floor(columnsOf(leastTile(count))));
  for (let columns = Math.max(1, Math.ceil(columnsOf(widestTile))); columns < most; columns++)
    if (tileRowHeight(room, columns) * Math.ceil(count / columns) <= height) return columns;
  return most;
}
