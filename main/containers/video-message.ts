import { BinaryReader } from '@bufbuild/protobuf/wire';
import type { MessagePictureLocation, MessageStretch } from '../../shared/drive.ts';
import { DamagedContainer } from './damaged-container.ts';
import { RosCursor } from './ros-cursor.ts';

/** A picture of a video as a message holds it. The bytes are borrowed from the message. */
export interface VideoMessage {
  readonly codec: MessageStretch['codec'] | null;
  readonly bytes: Uint8Array;
}

/**
 * The picture in a message of the type foxglove.CompressedVideo, in any of its encodings, or sensor_msgs/CompressedImage.
 * @throws DamagedContainer when the message is none.
 */
export function videoMessage(
  message: Uint8Array,
  { message: type, encoding }: Pick<MessagePictureLocation, 'message' | 'encoding'>,
): VideoMessage {
  if (encoding === 'protobuf') return protobufVideo(message);
  if (encoding === 'json') return jsonVideo(message);
  const cursor = new RosCursor(message, encoding);
  const isFoxglove = type === 'foxglove-compressed-video';
  // A header; that of ROS 1 counts, and Foxglove's messages have but a time and a frame.
  if (encoding === 'ros1' && !isFoxglove) cursor.uint32();
  cursor.skip(2, 4);
  cursor.string();
  if (!isFoxglove) {
    const format = cursor.string();
    return { codec: codecOf(format), bytes: cursor.bytes() };
  }
  const bytes = cursor.bytes();
  return { codec: codecOf(cursor.string()), bytes };
}

/** By what writers put there: `h264`, `H.265`, `hevc`. */
function codecOf(format: string): MessageStretch['codec'] | null {
  const plain = format.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const names = { h264: 'h264', avc: 'h264', h265: 'h265', hevc: 'h265', vp9: 'vp9', av1: 'av1' } as const;
  return Object.hasOwn(names, plain) ? names[plain as keyof typeof names] : null;
}

/** foxglove.CompressedVideo: the data is field 3, the format field 4. */
function protobufVideo(message: Uint8Array): VideoMessage {
  let bytes: Uint8Array | null = null;
  let format = '';
  try {
    const reader = new BinaryReader(message);
    while (reader.pos < reader.len) {
      const [number, wire] = reader.tag();
      if (number === 3) bytes = reader.bytes();
      else if (number === 4) format = reader.string();
      else reader.skip(wire, number);
    }
  } catch (thrown) {
    throw new DamagedContainer('the message is no protobuf', { cause: thrown });
  }
  if (bytes === null) throw new DamagedContainer('the message holds no picture');
  return { codec: codecOf(format), bytes };
}

function jsonVideo(message: Uint8Array): VideoMessage {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(message));
  } catch (thrown) {
    throw new DamagedContainer('the message is no JSON', { cause: thrown });
  }
  const { data, format } = Object(value) as Record<string, unknown>;
  if (typeof data !== 'string') throw new DamagedContainer('the message holds no picture');
  return { codec: codecOf(typeof format === 'string' ? format : ''), bytes: Buffer.from(data, 'base64') };
}
