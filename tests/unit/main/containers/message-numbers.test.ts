import { create, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, test } from 'vitest';
import { DamagedContainer } from '../../../../main/containers/damaged-container.ts';
import { messageNumbers } from '../../../../main/containers/message-numbers.ts';
import type { RecordedChannel } from '../../../../main/containers/recording.ts';
import { messagePicture } from '../../../../main/frames/message-picture.ts';
import { rawToRgba } from '../../../../main/frames/raw-picture.ts';
import {
  ackermannMessage,
  barcodePixels,
  barcodeHeight,
  barcodeWidth,
  startMs,
} from '../../../support/make-recording.ts';

function channel(encoding: string, schemaEncoding: string, schema: string | Uint8Array, type = 'T'): RecordedChannel {
  const bytes = typeof schema === 'string' ? new TextEncoder().encode(schema) : schema;
  return { id: 1, topic: '/t', type, encoding, schemaEncoding, schema: bytes };
}

function numbersIn(of: RecordedChannel, message: Uint8Array): Record<string, number> {
  const found: Record<string, number> = {};
  messageNumbers(of)!.visit(message, (path, value) => {
    found[path] = value;
  });
  return found;
}

describe('ROS', () => {
  test.each([1, 2] as const)('ROS %s: numbers in messages within messages', (ros) => {
    const { encoding, schemaEncoding, schema, data } = ackermannMessage(ros, '/drive', startMs, 0.25, 3);
    expect(numbersIn(channel(encoding, schemaEncoding, schema), data)).toMatchObject({
      'drive.steering_angle': 0.25,
      'drive.steering_angle_velocity': 9,
      'drive.speed': 3,
    });
  });

  test('ROS 1 by hand: lists, texts and times are stepped over', () => {
    const definition = 'uint8 a\nfloat32[] xs\nstring s\ntime t\nint16[2] pair\nuint8 K=5\nint32 b\nbool c\n';
    const bytes = Buffer.concat([
      Buffer.of(7),
      Buffer.of(1, 0, 0, 0, 0, 0, 0x80, 0x3f),
      Buffer.of(2, 0, 0, 0, 0x68, 0x69),
      Buffer.alloc(8, 9),
      Buffer.alloc(4, 9),
      Buffer.of(0xfe, 0xff, 0xff, 0xff),
      Buffer.of(1),
    ]);
    expect(numbersIn(channel('ros1', 'ros1msg', definition), bytes)).toEqual({ a: 7, b: -2, c: 1 });
    for (let length = 0; length < bytes.length; length += 1)
      expect(() => numbersIn(channel('ros1', 'ros1msg', definition), bytes.subarray(0, length))).toThrow(
        DamagedContainer,
      );
  });

  test('ROS 2 by hand: numbers lie at multiples of their size, in either byte order', () => {
    const definition = 'uint8 a\nfloat64 x\nuint8 b\nuint16 c\n';
    const little = Buffer.alloc(4 + 20);
    little.set([0, 1], 0);
    little[4] = 1;
    little.writeDoubleLE(2.5, 12);
    little[20] = 3;
    little.writeUInt16LE(4, 22);
    expect(numbersIn(channel('cdr', 'ros2msg', definition), little)).toEqual({ a: 1, x: 2.5, b: 3, c: 4 });
    const big = Buffer.from(little);
    big[1] = 0;
    big.writeDoubleBE(2.5, 12);
    big.writeUInt16BE(4, 22);
    expect(numbersIn(channel('cdr', 'ros2msg', definition), big)).toEqual({ a: 1, x: 2.5, b: 3, c: 4 });
  });

  test('what no message is, is refused', () => {
    const lying = Buffer.of(0xff, 0xff, 0xff, 0xff);
    for (const definition of ['string s\n', 'float64[] xs\n', 'Nowhere x\n', 'X[] x\n===\nMSG: a/X\nuint8 K=1\n'])
      expect(() => numbersIn(channel('ros1', 'ros1msg', definition), lying)).toThrow(DamagedContainer);
    expect(() => numbersIn(channel('cdr', 'ros2msg', 'uint8 a\n'), Buffer.of(0, 9, 0, 0, 1))).toThrow(DamagedContainer);
    expect(() => messageNumbers(channel('ros1', 'ros1msg', 'x'.repeat(300_000)))).toThrow(DamagedContainer);
    expect(messageNumbers(channel('flatbuffer', 'flatbuffer', ''))).toBeNull();
  });
});

