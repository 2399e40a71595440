import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { File, ready, type Dataset } from 'h5wasm/node';
import { loadDecompressHandlers } from '@mcap/support';
import { McapIndexedReader } from '@mcap/core';
import { FileRanges } from '../../main/containers/file-ranges.ts';
import { openDrive } from '../../main/drives/registry.ts';
import { decodeJpeg } from '../../main/frames/decode-jpeg.ts';
import { closePictures, readPicture } from '../../main/frames/read-frame.ts';
import { makeComma2016 } from '../support/make-comma-2016.ts';
import { makeImageTable, makeTub, temporaryFolder } from '../support/make-drive.ts';
import { makeLerobot } from '../support/make-lerobot.ts';
import { encodedPictures, videoMessageOf } from '../support/make-message-video.ts';
import { writeParquetTable } from '../support/make-parquet.ts';
import { rosMessage, startMs, writeBag, writeMcap, type TestMessage } from '../support/make-recording.ts';
import { writeSqliteBag } from '../support/make-ros2-bag.ts';
import { makeVideo } from '../support/make-video.ts';
import { decodeAll } from './decode-all.ts';
import { demoDrivePath } from './demo-paths.ts';
import type { Drive } from '../../shared/drive.ts';
import type { BenchRow } from './measure.ts';

/*
 * Frames a second of each format from beginning to end, beside the floor: the library that decodes it doing that and nothing
 * else, on bytes that are in memory where the format lets it. 320 × 160 as the demo drive's.
 */

const [width, height] = [320, 160];
const frameCount = 300;
const rounds = 5;

interface Case {
  readonly name: string;
  /** Writes the drive, and gives its path. */
  readonly make: (folder: string) => string | Promise<string>;
  readonly floorName: string;
  /** Decodes all frames. @returns how many. */
  readonly floor: (path: string) => number | Promise<number>;
}

export async function decodeFormats(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const one of cases()) rows.push(await measured(one));
  return rows;
}

/** Both in turn, several times: what else the machine does meets both. The best round of each counts. */
async function measured({ name, make, floorName, floor }: Case): Promise<BenchRow> {
  using folder = temporaryFolder();
  const original = join(folder.path, 'original');
  mkdirSync(original);
  const opened = relative(original, await make(original));
  const [ours, floors]: [Speed[], Speed[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    // What an earlier round left in memory is of no use for a drive that lies elsewhere.
    const copy = join(folder.path, `round ${round}`);
    cpSync(original, copy, { recursive: true });
    const path = join(copy, opened);
    const drive = await openDrive(path);
    // Starts threads and decoders, which a drive of 300 frames would feel more than one of an hour.
    await readPicture(drive.locateFrame(0, drive.info.cameras[0] ?? '')!);
    floors.push(await speedOf(() => floor(path)));
    ours.push(await speedOf(() => readAll(drive)));
    await closePictures();
  }
  const [our, least] = [best(ours), best(floors)];
  return {
    what: name,
    figure: `${our.perSec.toFixed(0)} frames/s, ${our.cpuMs.toFixed(2)} ms of processor a frame: ${(our.cpuMs / least.cpuMs).toFixed(2)} × the floor`,
    target: '',
    floor: `${least.perSec.toFixed(0)} frames/s, ${least.cpuMs.toFixed(2)} ms: ${floorName}`,
  };
}

interface Speed {
  readonly perSec: number;
  /** Of all threads, for a frame: what else the machine does hardly counts. */
  readonly cpuMs: number;
}

const best = (speeds: readonly Speed[]): Speed => ({
  perSec: Math.max(...speeds.map(({ perSec }) => perSec)),
  cpuMs: Math.min(...speeds.map(({ cpuMs }) => cpuMs)),
});

async function speedOf(work: () => number | Promise<number>): Promise<Speed> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const count = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { perSec: (1000 * count) / (performance.now() - start), cpuMs: (user + system) / 1000 / count };
}

