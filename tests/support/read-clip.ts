import { AV_PIX_FMT_RGBA, AVERROR_EAGAIN, AVERROR_EOF, AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import { Codec, CodecContext, FormatContext, Frame, Packet, SoftwareScaleContext } from 'node-av/lib';

export interface ReadFrame {
  readonly timeSecs: number;
  /** The colour at a point, `[red, green, blue]`, as a player shows it. */
  colourAt(x: number, y: number): readonly number[];
}

export interface ReadClip {
  readonly codecName: string;
  readonly width: number;
  readonly height: number;
  readonly title: string | null;
  readonly durationSecs: number;
  readonly frames: readonly ReadFrame[];
}

const ok = (result: number, what: string): void => {
  if (result < 0) throw new Error(`${what} failed with ${result}`);
};

/** Decodes a clip whole, with no program outside: for small ones. */
export async function readClip(path: string): Promise<ReadClip> {
  const format = new FormatContext();
  ok(await format.openInput(path), 'opening');
  ok(await format.findStreamInfo(), 'finding streams');
  const stream = format.streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_VIDEO);
  const codec = stream && Codec.findDecoder(stream.codecpar.codecId);
  if (!stream || !codec) throw new Error(`No video to decode: ${path}`);
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  ok(decoder.parametersToContext(stream.codecpar), 'setting up the decoder');
  ok(decoder.open2Sync(codec), 'opening the decoder');
  const secsPerTick = stream.timeBase.num / stream.timeBase.den;
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const frames: ReadFrame[] = [];
  const receive = (): void => {
    for (;;) {
      const result = decoder.receiveFrameSync(frame);
      if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
      ok(result, 'decoding');
      frames.push(readFrame(frame, Number(frame.pts) * secsPerTick));
      frame.unref();
    }
  };
  while (format.readFrameSync(packet) >= 0) {
    if (packet.streamIndex === stream.index) ok(decoder.sendPacketSync(packet), 'decoding');
    packet.unref();
    receive();
  }
  ok(decoder.sendPacketSync(null), 'decoding');
  receive();
  const clip = {
    codecName: codec.name ?? '',
    width: stream.codecpar.width,
    height: stream.codecpar.height,
    title: format.metadata?.get('title') ?? null,
    durationSecs: Number(stream.duration) * secsPerTick,
    frames,
  };
  packet.free();
  frame.free();
  decoder.freeContext();
  await format.closeInput();
  return clip;
}

function readFrame(frame: Frame, timeSecs: number): ReadFrame {
  const rgba = new Frame();
  rgba.alloc();
  rgba.width = frame.width;
  rgba.height = frame.height;
  rgba.format = AV_PIX_FMT_RGBA;
  ok(rgba.getBuffer(), 'making room');
  const scaler = new SoftwareScaleContext();
  scaler.allocContext();
  ok(scaler.scaleFrameSync(rgba, frame), 'converting');
  const bytes = rgba.toBuffer();
  const { width } = frame;
  scaler.freeContext();
  rgba.free();
  return { timeSecs, colourAt: (x, y) => [...bytes.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)] };
}
