import { open } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { parse } from '@foxglove/rosmsg';
import { MessageWriter as Ros1Writer } from '@foxglove/rosmsg-serialization';
import { MessageWriter as Ros2Writer } from '@foxglove/rosmsg2-serialization';
import { default as zstd } from '@foxglove/wasm-zstd';
import { McapWriter, type McapWriterOptions } from '@mcap/core';
import { FileHandleWritable } from '@mcap/nodejs';
import type { RgbaImage } from '../../shared/pixels.ts';

/** A message to be recorded. */
export interface TestMessage {
  readonly topic: string;
  readonly type: string;
  readonly encoding: string;
  readonly schemaEncoding: string;
  readonly schema: string | Uint8Array;
  readonly timeMs: number;
  readonly data: Uint8Array;
}

/* Numbers in pictures: 16 bars, black or white, the highest bit first, so broad that JPEG keeps them. */

export const barcodeWidth = 64;
export const barcodeHeight = 8;
const barPixels = barcodeWidth / 16;

const isWhite = (number: number, column: number): boolean =>
  ((number >> (15 - Math.floor(column / barPixels))) & 1) === 1;

/** The number as bare pixels, `channels` bytes each, rows one after the other. */
export function barcodePixels(number: number, channels = 3): Uint8Array {
  return Uint8Array.from({ length: barcodeWidth * barcodeHeight * channels }, (_, index) =>
    isWhite(number, Math.floor(index / channels) % barcodeWidth) ? 255 : 0,
  );
}

export function barcodeJpeg(number: number): Uint8Array {
  const canvas = createCanvas(barcodeWidth, barcodeHeight);
  const context = canvas.getContext('2d');
  for (let column = 0; column < barcodeWidth; column += barPixels) {
    context.fillStyle = isWhite(number, column) ? 'white' : 'black';
    context.fillRect(column, 0, barPixels, barcodeHeight);
  }
  return new Uint8Array(canvas.toBuffer('image/jpeg', 90));
}

export function readBarcode({ width, height, data }: RgbaImage): number {
  let number = 0;
  for (let bar = 0; bar < 16; bar += 1) {
    const column = Math.floor(((bar + 0.5) * width) / 16);
    number = number * 2 + (data[(Math.floor(height / 2) * width + column) * 4]! > 127 ? 1 : 0);
  }
  return number;
}

/* Definitions of messages, as ROS writes them into its files. */

const bar = '='.repeat(80);
const ros1Header = `${bar}\nMSG: std_msgs/Header\nuint32 seq\ntime stamp\nstring frame_id\n`;
const ros2Header = `${bar}\nMSG: std_msgs/Header\nbuiltin_interfaces/Time stamp\nstring frame_id\n${bar}\nMSG: builtin_interfaces/Time\nint32 sec\nuint32 nanosec\n`;
const vector3 = `${bar}\nMSG: geometry_msgs/Vector3\nfloat64 x\nfloat64 y\nfloat64 z\n`;
const bodies: Readonly<Record<string, string>> = {
  'sensor_msgs/Image':
    'std_msgs/Header header\nuint32 height\nuint32 width\nstring encoding\nuint8 is_bigendian\nuint32 step\nuint8[] data\n',
  'sensor_msgs/CompressedImage': 'std_msgs/Header header\nstring format\nuint8[] data\n',
  'geometry_msgs/Twist': `geometry_msgs/Vector3 linear\ngeometry_msgs/Vector3 angular\n${vector3}`,
  'ackermann_msgs/AckermannDriveStamped': `std_msgs/Header header\nackermann_msgs/AckermannDrive drive\n${bar}\nMSG: ackermann_msgs/AckermannDrive\nfloat32 steering_angle\nfloat32 steering_angle_velocity\nfloat32 speed\nfloat32 acceleration\nfloat32 jerk\n`,
  'foxglove_msgs/CompressedVideo': 'time timestamp\nstring frame_id\nuint8[] data\nstring format\n',
  'std_msgs/Float32': 'float32 data\n',
  'std_msgs/String': 'string data\n',
};

export type RosVersion = 1 | 2;

/** A message of a ROS type, written by its own library. */
export function rosMessage(ros: RosVersion, topic: string, type: string, timeMs: number, content: object): TestMessage {
  const body = bodies[type]!;
  const schema = body + (body.includes('std_msgs/Header') ? (ros === 1 ? ros1Header : ros2Header) : '');
  const definitions = parse(schema, { ros2: ros === 2 });
  const data = new (ros === 1 ? Ros1Writer : Ros2Writer)([...definitions]).writeMessage(content);
  const name = ros === 1 ? type : type.replace('/', '/msg/');
  const [encoding, schemaEncoding] = ros === 1 ? ['ros1', 'ros1msg'] : ['cdr', 'ros2msg'];
  return { topic, type: name, encoding, schemaEncoding, schema, timeMs, data: new Uint8Array(data) };
}