async function readAll(drive: Drive): Promise<number> {
  const { info } = drive;
  for (let frame = 0; frame < info.frameCount; frame += 1) {
    const { data } = await readPicture(drive.locateFrame(frame, info.cameras[0] ?? '')!);
    if (data.length === 0) throw new Error(`Frame ${frame} is empty: ${info.path}`);
  }
  return info.frameCount;
}

function cases(): readonly Case[] {
  const names = readdirSync(join(demoDrivePath, 'IMG')).sort();
  const jpegs = Array.from(
    { length: frameCount },
    (_, frame) => new Uint8Array(readFileSync(join(demoDrivePath, 'IMG', names[frame % names.length]!))),
  );
  const jpegFloor = {
    floorName: 'libjpeg-turbo on bytes in memory',
    floor: () => jpegs.filter((bytes) => decodeJpeg(bytes).width > 0).length,
  };
  const videoFloor = {
    floorName: 'FFmpeg, conversion to RGBA included',
    floor: (path: string) => decodeAll(path, true),
  };
  const x265 = { 'x265-params': 'log-level=none:repeat-headers=1', preset: 'fast' };
  const video = { frameCount, width, height, grain: 4 };
  const jpegMessages = (ros: 1 | 2): TestMessage[] =>
    jpegs.map((data, frame) =>
      rosMessage(ros, '/camera/compressed', 'sensor_msgs/CompressedImage', startMs + frame * 50, {
        header: { seq: frame, stamp: { sec: 1, nsec: 0, nanosec: 0 }, frame_id: 'camera' },
        format: 'jpeg',
        data,
      }),
    );
  return [
    { name: 'JPEG named in a csv', make: (folder) => withPictures(folder, jpegs, makeTable), ...jpegFloor },
    { name: 'DonkeyCar tub', make: (folder) => withPictures(folder, jpegs, makeLongTub), ...jpegFloor },
    {
      name: 'H.264 in mp4',
      make: (folder) => makeVideo(join(folder, 'a.mp4'), { ...video, encoder: 'libx264', maxBFrames: 2 }),
      ...videoFloor,
    },
    {
      name: 'HEVC, raw',
      make: (folder) => makeVideo(join(folder, 'a.hevc'), { ...video, encoder: 'libx265', encoderOptions: x265 }),
      ...videoFloor,
    },
    {
      name: 'LeRobot, mp4',
      make: (folder) => makeLerobot(folder, { episodes: [frameCount], encoder: 'libx264' }),
      floorName: videoFloor.floorName,
      floor: (path) => decodeAll(firstFile(path, '.mp4'), true),
    },
    {
      name: 'MCAP, compressed images, zstd',
      make: (folder) => writeMcap(join(folder, 'a.mcap'), jpegMessages(2), { chunkSize: 1024 * 1024 }),
      ...jpegFloor,
    },
    {
      name: 'MCAP, raw images, zstd',
      make: (folder) => writeMcap(join(folder, 'a.mcap'), rawMessages(jpegs), { chunkSize: 1024 * 1024 }),
      floorName: '@mcap/core reading the messages',
      floor: readMcap,
    },
    {
      name: 'MCAP, foxglove.CompressedVideo, H.264',
      make: (folder) => {
        const pictures = encodedPictures('h264', frameCount, 30);
        // The same packets by themselves, for the floor.
        writeFileSync(join(folder, 'a.h264'), Buffer.concat(pictures));
        const messages = pictures.map((data, frame) =>
          videoMessageOf('protobuf', '/camera', startMs + frame * 50, 'h264', data),
        );
        return writeMcap(join(folder, 'a.mcap'), messages, { chunkSize: 1024 * 1024 });
      },
      floorName: videoFloor.floorName,
      floor: (path) => decodeAll(path.replace('.mcap', '.h264'), true),
    },
    {
      name: 'ROS 1 bag, compressed images, LZ4',
      make: (folder) => writeBag(join(folder, 'a.bag'), jpegMessages(1), { messagesPerChunk: 50 }),
      ...jpegFloor,
    },
    {
      name: 'ROS 2 bag in SQLite, compressed images',
      make: (folder) => writeSqliteBag(join(folder, 'a.db3'), jpegMessages(2)),
      ...jpegFloor,
    },
    {
      name: 'HDF5 of comma.ai',
      make: makeCommaPictures,
      floorName: 'h5wasm slice by slice, no conversion to RGBA',
      floor: readHdf5,
    },
    {
      name: 'Parquet, JPEG in rows',
      make: (folder) =>
        writeParquetTable(
          join(folder, 'a.parquet'),
          { image: { kind: 'picture', data: jpegs.map((bytes) => ({ bytes, path: null })) } },
          100,
        ),
      ...jpegFloor,
    },
  ];
}

