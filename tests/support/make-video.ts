import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_LOG_FATAL,
  AV_PIX_FMT_YUV420P,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVIO_FLAG_WRITE,
  type FFEncoderCodec,
} from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, FormatContext, Frame, IOContext, Log, Packet, Rational } from 'node-av/lib';
import type { RgbaImage } from '../../shared/pixels.ts';

export interface VideoOptions {
  readonly frameCount: number;
  /** As FFmpeg names it: `libx264`, `libx265`, `libvpx-vp9`, `mpeg4`. */
  readonly encoder: string;
  /** The encoder's own settings, as `x265-params`. */
  readonly encoderOptions?: Readonly<Record<string, string>>;
  /** What the first frame carries. @default 0 */
  readonly firstNumber?: number;
  /** Frames between key frames at most. */
  readonly keyEvery?: number;
  readonly maxBFrames?: number;
  readonly width?: number;
  readonly height?: number;
  /** @default 1.5 million */
  readonly bitsPerSec?: number;
  /** Levels up and down of noise, as a sensor's, which makes decoding as hard as a camera's pictures. @default 0 */
  readonly grain?: number;
  /** Milliseconds at which a frame is shown; rising. @default 20 frames a second */
  readonly timeMs?: (frame: number) => number;
}

const bits = 16;
/** Rows that the number takes. */
const barRows = 32;

/** Writes a video whose frames carry their number as 16 black and white bars, most significant first, over a moving texture. */
export function makeVideo(path: string, options: VideoOptions): string {
  const { frameCount, encoder, encoderOptions = {}, keyEvery = 50, maxBFrames = 0, firstNumber = 0 } = options;
  const { width = 320, height = 160, timeMs = (frame: number) => frame * 50 } = options;
  const { bitsPerSec = 1_500_000, grain = 0 } = options;
  Log.setLevel(AV_LOG_FATAL);
  const format = new FormatContext();
  check(format.allocOutputContext2(null, null, path));
  const codec = Codec.findEncoderByName(encoder as FFEncoderCodec);
  if (!codec) throw new Error(`There is no encoder ${encoder}.`);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = width;
  context.height = height;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  // MPEG-4 in AVI counts frames, so its clock ticks once a frame.
  const ticksPerSec = encoder === 'mpeg4' ? 20 : 1000;
  context.timeBase = new Rational(1, ticksPerSec);
  context.framerate = new Rational(20, 1);
  context.gopSize = keyEvery;
  context.maxBFrames = maxBFrames;
  context.bitRate = BigInt(bitsPerSec);
  // A raw stream has no place for headers but the stream itself.
  if (!/\.(?:hevc|h264)$/.test(path)) context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  for (const [name, value] of Object.entries(encoderOptions)) check(context.setOption(name, value));
  check(context.open2Sync(codec));
  const stream = format.newStream();
  check(stream.codecpar.fromContext(context));
  stream.timeBase = context.timeBase;
  stream.avgFrameRate = context.framerate;
  const file = new IOContext();
  check(file.open2Sync(path, AVIO_FLAG_WRITE));
  format.pb = file;
  check(format.writeHeaderSync());

  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = AV_PIX_FMT_YUV420P;
  check(frame.getBuffer());
  const writePackets = (): void => {
    for (;;) {
      const result = context.receivePacketSync(packet);
      if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
      check(result);
      packet.streamIndex = 0;
      packet.rescaleTs(context.timeBase, stream.timeBase);
      check(format.interleavedWriteFrameSync(packet));
    }
  };
  for (let number = 0; number < frameCount; number += 1) {
    check(frame.makeWritable());
    check(frame.fromBuffer(numberedPicture(firstNumber + number, width, height, grain)));
    frame.pts = BigInt(Math.round((timeMs(number) * ticksPerSec) / 1000));
    check(context.sendFrameSync(frame));
    writePackets();
  }
  check(context.sendFrameSync(null));
  writePackets();
  check(format.writeTrailerSync());
  format.pb = null;
  check(file.closepSync());
  format.freeContext();
  context.freeContext();
  packet.free();
  frame.free();
  return path;
}

/** Planar YUV 4:2:0 without padding. */
export function numberedPicture(number: number, width: number, height: number, grain = 0): Buffer {
  let noise = number + 1;
  const picture = Buffer.alloc((width * height * 3) / 2, 128);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const bar = Math.floor((x * bits) / width);
      const isWhite = (number >> (bits - 1 - bar)) & 1;
      const texture = 60 + ((x * 3 + y * 2 + number * 5) % 120);
      picture[y * width + x] = y < barRows ? (isWhite ? 235 : 16) : texture;
      if (grain === 0 || y < barRows) continue;
      noise = (Math.imul(noise, 1_103_515_245) + 12_345) >>> 0;
      picture[y * width + x] = texture + ((noise >>> 16) % (2 * grain + 1)) - grain;
    }
  return picture;
}

/** The number that a picture carries. */
export function readNumber({ width, data }: RgbaImage): number {
  let number = 0;
  for (let bar = 0; bar < bits; bar += 1) {
    const x = Math.floor(((bar + 0.5) * width) / bits);
    const green = data[((barRows / 2) * width + x) * 4 + 1] ?? 0;
    number = number * 2 + (green > 128 ? 1 : 0);
  }
  return number;
}

function check(result: number): void {
  FFmpegError.throwIfError(result, 'Making a video');
}