function header(ros: RosVersion, timeMs: number): object {
  const sec = Math.floor(timeMs / 1000);
  const nanos = Math.round((timeMs % 1000) * 1e6);
  const stamp = ros === 1 ? { sec, nsec: nanos } : { sec, nanosec: nanos };
  return { seq: 7, stamp, frame_id: 'front_camera' };
}

export function imageMessage(
  ros: RosVersion,
  topic: string,
  timeMs: number,
  number: number,
  encoding = 'rgb8',
): TestMessage {
  const channels = { rgb8: 3, bgr8: 3, bgra8: 4, mono8: 1 }[encoding] ?? 3;
  return rosMessage(ros, topic, 'sensor_msgs/Image', timeMs, {
    header: header(ros, timeMs),
    height: barcodeHeight,
    width: barcodeWidth,
    encoding,
    is_bigendian: 0,
    step: barcodeWidth * channels,
    data: barcodePixels(number, channels),
  });
}

export function jpegMessage(ros: RosVersion, topic: string, timeMs: number, number: number): TestMessage {
  const content = { header: header(ros, timeMs), format: 'jpeg', data: barcodeJpeg(number) };
  return rosMessage(ros, topic, 'sensor_msgs/CompressedImage', timeMs, content);
}

export function twistMessage(ros: RosVersion, topic: string, timeMs: number, turn: number, speed = 1): TestMessage {
  const content = { linear: { x: speed, y: 0, z: 0 }, angular: { x: 0, y: 0, z: turn } };
  return rosMessage(ros, topic, 'geometry_msgs/Twist', timeMs, content);
}

export function ackermannMessage(
  ros: RosVersion,
  topic: string,
  timeMs: number,
  angle: number,
  speed = 1,
): TestMessage {
  const drive = { steering_angle: angle, steering_angle_velocity: 9, speed };
  return rosMessage(ros, topic, 'ackermann_msgs/AckermannDriveStamped', timeMs, { header: header(ros, timeMs), drive });
}

/** A message in JSON without a schema. */
export function jsonMessage(topic: string, timeMs: number, content: object, type = ''): TestMessage {
  const data = new TextEncoder().encode(JSON.stringify(content));
  const schema = type === '' ? '' : '{}';
  return { topic, type, encoding: 'json', schemaEncoding: type === '' ? '' : 'jsonschema', schema, timeMs, data };
}

const packers = {
  none: (bytes: Uint8Array) => bytes,
  zstd: (bytes: Uint8Array) => new Uint8Array(zstd.compress(bytes, 3)),
  lz4: storeLz4,
};
export type Packing = keyof typeof packers;

/** An LZ4 frame of blocks that are stored as they are (lz4_Frame_format.md): version 1, blocks of 4 MB at most. */
function storeLz4(bytes: Uint8Array): Uint8Array {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(0x80000000 + bytes.length);
  return Buffer.concat([Buffer.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73), size, bytes, Buffer.alloc(4)]);
}

export interface McapOptions extends Partial<McapWriterOptions> {
  readonly packing?: Packing;
}

/** An MCAP file by the format's own library. */
export async function writeMcap(
  path: string,
  messages: readonly TestMessage[],
  options: McapOptions = {},
): Promise<string> {
  const { packing = 'zstd', chunkSize = 4096, ...rest } = options;
  await zstd.isLoaded;
  const file = await open(path, 'w');
  const packed = packing !== 'none' && {
    compressChunk: (bytes: Uint8Array) => ({ compression: packing, compressedData: packers[packing](bytes) }),
  };
  const writer = new McapWriter({ writable: new FileHandleWritable(file), chunkSize, ...packed, ...rest });
  await writer.start({ profile: '', library: 'test' });
  const channels = new Map<string, number>();
  for (const [sequence, message] of messages.entries()) {
    const { topic, type, encoding, schemaEncoding, schema, timeMs, data } = message;
    let channelId = channels.get(topic);
    if (channelId === undefined) {
      const bytes = typeof schema === 'string' ? new TextEncoder().encode(schema) : schema;
      const schemaId =
        type === '' ? 0 : await writer.registerSchema({ name: type, encoding: schemaEncoding, data: bytes });
      channelId = await writer.registerChannel({ schemaId, topic, messageEncoding: encoding, metadata: new Map() });
      channels.set(topic, channelId);
    }
    const logTime = BigInt(Math.round(timeMs * 1000)) * 1000n;
    await writer.addMessage({ channelId, sequence, logTime, publishTime: logTime, data });
  }
  await writer.end();
  await file.close();
  return path;
}

/* ROS bags of version 2.0 (http://wiki.ros.org/Bags/Format/2.0). */

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const uint64 = (value: number): Buffer => Buffer.concat([uint32(value % 2 ** 32), uint32(Math.floor(value / 2 ** 32))]);
const bagTime = (timeMs: number): Buffer =>
  Buffer.concat([uint32(Math.floor(timeMs / 1000)), uint32(Math.round((timeMs % 1000) * 1e6))]);

