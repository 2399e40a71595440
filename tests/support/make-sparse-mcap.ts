import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { McapRecordBuilder } from '@mcap/core';
import { ackermannMessage, startMs } from './make-recording.ts';

const picturesPerChunk = 8;
const width = 640;
const height = 480;

/**
 * An MCAP file of gigabytes that takes none of the disk: raw black 640 × 480 pictures at 20 Hz in plain chunks, the number of
 * each in its upper left corner, and a steering angle at 100 Hz.
 * @returns how many pictures it holds.
 */
export function makeSparseMcap(path: string, sizeBytes: number): number {
  const file = openSync(path, 'w');
  let position = 0;
  const write = (bytes: Uint8Array): void => {
    writeSync(file, bytes, 0, bytes.length, position);
    position += bytes.length;
  };
  const built = (build: (builder: McapRecordBuilder) => unknown): Buffer => {
    const builder = new McapRecordBuilder();
    build(builder);
    return Buffer.from(builder.buffer);
  };
  const sample = ackermannMessage(1, '/drive', startMs, 0);
  const schemas = [
    { id: 1, name: 'sensor_msgs/Image', encoding: 'ros1msg', data: new Uint8Array() },
    { id: 2, name: sample.type, encoding: 'ros1msg', data: Buffer.from(sample.schema) },
  ];
  const channels = [
    { id: 1, schemaId: 1, topic: '/camera', messageEncoding: 'ros1', metadata: new Map<string, string>() },
    { id: 2, schemaId: 2, topic: '/drive', messageEncoding: 'ros1', metadata: new Map<string, string>() },
  ];
  write(Buffer.from('\x89MCAP0\r\n', 'latin1'));
  write(built((builder) => builder.writeHeader({ profile: 'ros1', library: 'test' })));
  const definitions = [
    ...schemas.map((schema) => built((builder) => builder.writeSchema(schema))),
    ...channels.map((channel) => built((builder) => builder.writeChannel(channel))),
  ];
  for (const definition of definitions) write(definition);
  const indexes: Buffer[] = [];
  let pictures = 0;
  while (position < sizeBytes) {
    const start = position;
    const first = BigInt(startMs + pictures * 50) * 1_000_000n;
    const last = first + BigInt(picturesPerChunk * 50 - 10) * 1_000_000n;
    // Messages without their pixels, and how many bytes of pixels follow each.
    const pieces: { bytes: Buffer; hole: number }[] = [];
    const offsets: Record<1 | 2, [bigint, bigint][]> = { 1: [], 2: [] };
    let length = 0;
    for (let step = 0; step < picturesPerChunk * 5; step += 1) {
      const logTime = first + BigInt(step * 10) * 1_000_000n;
      const timeMs = Number(logTime / 1_000_000n);
      const message = ackermannMessage(1, '/drive', timeMs, Math.sin(timeMs / 5000));
      const bytes = messageRecord(2, logTime, message.data, 0);
      offsets[2].push([logTime, BigInt(length)]);
      pieces.push({ bytes, hole: 0 });
      length += bytes.length;
      if (step % 5 !== 0) continue;
      const hole = width * height * 3 - 4;
      const picture = messageRecord(1, logTime, rawPictureHead(pictures), hole);
      pictures += 1;
      offsets[1].push([logTime, BigInt(length)]);
      pieces.push({ bytes: picture, hole });
      length += picture.length + hole;
    }
    write(chunkHead(first, last, length));
    for (const { bytes, hole } of pieces) {
      write(bytes);
      position += hole;
    }
    const messageIndexOffsets = new Map<number, bigint>();
    const indexStart = position;
    for (const channelId of [1, 2] as const) {
      messageIndexOffsets.set(channelId, BigInt(position));
      write(built((builder) => builder.writeMessageIndex({ channelId, records: offsets[channelId] })));
    }
    indexes.push(
      built((builder) =>
        builder.writeChunkIndex({
          messageStartTime: first,
          messageEndTime: last,
          chunkStartOffset: BigInt(start),
          chunkLength: BigInt(indexStart - start),
          messageIndexOffsets,
          messageIndexLength: BigInt(position - indexStart),
          compression: '',
          compressedSize: BigInt(length),
          uncompressedSize: BigInt(length),
        }),
      ),
    );
  }
  write(built((builder) => builder.writeDataEnd({ dataSectionCrc: 0 })));
  const summaryStart = BigInt(position);
  for (const record of [...definitions, ...indexes]) write(record);
  write(built((builder) => builder.writeFooter({ summaryStart, summaryOffsetStart: 0n, summaryCrc: 0 })));
  write(Buffer.from('\x89MCAP0\r\n', 'latin1'));
  ftruncateSync(file, position);
  closeSync(file);
  return pictures;
}

/** All of a message record but its last `hole` bytes. */
function messageRecord(channel: number, logTime: bigint, data: Uint8Array, hole: number): Buffer {
  const head = Buffer.alloc(31);
  head[0] = 5;
  head.writeBigUInt64LE(BigInt(22 + data.length + hole), 1);
  head.writeUInt16LE(channel, 9);
  head.writeBigUInt64LE(logTime, 15);
  head.writeBigUInt64LE(logTime, 23);
  return Buffer.concat([head, data]);
}

/** A sensor_msgs/Image of ROS 1 up to its first four bytes of pixels, which are `number`. */
function rawPictureHead(number: number): Buffer {
  const bytes = Buffer.alloc(47);
  bytes.writeUInt32LE(height, 16);
  bytes.writeUInt32LE(width, 20);
  bytes.writeUInt32LE(4, 24);
  bytes.write('rgb8', 28);
  bytes.writeUInt32LE(width * 3, 33);
  bytes.writeUInt32LE(width * height * 3, 37);
  bytes.writeUInt32LE(number, 41);
  return bytes.subarray(0, 45);
}

function chunkHead(first: bigint, last: bigint, length: number): Buffer {
  const head = Buffer.alloc(9 + 40);
  head[0] = 6;
  head.writeBigUInt64LE(BigInt(40 + length), 1);
  head.writeBigUInt64LE(first, 9);
  head.writeBigUInt64LE(last, 17);
  head.writeBigUInt64LE(BigInt(length), 25);
  head.writeBigUInt64LE(BigInt(length), 41);
  return head;
}
