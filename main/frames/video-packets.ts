import { AV_NOPTS_VALUE, AVSEEK_FLAG_BACKWARD, AVSEEK_FLAG_BYTE } from 'node-av/constants';
import { Packet, type Stream } from 'node-av/lib';
import { VideoInput } from '../containers/video-input.ts';
import type { PacketPlace, VideoTable } from '../containers/video-table.ts';

/** The packets of a video one by one, each with its frame's number in place of its time, and jumps to key packets. */
export class VideoPackets {
  readonly table: VideoTable;
  /** The packet read last. */
  readonly packet = new Packet();
  /** The number of the packet to be read next, in the order of the file. */
  next = 0;
  #input: VideoInput;

  /** @throws SteerscopeError `not-readable`. */
  static async open(table: VideoTable): Promise<VideoPackets> {
    return new VideoPackets(table, await VideoInput.open(table.path));
  }

  private constructor(table: VideoTable, input: VideoInput) {
    this.table = table;
    this.#input = input;
    this.packet.alloc();
  }

  get stream(): Stream {
    return this.#input.stream;
  }

  /** The frame of the packet to be read next; -1 where none is shown. */
  get nextFrame(): number {
    return this.table.frameOf[this.next] ?? -1;
  }

  /** @returns false at the end, or where the file is cut. */
  read(): boolean {
    if (!this.#input.read(this.packet)) return false;
    this.#number();
    return true;
  }

  /**
   * Reads key packet `key`. Containers land where they like, so the packet is looked for.
   * @returns false when the file holds it no more.
   */
  async jump(key: number): Promise<boolean> {
    for (let back = 0; ; back = back * 2 + 1) {
      const landing = Math.max(0, key - back);
      if (this.#seek(landing) && this.#findKey(key)) return true;
      if (landing === 0) return this.#readFromStart(this.table.keyPackets[key] ?? 0);
    }
  }

  close(): void {
    this.packet.free();
    this.#input.close();
  }

  #number(): void {
    const frame = this.nextFrame;
    this.next += 1;
    this.packet.pts = frame < 0 ? AV_NOPTS_VALUE : BigInt(frame);
    this.packet.dts = AV_NOPTS_VALUE;
  }

  #seek(key: number): boolean {
    const place = this.table.keyPlaces[key];
    if (!place) return false;
    const ticks = place.pts ?? place.dts;
    if (ticks !== null) return this.#input.seek(ticks, AVSEEK_FLAG_BACKWARD);
    return place.position >= 0 && this.#input.seek(BigInt(place.position), AVSEEK_FLAG_BYTE);
  }

  /** Reads on to key packet `key`; false when the container landed behind it. */
  #findKey(key: number): boolean {
    const wanted = this.table.keyPlaces[key];
    if (!wanted) return false;
    let seen = 0;
    while (this.#input.read(this.packet)) {
      if (this.packet.isKeyframe) {
        if (isAt(this.packet, wanted)) {
          this.next = this.table.keyPackets[key] ?? 0;
          this.#number();
          return true;
        }
        const later = this.table.keyPlaces.slice(key + 1, key + 64);
        if (later.some((place) => isAt(this.packet, place))) return false;
      }
      seen += 1;
      if (seen > this.table.frameOf.length) return false;
    }
    return false;
  }

  /** From the beginning of the file, by counting packets. */
  async #readFromStart(packet: number): Promise<boolean> {
    const input = await VideoInput.open(this.table.path);
    this.#input.close();
    this.#input = input;
    for (let index = 0; index <= packet; index += 1) if (!this.#input.read(this.packet)) return false;
    this.next = packet;
    this.#number();
    return true;
  }
}

/** Position alone says it where there is one: each packet has its own. */
function isAt({ pos, pts, dts }: Packet, place: PacketPlace): boolean {
  if (place.position >= 0) return Number(pos) === place.position;
  return place.pts !== null ? pts === place.pts : dts === place.dts;
}
