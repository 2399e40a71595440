import { AV_NOPTS_VALUE, AVSEEK_FLAG_BACKWARD, AVSEEK_FLAG_BYTE } from 'node-av/constants';
import { Packet, type Frame } from 'node-av/lib';
import { Slices } from '../containers/time-slices.ts';
import { VideoDecoder } from '../containers/video-decoder.ts';
import { VideoInput } from '../containers/video-input.ts';
import { keyBefore, type PacketPlace, type VideoTable } from '../containers/video-table.ts';

/** No decoder holds back more frames than this; one that has not come by then does not come. */
const maxDelayPackets = 96;

/**
 * One video, open with its decoder. Frames are known by their number: each packet carries its frame's number through the
 * decoder in place of its time, so that nothing is counted, and a dropped or damaged frame shifts no other.
 */
export class VideoReader {
  readonly table: VideoTable;
  #input: VideoInput;
  readonly #decoder: VideoDecoder;
  readonly #packet = new Packet();
  /** The packet to be read next. */
  #next = 0;
  /** The last frame that came out since the last jump; -1 for none. */
  #lastOut = -1;
  /** Whether the decoder was told that the end has come, and takes no more before it is flushed. */
  #drained = false;

  static async open(table: VideoTable): Promise<VideoReader> {
    const input = await VideoInput.open(table.path);
    try {
      return new VideoReader(table, input, new VideoDecoder(table.path, input.stream));
    } catch (thrown) {
      input.close();
      throw thrown;
    }
  }

  private constructor(table: VideoTable, input: VideoInput, decoder: VideoDecoder) {
    this.table = table;
    this.#input = input;
    this.#decoder = decoder;
    this.#packet.alloc();
  }

  /**
   * Decodes until frame `target` has come, without a jump where it lies ahead in the same stretch.
   * @param onFrame is handed every frame that comes on the way, `target` last; valid only until it returns.
   * @returns false when the decoder does not give that frame.
   * @throws the signal's reason, after which the next call goes on from there.
   */
  async decodeTo(
    target: number,
    onFrame: (frame: number, picture: Frame) => void,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const key = keyBefore(this.table, target);
    const start = this.table.keyPackets[key] ?? 0;
    if (this.#drained || this.#lastOut >= target || this.#next < start) await this.#jump(key);
    const lastPacket = (this.table.packetOf[target] ?? 0) + maxDelayPackets;
    const slices = new Slices(signal);
    for (;;) {
      for (let picture = this.#decoder.receive(); picture; picture = this.#decoder.receive()) {
        const frame = Number(picture.pts);
        if (!(frame >= 0 && frame < this.table.frameCount)) continue;
        this.#lastOut = Math.max(this.#lastOut, frame);
        onFrame(frame, picture);
        if (frame === target) return true;
      }
      if (this.#drained || this.#next > lastPacket) return false;
      this.#feed();
      if (slices.isOver()) await slices.next();
    }
  }

  close(): void {
    this.#packet.free();
    this.#decoder.close();
    this.#input.close();
  }

  #feed(): void {
    if (!this.#input.read(this.#packet)) {
      this.#decoder.send(null);
      this.#drained = true;
      return;
    }
    this.#sendPacket();
  }

  #sendPacket(): void {
    const frame = this.table.frameOf[this.#next] ?? -1;
    this.#next += 1;
    this.#packet.pts = frame < 0 ? AV_NOPTS_VALUE : BigInt(frame);
    this.#packet.dts = AV_NOPTS_VALUE;
    this.#decoder.send(this.#packet);
  }

  /** Stands behind key packet `key`, which the decoder has. Containers land where they like, so the packet is looked for. */
  async #jump(key: number): Promise<void> {
    this.#decoder.flush();
    this.#drained = false;
    this.#lastOut = -1;
    for (let back = 0; ; back = back * 2 + 1) {
      const landing = Math.max(0, key - back);
      if (this.#seek(landing) && this.#findKey(key)) break;
      if (landing > 0) continue;
      await this.#reopen();
      if (!this.#readUpTo(this.table.keyPackets[key] ?? 0)) this.#drained = true;
      break;
    }
  }

  #seek(key: number): boolean {
    const place = this.table.keyPlaces[key];
    if (!place) return false;
    const ticks = place.pts ?? place.dts;
    if (ticks !== null) return this.#input.seek(ticks, AVSEEK_FLAG_BACKWARD);
    return place.position >= 0 && this.#input.seek(BigInt(place.position), AVSEEK_FLAG_BYTE);
  }

  /** Reads on to key packet `key` and sends it; false when the container landed behind it. */
  #findKey(key: number): boolean {
    const wanted = this.table.keyPlaces[key];
    if (!wanted) return false;
    let seen = 0;
    while (this.#input.read(this.#packet)) {
      if (this.#packet.isKeyframe) {
        if (isAt(this.#packet, wanted)) {
          this.#next = this.table.keyPackets[key] ?? 0;
          this.#sendPacket();
          return true;
        }
        const later = this.table.keyPlaces.slice(key + 1, key + 64);
        if (later.some((place) => isAt(this.#packet, place))) return false;
      }
      seen += 1;
      if (seen > this.table.frameOf.length) return false;
    }
    return false;
  }

  async #reopen(): Promise<void> {
    const input = await VideoInput.open(this.table.path);
    this.#input.close();
    this.#input = input;
    this.#next = 0;
  }

  /** From the beginning of the file, by counting packets. */
  #readUpTo(packet: number): boolean {
    for (let index = 0; index <= packet; index += 1) if (!this.#input.read(this.#packet)) return false;
    this.#next = packet;
    this.#sendPacket();
    return true;
  }
}

/** Position alone says it where there is one: each packet has its own. */
function isAt({ pos, pts, dts }: Packet, place: PacketPlace): boolean {
  if (place.position >= 0) return Number(pos) === place.position;
  return place.pts !== null ? pts === place.pts : dts === place.dts;
}
