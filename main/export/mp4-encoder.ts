import { availableParallelism } from 'node:os';
import {
  AV_CODEC_FLAG_FRAME_DURATION,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_LOG_ERROR,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_YUV420P,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_RGB,
  AVCOL_TRC_BT709,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVIO_FLAG_WRITE,
  FF_ENCODER_LIBX264,
  type AVPixelFormat,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  FormatContext,
  Frame,
  IOContext,
  Log,
  Packet,
  Rational,
  SoftwareScaleContext,
} from 'node-av/lib';
import { ffmpegOutputError } from './ffmpeg-output-error.ts';

export interface Mp4Options {
  /** Even numbers, as 4:2:0 wants. */
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** For the encoder's rate control only: each frame has its own time. */
  readonly usualStepSecs: number;
}

const ticksPerSec = 90_000;
/**
 * Fast enough for 100 frames a second on two cores. What the preset leaves out and would show, smooth block edges and fine
 * blocks around text, is switched on again: as good to the eye and to SSIM as `superfast`, in two thirds of the time.
 */
const preset = 'ultrafast';
const betterParams = 'no-deblock=0:8x8dct=1:analyse=i4x4,i8x8';
const constantQuality = 23;
/** A jump in a player decodes at most this much. */
const keyframeEverySecs = 2;

/**
 * Writes RGBA frames as H.264 (4:2:0, BT.709) into an MP4 that starts playing before it is loaded whole. Conversion and
 * encoding run in threads of their own, so that the caller can draw the next frame meanwhile.
 */
export class Mp4Encoder {
  readonly #path: string;
  readonly #codec = new CodecContext();
  readonly #format = new FormatContext();
  readonly #file = new IOContext();
  readonly #scaler = new SoftwareScaleContext();
  readonly #packet = new Packet();
  readonly #rgba: Frame;
  readonly #yuv: Frame;
  #closed = false;

  /** @param path of a file that may be overwritten. @throws SteerscopeError `output-not-writable`, `disk-full`. */
  constructor(path: string, options: Mp4Options) {
    Log.setLevel(AV_LOG_ERROR);
    this.#path = path;
    this.#packet.alloc();
    this.#rgba = videoFrame(options, AV_PIX_FMT_RGBA);
    this.#rgba.colorSpace = AVCOL_SPC_RGB;
    this.#rgba.colorRange = AVCOL_RANGE_JPEG;
    this.#yuv = videoFrame(options, AV_PIX_FMT_YUV420P);
    this.#yuv.colorSpace = AVCOL_SPC_BT709;
    this.#yuv.colorRange = AVCOL_RANGE_MPEG;
    this.#yuv.colorPrimaries = AVCOL_PRI_BT709;
    this.#yuv.colorTrc = AVCOL_TRC_BT709;
    // Without fixed formats the scaler takes them, and the colour space, from the frames.
    this.#scaler.allocContext();
    try {
      this.#openEncoder(options);
      this.#openFile(options);
    } catch (thrown) {
      this.close();
      throw thrown;
    }
  }

  /**
   * Await it before the next call.
   *
   * @param rgba the frame's pixels, not to be touched until the promise settles.
   * @throws SteerscopeError `disk-full`, `output-not-writable`.
   */
  async write(rgba: Buffer, startSecs: number, durationSecs: number): Promise<void> {
    // The frame points into `rgba`; nothing is copied.
    this.#check(this.#rgba.fromBuffer(rgba));
    this.#check(this.#yuv.makeWritable());
    this.#check(await this.#scaler.scaleFrame(this.#yuv, this.#rgba));
    this.#yuv.pts = toTicks(startSecs);
    this.#yuv.duration = toTicks(startSecs + durationSecs) - this.#yuv.pts;
    this.#check(await this.#codec.sendFrame(this.#yuv));
    this.#writePackets();
  }

