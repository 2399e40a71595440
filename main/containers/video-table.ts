/** Which packet of a video shows which frame, and where decoding can start. Numbers of packets count in the order of the file. */
export interface VideoTable {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  /** The stream says that its colours are those of HD television (ITU-R BT.709). */
  readonly saysBt709: boolean;
  /** When each frame is shown, in seconds on the video's own clock; null where the container keeps no time. */
  readonly timeSecs: Float64Array | null;
  /** The packet of each frame. */
  readonly packetOf: Int32Array;
  /** The frame of each packet; -1 where none is shown. */
  readonly frameOf: Int32Array;
  /** Packets that decoding can start at, in order. The first is where it starts at the beginning of the file. */
  readonly keyPackets: Int32Array;
  /** Of each key packet, how the container finds it again. */
  readonly keyPlaces: readonly PacketPlace[];
  /** Packets before the first key packet, and others that decoders drop. */
  readonly droppedPackets: number;
}

/** What a packet is known by after a jump. */
export interface PacketPlace {
  /** Byte in the file; -1 when unknown. */
  readonly position: number;
  /** In ticks of the stream; null when the container does not say. */
  readonly pts: bigint | null;
  readonly dts: bigint | null;
}

/** The index into `keyPackets` of the last one from which decoding gives frame `frame`. */
export function keyBefore(table: VideoTable, frame: number): number {
  const { keyPackets, frameOf, packetOf } = table;
  const packet = packetOf[frame] ?? 0;
  let [low, high] = [0, keyPackets.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((keyPackets[middle] ?? 0) <= packet) low = middle;
    else high = middle - 1;
  }
  // A frame shown before the key picture that precedes it in the file refers to pictures before that one.
  while (low > 0 && (frameOf[keyPackets[low] ?? 0] ?? 0) > frame) low -= 1;
  return low;
}

/** The frame that decoding starts at to reach `frame`. */
export function keyFrameOf(table: VideoTable, frame: number): number {
  return Math.max(0, table.frameOf[table.keyPackets[keyBefore(table, frame)] ?? 0] ?? 0);
}
