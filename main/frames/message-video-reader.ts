import {
  AV_CODEC_ID_AV1,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_VP9,
  AV_NOPTS_VALUE,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants';
import { CodecParameters, Packet, type Frame } from 'node-av/lib';
import type { MessagePictureLocation, MessageStretch } from '../../shared/drive.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';
import { Slices } from '../containers/time-slices.ts';
import { VideoDecoder } from '../containers/video-decoder.ts';
import { videoMessage } from '../containers/video-message.ts';
import { messageBytes } from './message-bytes.ts';

const codecs = { h264: AV_CODEC_ID_H264, h265: AV_CODEC_ID_HEVC, vp9: AV_CODEC_ID_VP9, av1: AV_CODEC_ID_AV1 } as const;
/** No decoder holds back more pictures than this. */
const maxDelayMessages = 32;

/** Of the message that decoding a stretch starts at: no other stretch has it. */
export function stretchName(stretch: MessageStretch): string {
  const { path, chunk } = stretch.sources[stretch.sourceOf[0] ?? 0] ?? { path: '', chunk: null };
  return `${path}\0${chunk?.start ?? ''}\0${stretch.offset[0] ?? 0}`;
}

/** Where a message of a stretch lies. */
export function messageOf({ sources, sourceOf, offset }: MessageStretch, frame: number): MessagePictureLocation {
  const source = sources[sourceOf[frame] ?? -1];
  if (source === undefined) throw new DamagedContainer(`there is no message ${frame}`);
  return { kind: 'message-picture', ...source, offset: offset[frame] ?? 0 };
}

/** Decodes videos whose pictures are messages. One decoder; each picture carries its number in the stretch through it. */
export class MessageVideoReader {
  readonly #packet = new Packet();
  #decoder: VideoDecoder | null = null;
  #codec = '';
  #stretch = '';
  /** The message to be sent next. */
  #next = 0;
  /** The last picture that came out; -1 before the first. */
  #lastOut = -1;
  #drained = false;

  constructor() {
    this.#packet.alloc();
  }

  /**
   * Decodes until picture `target` has come, without beginning anew where it lies ahead in the same stretch.
   * @param onFrame is handed every picture that comes on the way, `target` last; valid only until it returns.
   * @returns false when the decoder does not give that picture.
   * @throws the signal's reason; SteerscopeError `not-readable`.
   */
  async decodeTo(
    stretch: MessageStretch,
    target: number,
    onFrame: (frame: number, picture: Frame) => void,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const decoder = this.#open(stretch, target);
    const count = stretch.offset.length;
    const slices = new Slices(signal);
    for (;;) {
      for (let picture = decoder.receive(); picture; picture = decoder.receive()) {
        const frame = Number(picture.pts);
        if (!(frame >= 0 && frame < count)) continue;
        this.#lastOut = Math.max(this.#lastOut, frame);
        onFrame(frame, picture);
        if (frame === target) return true;
      }
      if (this.#drained) return false;
      if (this.#next >= count || this.#next > target + maxDelayMessages) {
        decoder.send(null);
        this.#drained = true;
      } else await this.#send(decoder, stretch);
      if (slices.isOver()) await slices.next();
    }
  }

  close(): void {
    this.#decoder?.close();
    this.#packet.free();
  }

  /** The decoder, standing before `target`. */
  #open(stretch: MessageStretch, target: number): VideoDecoder {
    const name = stretchName(stretch);
    const goesOn = name === this.#stretch && !this.#drained && this.#lastOut < target;
    if (this.#decoder && this.#codec === stretch.codec && goesOn) return this.#decoder;
    if (this.#decoder && this.#codec === stretch.codec) this.#decoder.flush();
    else {
      this.#decoder?.close();
      this.#decoder = null;
      this.#decoder = openDecoder(stretch);
      this.#codec = stretch.codec;
    }
    this.#stretch = name;
    this.#next = 0;
    this.#lastOut = -1;
    this.#drained = false;
    return this.#decoder;
  }

  /** A message that is lost or damaged gives no picture; those behind it may be sound. */
  async #send(decoder: VideoDecoder, stretch: MessageStretch): Promise<void> {
    const frame = this.#next;
    this.#next += 1;
    const location = messageOf(stretch, frame);
    let bytes: Uint8Array;
    try {
      ({ bytes } = videoMessage(await messageBytes(location), location));
    } catch (thrown) {
      if (thrown instanceof DamagedContainer || thrown instanceof RangeError) return;
      throw thrown;
    }
    this.#packet.unref();
    this.#packet.data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#packet.pts = BigInt(frame);
    this.#packet.dts = AV_NOPTS_VALUE;
    decoder.send(this.#packet);
  }
}

function openDecoder({ codec, sources }: MessageStretch): VideoDecoder {
  const codecpar = new CodecParameters();
  codecpar.alloc();
  try {
    codecpar.codecType = AVMEDIA_TYPE_VIDEO;
    codecpar.codecId = codecs[codec];
    return new VideoDecoder(sources[0]?.path ?? '', { codecpar });
  } finally {
    codecpar.free();
  }
}