  /** Writes what the encoder still holds and the index. Nothing can be written afterwards. */
  async finish(): Promise<void> {
    this.#check(this.#codec.sendFrameSync(null));
    this.#writePackets();
    this.#check(await this.#format.writeTrailer());
    this.#check(this.#file.error);
    this.#check(this.#closeFile());
  }

  /** Frees everything, finished or not; not while `write` or `finish` is pending. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closeFile();
    this.#format.freeContext();
    this.#codec.freeContext();
    this.#scaler.freeContext();
    this.#packet.free();
    this.#rgba.free();
    this.#yuv.free();
  }

  #openEncoder({ width, height, usualStepSecs }: Mp4Options): void {
    const encoder = Codec.findEncoderByName(FF_ENCODER_LIBX264);
    if (!encoder) throw new Error('This build of node-av has no H.264 encoder.');
    this.#codec.allocContext3(encoder);
    this.#codec.width = width;
    this.#codec.height = height;
    this.#codec.pixelFormat = AV_PIX_FMT_YUV420P;
    this.#codec.colorSpace = AVCOL_SPC_BT709;
    this.#codec.colorRange = AVCOL_RANGE_MPEG;
    this.#codec.colorPrimaries = AVCOL_PRI_BT709;
    this.#codec.colorTrc = AVCOL_TRC_BT709;
    this.#codec.timeBase = new Rational(1, ticksPerSec);
    this.#codec.framerate = new Rational(ticksPerSec, Math.max(1, Math.round(usualStepSecs * ticksPerSec)));
    this.#codec.gopSize = Math.max(1, Math.round(keyframeEverySecs / usualStepSecs));
    this.#codec.threadCount = availableParallelism();
    this.#codec.setFlags(AV_CODEC_FLAG_FRAME_DURATION, AV_CODEC_FLAG_GLOBAL_HEADER);
    // Set one by one: a Dictionary handed to the opening call would be freed twice (node-av 6.1).
    this.#check(this.#codec.setOption('preset', preset));
    this.#check(this.#codec.setOption('crf', String(constantQuality)));
    this.#check(this.#codec.setOption('x264-params', betterParams));
    this.#check(this.#codec.open2Sync(encoder));
  }

  #openFile({ title }: Mp4Options): void {
    this.#check(this.#format.allocOutputContext2(null, 'mp4', this.#path));
    this.#check(this.#format.setOption('movflags', '+faststart'));
    this.#format.metadata = Dictionary.fromObject({ title });
    const stream = this.#format.newStream();
    this.#check(stream.codecpar.fromContext(this.#codec));
    stream.timeBase = this.#codec.timeBase;
    stream.avgFrameRate = this.#codec.framerate;
    this.#check(this.#file.open2Sync(this.#path, AVIO_FLAG_WRITE));
    this.#fileOpen = true;
    this.#format.pb = this.#file;
    this.#check(this.#format.writeHeaderSync());
  }
  #fileOpen = false;

  #closeFile(): number {
    if (!this.#fileOpen) return 0;
    this.#fileOpen = false;
    this.#format.pb = null;
    return this.#file.closepSync();
  }

  #writePackets(): void {
    for (;;) {
      const result = this.#codec.receivePacketSync(this.#packet);
      if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
      this.#check(result);
      const stream = this.#format.streams[0];
      if (!stream) throw new Error('The clip has no stream.');
      this.#packet.streamIndex = stream.index;
      this.#packet.rescaleTs(this.#codec.timeBase, stream.timeBase);
      this.#check(this.#format.interleavedWriteFrameSync(this.#packet));
      this.#check(this.#file.error);
    }
  }

  #check(result: number): void {
    if (result < 0) throw ffmpegOutputError(result, this.#path);
  }
}

const toTicks = (secs: number): bigint => BigInt(Math.round(secs * ticksPerSec));

function videoFrame({ width, height }: Mp4Options, format: AVPixelFormat): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = format;
  FFmpegError.throwIfError(frame.getBuffer(), 'No memory for a video frame');
  return frame;
}
