import { AV_CODEC_ID_HEVC, AV_NOPTS_VALUE, AV_PKT_FLAG_DISCARD, AVCOL_SPC_BT709 } from 'node-av/constants';
import { Packet } from 'node-av/lib';
import { HevcPictureOrder } from './hevc-picture-order.ts';
import { decodedOrder } from './decoded-order.ts';
import { Slices } from './time-slices.ts';
import { VideoInput, videoNotReadable } from './video-input.ts';
import type { PacketPlace, VideoTable } from './video-table.ts';

/** 37 hours at 30 frames a second; beyond it the file is something else, or meant to harm. */
const maxPackets = 4_000_000;

/** What one pass over the packets, without decoding, gives. */
interface Packets {
  readonly count: number;
  /** Ticks; NaN where the container does not say. */
  readonly pts: readonly number[];
  readonly dts: readonly number[];
  /** By the decoder's rules never shown: marked so, or before the first key picture. */
  readonly dropped: readonly boolean[];
  readonly keys: readonly number[];
  readonly keyPlaces: readonly PacketPlace[];
  /** Rises with the order of showing where it is known; null without. */
  readonly hevcOrder: readonly number[] | null;
}

/**
 * Reads all packets of a video's first video stream once and sorts them into the order of showing.
 * @throws SteerscopeError `not-readable`; the signal's reason.
 */
export async function readVideoTable(path: string, signal?: AbortSignal): Promise<VideoTable> {
  const input = await VideoInput.open(path);
  try {
    const packets = await readPackets(input, signal);
    const { width, height, videoDelay } = input.stream.codecpar;
    const hasPts = packets.pts.every((pts, packet) => packets.dropped[packet] || !Number.isNaN(pts));
    const hasDts = packets.dts.every((dts) => !Number.isNaN(dts));
    const order = hasPts
      ? packets.pts
      : (packets.hevcOrder ??
        (hasDts && videoDelay === 0 ? packets.dts : await decodedOrder(path, packets.count, signal)));
    const shown = packets.dropped.flatMap((dropped, packet) =>
      dropped || Number.isNaN(order[packet]) ? [] : [packet],
    );
    shown.sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0) || a - b);
    if (shown.length === 0) throw videoNotReadable(path, 'it holds no frame');
    const frameOf = new Int32Array(packets.count).fill(-1);
    shown.forEach((packet, frame) => (frameOf[packet] = frame));
    // A key picture that is never shown itself cannot be known again among what the decoder gives.
    const usable = packets.keys.flatMap((packet, key) => (key === 0 || (frameOf[packet] ?? -1) >= 0 ? [key] : []));
    const { num, den } = input.stream.timeBase;
    const ticks = hasPts
      ? shown.map((packet) => packets.pts[packet] ?? 0)
      : hasDts
        ? packets.dts.slice(0, shown.length)
        : null;
    return {
      path,
      width,
      height,
      frameCount: shown.length,
      saysBt709: input.stream.codecpar.colorSpace === AVCOL_SPC_BT709,
      timeSecs: ticks && Float64Array.from(ticks, (tick) => (tick * num) / den),
      packetOf: Int32Array.from(shown),
      frameOf,
      keyPackets: Int32Array.from(usable, (key) => packets.keys[key] ?? 0),
      keyPlaces: usable.flatMap((key) => packets.keyPlaces[key] ?? []),
      droppedPackets: packets.count - shown.length,
    };
  } finally {
    input.close();
  }
}

async function readPackets(input: VideoInput, signal: AbortSignal | undefined): Promise<Packets> {
  const [pts, dts, dropped]: [number[], number[], boolean[]] = [[], [], []];
  const keys: number[] = [];
  const keyPlaces: PacketPlace[] = [];
  const isRawHevc = input.kind === 'hevc' && input.stream.codecpar.codecId === AV_CODEC_ID_HEVC;
  const reader = isRawHevc ? new HevcPictureOrder() : null;
  const orders: number[] = [];
  /** Orders start anew with each sequence; so far apart that they never meet. */
  const sequenceStep = 2 ** 34;
  const slices = new Slices(signal);
  const packet = new Packet();
  packet.alloc();
  try {
    while (input.read(packet)) {
      if (slices.isOver()) await slices.next();
      const index = pts.length;
      if (index >= maxPackets)
        throw videoNotReadable(input.path, `it holds more than ${maxPackets / 1e6} million frames`);
      pts.push(toNumber(packet.pts));
      dts.push(toNumber(packet.dts));
      if (packet.isKeyframe) {
        keys.push(index);
        keyPlaces.push({ position: Number(packet.pos), pts: orNull(packet.pts), dts: orNull(packet.dts) });
      }
      const order = reader && packet.data ? reader.read(packet.data) : null;
      orders.push(order ? order.sequence * sequenceStep + order.order : Number.NaN);
      dropped.push(keys.length === 0 || packet.hasFlags(AV_PKT_FLAG_DISCARD) || order?.shown === false);
    }
  } finally {
    packet.free();
  }
  const isOrdered = reader !== null && orders.every((order, index) => dropped[index] || !Number.isNaN(order));
  return { count: pts.length, pts, dts, dropped, keys, keyPlaces, hevcOrder: isOrdered ? orders : null };
}

const orNull = (ticks: bigint): bigint | null => (ticks === AV_NOPTS_VALUE ? null : ticks);
const toNumber = (ticks: bigint): number => (ticks === AV_NOPTS_VALUE ? Number.NaN : Number(ticks));
