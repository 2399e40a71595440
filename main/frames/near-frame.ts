import { keyBefore, type VideoTable } from '../containers/video-table.ts';

/** A frame that can be shown at once. */
export interface NearFrame {
  readonly frame: number;
  /** The index into `keyPackets` of the packet to decode; null for a frame that is decoded already. */
  readonly key: number | null;
}

/** The frame nearest to `frame` that can be shown at once: one that is decoded, or one of the two key frames around it. */
export function nearFrame(table: VideoTable, frame: number, decoded: readonly number[]): NearFrame | null {
  const key = keyBefore(table, frame);
  const candidates: readonly NearFrame[] = [
    ...decoded.map((held) => ({ frame: held, key: null })),
    ...[key, key + 1].map((near) => ({ frame: table.frameOf[table.keyPackets[near] ?? -1] ?? -1, key: near })),
  ];
  return candidates.reduce<NearFrame | null>((nearest, candidate) => {
    if (candidate.frame < 0) return nearest;
    const isNearer = !nearest || Math.abs(candidate.frame - frame) < Math.abs(nearest.frame - frame);
    return isNearer ? candidate : nearest;
  }, null);
}
