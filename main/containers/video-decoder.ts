import { AV_CODEC_ID_H264 } from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Frame, type Packet, type Stream } from 'node-av/lib';
import { maxVideoPixels, videoNotReadable } from './video-input.ts';

/** FFmpeg's decoder of one stream. Frames come out with the `pts` that their packet was given. Synchronous. */
export class VideoDecoder {
  readonly #context = new CodecContext();
  readonly #frame = new Frame();
  readonly #canPassOver: boolean;
  #passesOver = false;

  /** @throws SteerscopeError `not-readable` when there is no decoder for it. */
  constructor(path: string, stream: Pick<Stream, 'codecpar'>) {
    const { codecpar } = stream;
    const decoder = Codec.findDecoder(codecpar.codecId);
    if (!decoder) throw videoNotReadable(path, `its codec ${codecpar.codecTagString ?? codecpar.codecId} is not known`);
    this.#context.allocContext3(decoder);
    this.#context.parametersToContext(codecpar);
    this.#context.setOption('max_pixels', maxVideoPixels);
    // With more, what it makes of damaged pictures depends on chance.
    this.#context.threadCount = 1;
    const result = this.#context.open2Sync(decoder);
    if (result < 0) {
      this.#context.freeContext();
      throw videoNotReadable(path, new FFmpegError(result).message);
    }
    this.#frame.alloc();
    this.#canPassOver = codecpar.codecId === AV_CODEC_ID_H264;
  }

  /**
   * Whether pictures that no other refers to are left out from the next packet on, which takes a third of the time. H.264
   * alone says for certain which those are: HEVC does so only within a temporal layer.
   */
  passOver(passes: boolean): void {
    if (!this.#canPassOver || passes === this.#passesOver) return;
    this.#context.setOption('skip_frame', passes ? 'noref' : 'default');
    this.#passesOver = passes;
  }

  /** A damaged packet gives no frame, and is no error: those after it may be sound. */
  send(packet: Packet | null): void {
    this.#context.sendPacketSync(packet);
  }

  /** The next frame, valid until the next call; null when the decoder wants another packet, or is drained. */
  receive(): Frame | null {
    return this.#context.receiveFrameSync(this.#frame) >= 0 ? this.#frame : null;
  }

  /** Forgets all packets sent, for a jump or after the end. */
  flush(): void {
    this.#context.flushBuffers();
  }

  close(): void {
    this.#context.freeContext();
    this.#frame.free();
  }
}