describe('protobuf', () => {
  const file = create(FileDescriptorProtoSchema, {
    name: 'car.proto',
    package: 'car',
    syntax: 'proto3',
    messageType: [
      { name: 'Inner', field: [{ name: 'speed', number: 1, type: 2, label: 1 }] },
      {
        name: 'Control',
        field: [
          { name: 'steering', number: 1, type: 1, label: 1 },
          { name: 'inner', number: 2, type: 11, label: 1, typeName: '.car.Inner' },
          { name: 'self', number: 3, type: 11, label: 1, typeName: '.car.Control' },
          { name: 'name', number: 4, type: 9, label: 1 },
        ],
      },
    ],
  });
  const schema = toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file: [file] }));
  const control = channel('protobuf', 'protobuf', schema, 'car.Control');

  test('numbers by the descriptors in the file', () => {
    const writer = new BinaryWriter();
    writer.tag(1, WireType.Bit64).double(-0.5);
    writer.tag(2, WireType.LengthDelimited).bytes(new BinaryWriter().tag(1, WireType.Bit32).float(4).finish());
    writer.tag(4, WireType.LengthDelimited).string('a');
    expect(numbersIn(control, writer.finish())).toEqual({ steering: -0.5, 'inner.speed': 4 });
  });

  test('messages within messages without end are refused', () => {
    let nested: Uint8Array = new Uint8Array();
    for (let depth = 0; depth < 5000; depth += 1)
      nested = new BinaryWriter().tag(3, WireType.LengthDelimited).bytes(nested).finish();
    expect(() => numbersIn(control, nested)).toThrow(DamagedContainer);
    expect(() => numbersIn(control, Buffer.of(0x0a, 0xff, 0xff, 0xff, 0x0f))).toThrow(DamagedContainer);
    expect(() => messageNumbers({ ...control, schema: schema.subarray(0, 20) })).toThrow(DamagedContainer);
    expect(() => messageNumbers({ ...control, type: 'car.Nothing' })).toThrow(DamagedContainer);
  });
});

describe('pictures', () => {
  test('Foxglove’s images in protobuf', () => {
    const raw = new BinaryWriter();
    raw.tag(2, WireType.Bit32).fixed32(barcodeWidth);
    raw.tag(3, WireType.Bit32).fixed32(barcodeHeight);
    raw.tag(4, WireType.LengthDelimited).string('bgr8');
    raw.tag(5, WireType.Bit32).fixed32(barcodeWidth * 3);
    raw.tag(6, WireType.LengthDelimited).bytes(barcodePixels(9));
    expect(messagePicture(raw.finish(), { message: 'foxglove-raw-image', encoding: 'protobuf' })).toMatchObject({
      kind: 'raw',
      width: barcodeWidth,
      height: barcodeHeight,
      pixelFormat: 'bgr8',
      rowBytes: barcodeWidth * 3,
    });
    const packed = new BinaryWriter();
    packed.tag(2, WireType.LengthDelimited).bytes(Uint8Array.of(1, 2, 3));
    packed.tag(3, WireType.LengthDelimited).string('jpeg');
    expect(messagePicture(packed.finish(), { message: 'foxglove-compressed-image', encoding: 'protobuf' })).toEqual({
      kind: 'encoded',
      bytes: Uint8Array.of(1, 2, 3),
    });
  });

  const picture = { width: 2, height: 1, isBigEndian: false };
  const rgb = (pixelFormat: string, bytes: readonly number[], isBigEndian = false): number[] => {
    const { data } = rawToRgba({
      ...picture,
      isBigEndian,
      pixelFormat,
      rowBytes: bytes.length,
      bytes: Uint8Array.from(bytes),
    });
    return [...data].filter((_, index) => index % 4 !== 3);
  };

  test('the order of colours', () => {
    expect(rgb('rgb8', [1, 2, 3, 4, 5, 6])).toEqual([1, 2, 3, 4, 5, 6]);
    expect(rgb('bgr8', [1, 2, 3, 4, 5, 6])).toEqual([3, 2, 1, 6, 5, 4]);
    expect(rgb('bgra8', [1, 2, 3, 0, 4, 5, 6, 0])).toEqual([3, 2, 1, 6, 5, 4]);
    expect(rgb('mono8', [7, 9])).toEqual([7, 7, 7, 9, 9, 9]);
    expect(rgb('mono16', [1, 7, 2, 9])).toEqual([7, 7, 7, 9, 9, 9]);
    expect(rgb('mono16', [1, 7, 2, 9], true)).toEqual([1, 1, 1, 2, 2, 2]);
  });

  test('YUV 4:2:2: black and white in video range, and pure red', () => {
    expect(rgb('yuv422', [128, 16, 128, 235])).toEqual([0, 0, 0, 255, 255, 255]);
    expect(rgb('yuv422_yuy2', [16, 128, 235, 128])).toEqual([0, 0, 0, 255, 255, 255]);
    const [red, green, blue] = rgb('yuv422', [90, 81, 240, 81]);
    expect(red).toBeGreaterThan(250);
    expect(green).toBeLessThan(3);
    expect(blue).toBeLessThan(3);
  });

  test('sizes that lie are refused', () => {
    const bytes = new Uint8Array(6);
    for (const lie of [
      { width: 3 },
      { height: 2 },
      { width: 2 ** 31, height: 2 ** 31 },
      { rowBytes: 2 },
      { pixelFormat: 'bayer_rggb8' },
    ])
      expect(() => rawToRgba({ ...picture, pixelFormat: 'rgb8', rowBytes: 6, bytes, ...lie })).toThrow(
        DamagedContainer,
      );
  });
});