const bagFields = (fields: Readonly<Record<string, Uint8Array | string>>): Buffer =>
  Buffer.concat(
    Object.entries(fields).flatMap(([name, value]) => {
      const bytes = Buffer.concat([Buffer.from(`${name}=`), Buffer.from(value)]);
      return [uint32(bytes.length), bytes];
    }),
  );

export function bagRecord(fields: Readonly<Record<string, Uint8Array | string>>, data: Uint8Array): Buffer {
  const head = bagFields(fields);
  return Buffer.concat([uint32(head.length), head, uint32(data.length), data]);
}

export interface BagOptions {
  readonly messagesPerChunk?: number;
  readonly packing?: 'none' | 'lz4';
  /** As a bag looks whose recorder was killed: no index at the end. */
  readonly isClosed?: boolean;
}

export function writeBag(path: string, messages: readonly TestMessage[], options: BagOptions = {}): string {
  const { messagesPerChunk = 8, packing = 'lz4', isClosed = true } = options;
  const topics = [...new Set(messages.map(({ topic }) => topic))];
  const connections = topics.map((topic, id) => {
    const { type, schema } = messages.find((message) => message.topic === topic)!;
    const about = bagFields({ topic, type, md5sum: '*', message_definition: schema });
    return bagRecord({ op: Buffer.of(7), conn: uint32(id), topic }, about);
  });
  const parts: Buffer[] = [];
  const infos: Buffer[] = [];
  let position = 13 + 4096;
  for (let first = 0; first < messages.length; first += messagesPerChunk) {
    const inChunk = messages.slice(first, first + messagesPerChunk);
    const offsets = new Map<number, Buffer[]>();
    const pieces: Buffer[] = [];
    let size = 0;
    const push = (piece: Buffer): void => {
      pieces.push(piece);
      size += piece.length;
    };
    for (const { topic, timeMs, data } of inChunk) {
      const id = topics.indexOf(topic);
      if (!offsets.has(id)) {
        offsets.set(id, []);
        push(connections[id]!);
      }
      offsets.get(id)!.push(Buffer.concat([bagTime(timeMs), uint32(size)]));
      push(bagRecord({ op: Buffer.of(2), conn: uint32(id), time: bagTime(timeMs) }, data));
    }
    const content = Buffer.concat(pieces);
    const chunk = bagRecord({ op: Buffer.of(5), compression: packing, size: uint32(size) }, packers[packing](content));
    const indexes = [...offsets].map(([id, entries]) =>
      bagRecord(
        { op: Buffer.of(4), ver: uint32(1), conn: uint32(id), count: uint32(entries.length) },
        Buffer.concat(entries),
      ),
    );
    infos.push(
      bagRecord(
        {
          op: Buffer.of(6),
          ver: uint32(1),
          chunk_pos: uint64(position),
          start_time: bagTime(inChunk[0]!.timeMs),
          end_time: bagTime(inChunk.at(-1)!.timeMs),
          count: uint32(offsets.size),
        },
        Buffer.concat([...offsets].map(([id, entries]) => Buffer.concat([uint32(id), uint32(entries.length)]))),
      ),
    );
    for (const part of [chunk, ...(isClosed ? indexes : [])]) {
      parts.push(part);
      position += part.length;
    }
  }
  const head = bagFields({
    op: Buffer.of(3),
    index_pos: uint64(isClosed ? position : 0),
    conn_count: uint32(topics.length),
    chunk_count: uint32(infos.length),
  });
  const padding = Buffer.alloc(4096 - 8 - head.length, ' ');
  const start = Buffer.concat([
    Buffer.from('#ROSBAG V2.0\n'),
    uint32(head.length),
    head,
    uint32(padding.length),
    padding,
  ]);
  writeFileSync(path, Buffer.concat([start, ...parts, ...(isClosed ? [...connections, ...infos] : [])]));
  return path;
}

export const startMs = 1_700_000_000_000;

/** A small recording: pictures 50 ms apart with the steering angle beside each. */
export function driveMessages(ros: RosVersion, count: number, steering = (frame: number) => frame / 10): TestMessage[] {
  return Array.from({ length: count }, (_, frame) => [
    jpegMessage(ros, '/camera/front/compressed', startMs + frame * 50, frame),
    ackermannMessage(ros, '/drive', startMs + frame * 50, steering(frame), 2),
  ]).flat();
}

export async function makeMcapDrive(folder: string): Promise<string> {
  await writeMcap(join(folder, 'drive_0.mcap'), driveMessages(2, 3));
  return folder;
}

export function makeBagDrive(folder: string): string {
  writeBag(join(folder, 'drive.bag'), driveMessages(1, 3));
  return folder;
}
