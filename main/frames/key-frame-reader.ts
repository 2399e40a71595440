import type { Frame } from 'node-av/lib';
import { VideoDecoder } from '../containers/video-decoder.ts';
import type { VideoTable } from '../containers/video-table.ts';
import { VideoPackets } from './video-packets.ts';

/**
 * Key pictures of a video, each by itself and at once. It has a decoder of its own, so that nobody waits here for a
 * decoder that is on its way to another frame.
 */
export class KeyFrameReader {
  readonly #packets: VideoPackets;
  readonly #decoder: VideoDecoder;

  static async open(table: VideoTable): Promise<KeyFrameReader> {
    const packets = await VideoPackets.open(table);
    try {
      return new KeyFrameReader(packets, new VideoDecoder(table.path, packets.stream));
    } catch (thrown) {
      packets.close();
      throw thrown;
    }
  }

  private constructor(packets: VideoPackets, decoder: VideoDecoder) {
    this.#packets = packets;
    this.#decoder = decoder;
  }

  /** The picture of key packet `key`, valid until the next call; null when the decoder does not give it from that packet alone. */
  async read(key: number): Promise<Frame | null> {
    this.#decoder.flush();
    if (!(await this.#packets.jump(key))) return null;
    const frame = Number(this.#packets.packet.pts);
    this.#decoder.send(this.#packets.packet);
    // Told that nothing more comes, the decoder gives what it holds back.
    this.#decoder.send(null);
    for (let picture = this.#decoder.receive(); picture; picture = this.#decoder.receive())
      if (Number(picture.pts) === frame) return picture;
    return null;
  }

  close(): void {
    this.#decoder.close();
    this.#packets.close();
  }
}
