import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { MessagePictureLocation } from '../../shared/drive.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';
import { RosCursor, type RosEncoding } from '../containers/ros-cursor.ts';
import type { RawPicture } from './raw-picture.ts';

/** What a message holds: an image as a file would, or bare pixels. Bytes are borrowed from the message. */
export type MessagePicture =
  { readonly kind: 'encoded'; readonly bytes: Uint8Array } | ({ readonly kind: 'raw' } & RawPicture);

interface Kind {
  /** A picture of a video is none by itself. */
  readonly message: Exclude<MessagePictureLocation['message'], 'foxglove-compressed-video'>;
  readonly encoding: MessagePictureLocation['encoding'];
}

/**
 * The picture in a message, by the published definitions of sensor_msgs and of Foxglove's schemas; what the file itself
 * says of them is not asked.
 * @throws DamagedContainer when the message is none of them.
 */
export function messagePicture(
  message: Uint8Array,
  { message: kind, encoding }: Pick<MessagePictureLocation, 'message' | 'encoding'>,
): MessagePicture {
  if (kind === 'foxglove-compressed-video') throw new DamagedContainer('it is a picture of a video');
  switch (encoding) {
    case 'ros1':
    case 'cdr':
      return rosPicture(message, kind, encoding);
    case 'protobuf':
      return fieldsPicture(kind, protobufFields(message, protobufNumbers[kind]));
    case 'json':
      return fieldsPicture(kind, jsonFields(message));
  }
}

function rosPicture(message: Uint8Array, kind: Kind['message'], encoding: RosEncoding): MessagePicture {
  const cursor = new RosCursor(message, encoding);
  // A header; that of ROS 1 counts, and Foxglove's messages have but a time and a frame.
  if (encoding === 'ros1' && !kind.startsWith('foxglove')) cursor.uint32();
  cursor.skip(2, 4);
  cursor.string();
  switch (kind) {
    case 'compressed-image':
      cursor.string();
      return { kind: 'encoded', bytes: cursor.bytes() };
    case 'foxglove-compressed-image':
      return { kind: 'encoded', bytes: cursor.bytes() };
    case 'image': {
      const height = cursor.uint32();
      const width = cursor.uint32();
      const pixelFormat = cursor.string();
      const isBigEndian = cursor.uint8() !== 0;
      const rowBytes = cursor.uint32();
      return { kind: 'raw', width, height, pixelFormat, isBigEndian, rowBytes, bytes: cursor.bytes() };
    }
    case 'foxglove-raw-image': {
      const width = cursor.uint32();
      const height = cursor.uint32();
      const pixelFormat = cursor.string();
      const rowBytes = cursor.uint32();
      return { kind: 'raw', width, height, pixelFormat, isBigEndian: false, rowBytes, bytes: cursor.bytes() };
    }
  }
}

interface PictureFields {
  width?: number;
  height?: number;
  encoding?: string;
  step?: number;
  data?: Uint8Array;
}

/** Numbers of the fields in foxglove.RawImage and foxglove.CompressedImage. */
const protobufNumbers: Readonly<Record<Kind['message'], Readonly<Record<number, keyof PictureFields>>>> = {
  'foxglove-raw-image': { 2: 'width', 3: 'height', 4: 'encoding', 5: 'step', 6: 'data' },
  'foxglove-compressed-image': { 2: 'data' },
  image: {},
  'compressed-image': {},
};

function protobufFields(message: Uint8Array, names: Readonly<Record<number, keyof PictureFields>>): PictureFields {
  const fields: PictureFields = {};
  try {
    const reader = new BinaryReader(message);
    while (reader.pos < reader.len) {
      const [number, wire] = reader.tag();
      const name = names[number];
      if (name === undefined) reader.skip(wire, number);
      else if (name === 'data') fields.data = reader.bytes();
      else if (name === 'encoding') fields.encoding = reader.string();
      // The sizes are fixed32.
      else if (wire === WireType.Bit32) fields[name] = reader.fixed32();
      else reader.skip(wire, number);
    }
  } catch (thrown) {
    throw new DamagedContainer('the message is no protobuf', { cause: thrown });
  }
  return fields;
}

function jsonFields(message: Uint8Array): PictureFields {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(message));
  } catch (thrown) {
    throw new DamagedContainer('the message is no JSON', { cause: thrown });
  }
  if (typeof value !== 'object' || value === null) throw new DamagedContainer('the message is no JSON object');
  const { width, height, encoding, step, data } = value as Record<string, unknown>;
  return {
    ...(typeof width === 'number' && { width }),
    ...(typeof height === 'number' && { height }),
    ...(typeof encoding === 'string' && { encoding }),
    ...(typeof step === 'number' && { step }),
    ...(typeof data === 'string' && { data: Buffer.from(data, 'base64') }),
  };
}

function fieldsPicture(kind: Kind['message'], fields: PictureFields): MessagePicture {
  const { width = 0, height = 0, encoding = '', step = 0, data } = fields;
  if (data === undefined) throw new DamagedContainer('the message holds no picture');
  if (kind === 'foxglove-compressed-image') return { kind: 'encoded', bytes: data };
  return { kind: 'raw', width, height, pixelFormat: encoding, isBigEndian: false, rowBytes: step, bytes: data };
}
