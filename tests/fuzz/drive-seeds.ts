import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { createCanvas } from '@napi-rs/canvas';
import { mappingSuffix } from '../../shared/drive-mapping.ts';
import { makeComma2016 } from '../support/make-comma-2016.ts';
import {
  makeChallengeExport,
  makeImageFolder,
  makeImageTable,
  makeNamedSteering,
  makeSullyChen,
  makeTub,
  makeTubV1,
  makeUdacityDrive,
  temporaryFolder,
  writeFiles,
} from '../support/make-drive.ts';
import { makeLerobot } from '../support/make-lerobot.ts';
import { makeMessageVideoDrive } from '../support/make-message-video.ts';
import { makeParquetTable } from '../support/make-parquet.ts';
import {
  ackermannMessage,
  barcodeJpeg,
  driveMessages,
  imageMessage,
  jsonMessage,
  makeBagDrive,
  startMs,
  writeBag,
  writeMcap,
  type TestMessage,
} from '../support/make-recording.ts';
import { makeSqliteBagDrive } from '../support/make-ros2-bag.ts';
import { makeComma2k19, makeVideoWithLog } from '../support/make-video-drive.ts';
import { makeVideo, type VideoOptions } from '../support/make-video.ts';

/** A sound drive: its files by their path in it. It is opened as a folder. */
export interface DriveSeed {
  readonly name: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

type Maker = (folder: string) => unknown;

const table = (name: string, content: string | Uint8Array): Maker => {
  return (folder) => {
    makeImageTable(folder, '', name);
    writeFiles(folder, { [name]: content });
  };
};
const rows = ['a', 'b', 'c'].map((letter, row) => [`frames/${letter}.jpg`, row / 4, row * 0.05, row + 3]);
const header = ['image', 'steering', 'time', 'speed'];
const video = (name: string, options: Omit<VideoOptions, 'frameCount'>): Maker => {
  return (folder) => makeVideo(join(folder, name), { frameCount: 12, keyEvery: 4, width: 64, height: 48, ...options });
};
const openGroups = 'log-level=none:open-gop=1:bframes=3:keyint=4:min-keyint=4:scenecut=0:repeat-headers=1';

const makers: Readonly<Record<string, Maker>> = {
  'udacity-simulator': makeUdacityDrive,
  'udacity-simulator without a header': (folder) =>
    makeUdacityDrive(folder, { header: false, pathPrefix: 'C:\\IMG\\' }),
  'donkey-tub-v2': (folder) => makeTub(folder, { deleted: [1] }),
  'donkey-tub-v1': (folder) => makeTubV1(folder),
  'udacity-challenge': (folder) => makeChallengeExport(folder),
  'udacity-challenge, two tables': (folder) => {
    makeChallengeExport(folder);
    const [first = '', ...lines] = readFileSync(join(folder, 'interpolated.csv'), 'utf8').trim().split('\n');
    const pick = (line: string, cells: readonly number[]): string =>
      cells.map((cell) => line.split(',')[cell]).join(',');
    const text = (cells: readonly number[]): string => [first, ...lines].map((line) => pick(line, cells)).join('\n');
    writeFiles(folder, { 'camera.csv': text([1, 2, 3, 4, 5]), 'steering.csv': text([1, 6, 7, 8]) });
    writeFiles(folder, { 'interpolated.csv': '' });
  },
  'sully-chen': (folder) => makeSullyChen(folder),
  'image-table, csv': table('log.csv', [header, ...rows].map((row) => row.join(',')).join('\n')),
  'image-table, semicolons': table(
    'log.csv',
    [header, ...rows]
      .map((row) => row.map((cell) => `"${String(cell).replace(/(\d)\./, '$1,')}"`).join(';'))
      .join('\r\n'),
  ),
  'image-table, tsv': table('log.tsv', [header, ...rows].map((row) => row.join('\t')).join('\n')),
  'image-table, jsonl': table(
    'log.jsonl',
    rows.map((row) => JSON.stringify(Object.fromEntries(header.map((name, cell) => [name, row[cell]])))).join('\n'),
  ),
  'image-table, UTF-16': table(
    'log.csv',
    Buffer.from(`\ufeff${[header, ...rows].map((row) => row.join(',')).join('\n')}`, 'utf16le'),
  ),
  'image-table with a mapping': (folder) => {
    makeImageTable(folder);
    const mapping = { images: ['image'], steering: { column: 'speed', unit: 'deg', centre: 90 } };
    writeFiles(folder, { [`log.csv${mappingSuffix}`]: JSON.stringify(mapping) });
  },
  'steering-in-names': (folder) => makeNamedSteering(folder),
  'image-folder': (folder) => makeImageFolder(folder, 3),
  'image-folder of every kind': (folder) => {
    const canvas = createCanvas(8, 6);
    canvas.getContext('2d').fillRect(0, 0, 8, 6);
    const bmp = Buffer.alloc(54 + 8 * 6 * 3);
    bmp.write('BM');
    bmp.writeUInt32LE(bmp.length, 2);
    for (const [at, value] of [
      [10, 54],
      [14, 40],
      [18, 8],
      [22, 6],
      [26, 0x180001],
    ] as const)
      bmp.writeUInt32LE(value, at);
    const gif = Buffer.from('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=', 'base64');
    const [png, webp] = [canvas.toBuffer('image/png'), canvas.toBuffer('image/webp')];
    writeFiles(folder, { 'a.png': png, 'b.webp': webp, 'c.bmp': bmp, 'd.gif': gif });
  },
  'comma-2016': (folder) => makeComma2016(folder),
  'comma-2016, packed': (folder) => makeComma2016(folder, { packedTogether: 2 }),
  'lerobot v2': (folder) => makeLerobot(folder, { episodes: [3, 2] }),
  'lerobot v3': (folder) => makeLerobot(folder, { version: 3, episodes: [3, 2] }),
  'mcap, zstd': (folder) => writeMcap(join(folder, 'a.mcap'), driveMessages(2, 3)),
  'mcap, lz4': (folder) => writeMcap(join(folder, 'a.mcap'), driveMessages(1, 3), { packing: 'lz4' }),
  'mcap, bare pixels, not packed': (folder) => writeMcap(join(folder, 'a.mcap'), bare(2), { packing: 'none' }),
  'mcap without chunks': (folder) =>
    writeMcap(join(folder, 'a.mcap'), driveMessages(2, 3), { packing: 'none', useChunks: false }),
  'mcap, json': (folder) => writeMcap(join(folder, 'a.mcap'), json()),
  'mcap, protobuf': (folder) => writeMcap(join(folder, 'a.mcap'), protobuf()),
  'ros-bag, lz4': makeBagDrive,
  'ros-bag, bz2': (folder) =>
    cpSync(join(import.meta.dirname, '..', 'fixtures', 'bags', 'bz2.bag'), join(folder, 'a.bag')),
  'ros-bag, not packed': (folder) => writeBag(join(folder, 'a.bag'), bare(1), { packing: 'none' }),
  'ros-bag, never closed': (folder) => writeBag(join(folder, 'a.bag.active'), driveMessages(1, 3), { isClosed: false }),
  'ros2-bag, sqlite': (folder) => makeSqliteBagDrive(folder),
  'mcap, video in messages': (folder) => makeMessageVideoDrive(folder),
  'parquet-table': (folder) => makeParquetTable(folder),
  comma2k19: (folder) => makeComma2k19(folder),
  'video-with-log': (folder) => makeVideoWithLog(folder),
  'video, h264 in mp4': video('a.mp4', { encoder: 'libx264', maxBFrames: 2 }),
  'video, h264 in mkv': video('a.mkv', { encoder: 'libx264', maxBFrames: 2 }),
  'video, mpeg4 in avi': video('a.avi', { encoder: 'mpeg4', maxBFrames: 2 }),
  'video, vp9 in webm': video('a.webm', {
    encoder: 'libvpx-vp9',
    encoderOptions: { deadline: 'realtime', 'cpu-used': '8' },
  }),
  'video, raw h264': video('a.h264', { encoder: 'libx264', maxBFrames: 2 }),
  'video, raw hevc': video('a.hevc', {
    encoder: 'libx265',
    encoderOptions: { preset: 'ultrafast', 'x265-params': openGroups },
    maxBFrames: 3,
  }),
};

function bare(ros: 1 | 2): TestMessage[] {
  return ['rgb8', 'mono8', 'bgra8'].flatMap((format, frame) => [
    imageMessage(ros, '/camera', startMs + frame * 50, frame, format),
    ackermannMessage(ros, '/drive', startMs + frame * 50, frame / 10),
  ]);
}

function json(): TestMessage[] {
  return [0, 1, 2].flatMap((frame) => [
    jsonMessage(
      '/front',
      startMs + frame * 50,
      { timestamp: {}, frame_id: 'c', data: Buffer.from(barcodeJpeg(frame)).toString('base64'), format: 'jpeg' },
      'foxglove.CompressedImage',
    ),
    jsonMessage('/car', startMs + frame * 50, { control: { steering: frame / 10, brake: 0 }, names: ['a'] }),
  ]);
}

function protobuf(): TestMessage[] {
  const file = create(FileDescriptorProtoSchema, {
    name: 'car.proto',
    package: 'car',
    syntax: 'proto3',
    messageType: [{ name: 'Control', field: [{ name: 'steering', number: 1, type: 1, label: 1 }] }],
  });
  const schema = toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file: [file] }));
  const message = (topic: string, type: string, timeMs: number, data: Uint8Array): TestMessage => {
    return { topic, type, encoding: 'protobuf', schemaEncoding: 'protobuf', schema, timeMs, data };
  };
  return [0, 1, 2].flatMap((frame) => [
    message(
      '/front',
      'foxglove.CompressedImage',
      startMs + frame * 50,
      new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(barcodeJpeg(frame)).finish(),
    ),
    message(
      '/car',
      'car.Control',
      startMs + frame * 50,
      new BinaryWriter()
        .tag(1, WireType.Bit64)
        .double(frame / 10)
        .finish(),
    ),
  ]);
}

export const driveSeedNames: readonly string[] = Object.keys(makers);

/** Every drive of the list, made anew. */
export async function driveSeeds(): Promise<readonly DriveSeed[]> {
  const seeds: DriveSeed[] = [];
  for (const [name, make] of Object.entries(makers)) {
    using folder = temporaryFolder();
    await make(folder.path);
    seeds.push({ name, files: filesOf(folder.path) });
  }
  return seeds;
}

function filesOf(folder: string): ReadonlyMap<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path)]));
}

export function writeDriveSeed({ files }: DriveSeed, folder: string): void {
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}
