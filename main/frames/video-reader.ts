import type { Frame } from 'node-av/lib';
import { Slices } from '../containers/time-slices.ts';
import { VideoDecoder } from '../containers/video-decoder.ts';
import { keyBefore, type VideoTable } from '../containers/video-table.ts';
import { VideoPackets } from './video-packets.ts';

/** No decoder holds back more frames than this; one that has not come by then does not come. */
const maxDelayPackets = 96;

/**
 * One video, open with its decoder. Frames are known by their number: each packet carries its frame's number through the
 * decoder in place of its time, so that nothing is counted, and a dropped or damaged frame shifts no other.
 */
export class VideoReader {
  readonly table: VideoTable;
  readonly #packets: VideoPackets;
  readonly #decoder: VideoDecoder;
  /** The last frame that came out since the last jump, or that was passed over; -1 for none. */
  #passed = -1;
  /** Whether the decoder was told that the end has come, and takes no more before it is flushed. */
  #drained = false;

  static async open(table: VideoTable): Promise<VideoReader> {
    const packets = await VideoPackets.open(table);
    try {
      return new VideoReader(packets, new VideoDecoder(table.path, packets.stream));
    } catch (thrown) {
      packets.close();
      throw thrown;
    }
  }

  private constructor(packets: VideoPackets, decoder: VideoDecoder) {
    this.table = packets.table;
    this.#packets = packets;
    this.#decoder = decoder;
  }

  /**
   * Decodes until frame `target` has come, without a jump where it lies ahead in the same stretch.
   * @param onFrame is handed every frame that comes on the way, `target` last; valid only until it returns.
   * @param wholeFrom frames before it need not come, where going there is quicker without; `target` at most.
   * @returns false when the decoder does not give that frame.
   * @throws the signal's reason, after which the next call goes on from there.
   */
  async decodeTo(
    target: number,
    onFrame: (frame: number, picture: Frame) => void,
    signal?: AbortSignal,
    wholeFrom = 0,
  ): Promise<boolean> {
    const key = keyBefore(this.table, target);
    const start = this.table.keyPackets[key] ?? 0;
    if (this.#drained || this.#passed >= target || this.#packets.next < start) await this.#jump(key);
    const lastPacket = (this.table.packetOf[target] ?? 0) + maxDelayPackets;
    const slices = new Slices(signal);
    for (;;) {
      for (let picture = this.#decoder.receive(); picture; picture = this.#decoder.receive()) {
        const frame = Number(picture.pts);
        if (!(frame >= 0 && frame < this.table.frameCount)) continue;
        this.#passed = Math.max(this.#passed, frame);
        onFrame(frame, picture);
        if (frame === target) return true;
      }
      if (this.#drained || this.#packets.next > lastPacket) return false;
      this.#feed(wholeFrom);
      if (slices.isOver()) await slices.next();
    }
  }

  close(): void {
    this.#decoder.close();
    this.#packets.close();
  }

  #feed(wholeFrom: number): void {
    const frame = this.#packets.nextFrame;
    if (!this.#packets.read()) {
      this.#decoder.send(null);
      this.#drained = true;
      return;
    }
    if (frame >= 0) {
      const mayPass = frame < wholeFrom;
      if (mayPass) this.#passed = Math.max(this.#passed, frame);
      this.#decoder.passOver(mayPass);
    }
    this.#decoder.send(this.#packets.packet);
  }

  /** Stands behind key packet `key`, which the decoder has. */
  async #jump(key: number): Promise<void> {
    this.#decoder.flush();
    this.#decoder.passOver(false);
    this.#passed = -1;
    this.#drained = !(await this.#packets.jump(key));
    if (!this.#drained) this.#decoder.send(this.#packets.packet);
  }
}
