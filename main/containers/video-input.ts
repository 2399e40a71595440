import { AV_LOG_FATAL, AVDISCARD_ALL, AVERROR_EOF, AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import { FFmpegError, FormatContext, InputFormat, Log, type Packet, type Stream } from 'node-av/lib';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { writtenBytes, type Written } from './written-bytes.ts';
import { videoKindOf, type VideoKind } from './video-kind.ts';

/** A picture of 8K has 33 megapixels; 40 take half a gigabyte to decode, and a small file can claim far more. */
export const maxVideoPixels = 40_000_000;

/** A video file open for reading packets of its first video stream. Synchronous: for worker threads. */
export class VideoInput {
  readonly path: string;
  readonly kind: VideoKind;
  readonly stream: Stream;
  readonly #format: FormatContext;
  #closed = false;

  /** @throws SteerscopeError `not-readable`. */
  static async open(path: string): Promise<VideoInput> {
    const refuse = (thrown: unknown): never => {
      throw videoNotReadable(path, thrown instanceof Error ? thrown.message : String(thrown));
    };
    const kind = await videoKindOf(path).catch(refuse);
    if (kind === null) throw videoNotReadable(path, 'it is no mp4, mov, mkv, webm, avi, and no raw HEVC or H.264');
    return new VideoInput(path, kind, await writtenBytes(path).catch(refuse));
  }

  private constructor(path: string, kind: VideoKind, written: Written) {
    Log.setLevel(AV_LOG_FATAL);
    this.path = path;
    this.kind = kind;
    this.#format = new FormatContext();
    this.#format.allocContext();
    try {
      // Nothing but this file is opened, whatever it refers to.
      this.#format.setOption('protocol_whitelist', 'file,subfile');
      // FFmpeg would look for a picture in every byte that was never written.
      const part = written.bytes < written.size ? `subfile,,start,0,end,${written.bytes},,:` : '';
      this.#check(this.#format.openInputSync(`${part}file:${path}`, InputFormat.findInputFormat(kind)));
      this.#check(this.#format.findStreamInfoSync());
      const stream = this.#format.streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_VIDEO);
      if (!stream) throw videoNotReadable(path, 'it holds no video stream');
      const { width, height } = stream.codecpar;
      if (width * height > maxVideoPixels)
        throw videoNotReadable(
          path,
          `it claims ${width} × ${height} pixels, more than ${maxVideoPixels / 1e6} million`,
        );
      for (const other of this.#format.streams) if (other.index !== stream.index) other.discard = AVDISCARD_ALL;
      this.stream = stream;
    } catch (thrown) {
      this.close();
      throw thrown;
    }
  }

  /** The next packet of the stream into `packet`, which is emptied first. @returns false at the end, or where the file is cut. */
  read(packet: Packet): boolean {
    for (;;) {
      packet.unref();
      const result = this.#format.readFrameSync(packet);
      if (result < 0) return false;
      if (packet.streamIndex === this.stream.index) return true;
    }
  }

  /** @returns whether the container could; where it then stands is to be looked at. */
  seek(timestamp: bigint, flags: Parameters<FormatContext['seekFrameSync']>[2]): boolean {
    return this.#format.seekFrameSync(this.stream.index, timestamp, flags) >= 0;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#format.closeInputSync();
  }

  #check(result: number): void {
    if (result >= 0) return;
    const reason = result === AVERROR_EOF ? 'it ends too early' : new FFmpegError(result).message;
    throw videoNotReadable(this.path, reason);
  }
}

export function videoNotReadable(path: string, reason: string): SteerscopeError {
  return new SteerscopeError(
    'not-readable',
    `This video cannot be read, ${reason}: ${path}`,
    'Check that it plays, or restore it from a copy.',
  );
}