/** A drive of small pictures, in which these take the place of each. */
async function withPictures(
  folder: string,
  jpegs: readonly Uint8Array[],
  make: (folder: string) => string,
): Promise<string> {
  const path = make(folder);
  const drive = await openDrive(path);
  for (const [frame, bytes] of jpegs.entries()) {
    const location = drive.locateFrame(frame, drive.info.cameras[0]!);
    if (location?.kind === 'image-file') writeFileSync(location.path, bytes);
  }
  return path;
}

function makeTable(folder: string): string {
  const rows = Array.from({ length: frameCount }, (_, frame) => `frames/${frame}.jpg,${frame / frameCount}`);
  makeImageTable(folder, `${['image,steering', ...rows].join('\n')}\n`);
  const small = readFileSync(join(folder, 'frames', 'a.jpg'));
  for (let frame = 0; frame < frameCount; frame += 1) writeFileSync(join(folder, 'frames', `${frame}.jpg`), small);
  return folder;
}

const makeLongTub = (folder: string): string =>
  makeTub(folder, { angles: Array.from({ length: frameCount }, (_, frame) => frame / frameCount) });

function rawMessages(jpegs: readonly Uint8Array[]): TestMessage[] {
  return jpegs.map((bytes, frame) => {
    const { data } = decodeJpeg(bytes);
    const rgb = new Uint8Array(width * height * 3);
    for (let pixel = 0; pixel < width * height; pixel += 1) rgb.set(data.subarray(pixel * 4, pixel * 4 + 3), pixel * 3);
    return rosMessage(2, '/camera', 'sensor_msgs/Image', startMs + frame * 50, {
      header: { stamp: { sec: 1, nanosec: 0 }, frame_id: 'camera' },
      ...{ height, width, encoding: 'rgb8', is_bigendian: 0, step: width * 3, data: rgb },
    });
  });
}

async function readMcap(path: string): Promise<number> {
  const file = await FileRanges.open(path);
  const reader = await McapIndexedReader.Initialize({
    readable: {
      size: () => Promise.resolve(BigInt(file.size)),
      read: (offset, length) => file.read(Number(offset), Number(length)),
    },
    decompressHandlers: await loadDecompressHandlers(),
  });
  let count = 0;
  for await (const { data } of reader.readMessages()) if (data.length > 0) count += 1;
  await file.close();
  return count;
}

async function makeCommaPictures(folder: string): Promise<string> {
  await makeComma2016(folder, { frameCount });
  await ready;
  const camera = new File(join(folder, 'camera', 'drive.h5'), 'w');
  const shape = [frameCount, 3, height, width];
  const data = new Uint8Array(frameCount * 3 * height * width).map((_, index) => (index * 7919) >> 8);
  camera.create_dataset({ name: 'X', data, shape });
  camera.close();
  return folder;
}

async function readHdf5(path: string): Promise<number> {
  await ready;
  const file = new File(join(path, 'camera', 'drive.h5'), 'r');
  const pictures = file.get('X') as Dataset;
  let count = 0;
  for (let frame = 0; frame < frameCount; frame += 1) if (pictures.slice([[frame, frame + 1]]) !== null) count += 1;
  file.close();
  return count;
}

function firstFile(folder: string, extension: string): string {
  const name = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((entry) => entry.endsWith(extension));
  return join(folder, name ?? '');
}
