import { join } from 'node:path';
import { AV_LOG_FATAL, AV_PIX_FMT_YUV420P, AVERROR_EAGAIN, AVERROR_EOF, type FFEncoderCodec } from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Frame, Log, Packet, Rational } from 'node-av/lib';
import { ackermannMessage, jsonMessage, rosMessage, startMs, writeMcap, type TestMessage } from './make-recording.ts';
import { numberedPicture } from './make-video.ts';

/** As Foxglove names codecs, how FFmpeg's encoders write them: every key picture whole, no picture refers to a later one. */
export const messageCodecs = {
  h264: {
    encoder: 'libx264',
    options: { preset: 'ultrafast', 'x264-params': 'repeat-headers=1:scenecut=0:bframes=0' },
  },
  h265: {
    encoder: 'libx265',
    options: { preset: 'ultrafast', 'x265-params': 'log-level=none:repeat-headers=1:bframes=0:scenecut=0' },
  },
  vp9: {
    encoder: 'libvpx-vp9',
    options: { deadline: 'realtime', 'cpu-used': '8', 'lag-in-frames': '0', 'auto-alt-ref': '0' },
  },
  av1: { encoder: 'libsvtav1', options: { preset: '10', 'svtav1-params': 'pred-struct=1:rc=2:scd=0' } },
} as const;

/** Pictures of a video that carry their numbers, as one packet each. */
export function encodedPictures(codec: keyof typeof messageCodecs, count: number, keyEvery: number): Uint8Array[] {
  const [width, height] = [320, 160];
  Log.setLevel(AV_LOG_FATAL);
  // The encoder of AV1 writes to the terminal by itself: errors only.
  process.env['SVT_LOG'] = '1';
  const { encoder: name, options } = messageCodecs[codec];
  const encoder = Codec.findEncoderByName(name as FFEncoderCodec);
  if (!encoder) throw new Error(`There is no encoder ${name}.`);
  const context = new CodecContext();
  context.allocContext3(encoder);
  context.width = width;
  context.height = height;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.timeBase = new Rational(1, 20);
  context.gopSize = keyEvery;
  context.maxBFrames = 0;
  context.bitRate = 1_500_000n;
  for (const [option, value] of Object.entries(options)) check(context.setOption(option, value));
  check(context.open2Sync(encoder));
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = AV_PIX_FMT_YUV420P;
  check(frame.getBuffer());
  const packets: Uint8Array[] = [];
  const collect = (): void => {
    for (;;) {
      const result = context.receivePacketSync(packet);
      if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
      check(result);
      packets.push(new Uint8Array(packet.data ?? []));
    }
  };
  for (let number = 0; number < count; number += 1) {
    check(frame.makeWritable());
    check(frame.fromBuffer(numberedPicture(number, width, height, 0)));
    frame.pts = BigInt(number);
    check(context.sendFrameSync(frame));
    collect();
  }
  check(context.sendFrameSync(null));
  collect();
  context.freeContext();
  packet.free();
  frame.free();
  return packets;
}

type Encoding = 'cdr' | 'ros1' | 'protobuf' | 'json' | 'compressed-image';

/** foxglove.CompressedVideo in one of its encodings, or sensor_msgs/CompressedImage with the codec as its format. */
export function videoMessageOf(
  encoding: Encoding,
  topic: string,
  timeMs: number,
  format: string,
  data: Uint8Array,
): TestMessage {
  const content = { frame_id: 'camera', data, format };
  switch (encoding) {
    case 'cdr':
      return rosMessage(2, topic, 'foxglove_msgs/CompressedVideo', timeMs, {
        ...content,
        timestamp: { sec: 1, nanosec: 2 },
      });
    case 'ros1':
      return rosMessage(1, topic, 'foxglove_msgs/CompressedVideo', timeMs, {
        ...content,
        timestamp: { sec: 1, nsec: 2 },
      });
    case 'compressed-image':
      return rosMessage(2, topic, 'sensor_msgs/CompressedImage', timeMs, {
        header: { stamp: { sec: 1, nanosec: 2 }, frame_id: 'camera' },
        ...content,
      });
    case 'json':
      return jsonMessage(
        topic,
        timeMs,
        { ...content, data: Buffer.from(data).toString('base64') },
        'foxglove.CompressedVideo',
      );
    case 'protobuf': {
      const field = (number: number, bytes: Uint8Array): Buffer =>
        Buffer.concat([Buffer.of((number << 3) | 2), varint(bytes.length), bytes]);
      const message = Buffer.concat([
        field(1, Buffer.of(8, 1)),
        field(2, Buffer.from('camera')),
        field(3, data),
        field(4, Buffer.from(format)),
      ]);
      return {
        ...{ topic, type: 'foxglove.CompressedVideo', encoding, schemaEncoding: encoding, schema: '' },
        ...{ timeMs, data: new Uint8Array(message) },
      };
    }
  }
}

/** A video in messages of three pictures, with the steering beside each. */
export async function makeMessageVideoDrive(folder: string): Promise<string> {
  const messages = encodedPictures('h264', 3, 2).flatMap((data, frame) => [
    videoMessageOf('protobuf', '/camera', startMs + frame * 50, 'h264', data),
    ackermannMessage(2, '/drive', startMs + frame * 50, frame / 10),
  ]);
  await writeMcap(join(folder, 'drive.mcap'), messages);
  return folder;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.of(...bytes, left);
    bytes.push((left % 128) | 128);
  }
}

function check(result: number): void {
  FFmpegError.throwIfError(result, 'Making a video');
}
