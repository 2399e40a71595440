import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';

/** A temporary folder, and the end of it: `using folder = temporaryFolder()`. */
export function temporaryFolder(): { readonly path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'steerscope-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A JPEG of one colour; as small as one gets. */
export function tinyJpeg(colour = 'rgb(90, 120, 60)', width = 16, height = 8): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  return canvas.toBuffer('image/jpeg');
}

/** Writes files below a folder, making the folders they need. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
  }
}

export const udacityHeader = 'center,left,right,steering,throttle,brake,speed';

/** The simulator's name for a picture taken `timeMs` (below an hour) after noon. */
export function udacityName(camera: string, timeMs: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const secs = Math.floor(timeMs / 1000);
  const ms = String(timeMs % 1000).padStart(3, '0');
  return `${camera}_2016_12_01_12_${two(Math.floor(secs / 60))}_${two(secs % 60)}_${ms}.jpg`;
}

export interface UdacityDriveOptions {
  /** One frame each, 100 ms apart. */
  readonly steering?: readonly number[];
  readonly header?: boolean;
  /** Before each picture's name in the log. */
  readonly pathPrefix?: string;
  /** Where the pictures lie. */
  readonly imageFolder?: string;
  readonly cameras?: readonly string[];
}

/** A small, whole drive as the Udacity simulator records it: throttle 0.5, no brake, speed 30. */
export function makeUdacityDrive(folder: string, options: UdacityDriveOptions = {}): string {
  const { steering = [0, -0.25, 0.5], header = true, pathPrefix = 'IMG/', imageFolder = 'IMG' } = options;
  const { cameras = ['center', 'left', 'right'] } = options;
  const rows = steering.map((value, frame) => {
    const named = ['center', 'left', 'right'].map((camera) => pathPrefix + udacityName(camera, frame * 100));
    return [...named, value, 0.5, 0, 30].join(',');
  });
  writeFiles(folder, { 'driving_log.csv': `${[...(header ? [udacityHeader] : []), ...rows].join('\n')}\n` });
  for (const frame of steering.keys())
    for (const camera of cameras)
      writeFiles(folder, { [join(imageFolder, udacityName(camera, frame * 100))]: tinyJpeg() });
  return folder;
}

export interface TubOptions {
  /** `user/angle` of records 0, 1, …, 50 ms apart. */
  readonly angles?: readonly number[];
  readonly deleted?: readonly number[];
  /** What the last line of the manifest says beside the usual. */
  readonly manifest?: Readonly<Record<string, unknown>>;
}

/** A line of a catalog as donkeycar writes it. */
export function tubLine(index: number, angle: number, timeMs = 1_603_000_000_000 + index * 50): string {
  return JSON.stringify({
    _index: index,
    _timestamp_ms: timeMs,
    'cam/image_array': tubImage(index),
    'user/angle': angle,
    'user/mode': 'user',
    'user/throttle': 0.5,
  });
}

export const tubImage = (index: number): string => `${index}_cam_image_array_.jpg`;

/** A small, whole DonkeyCar tub of one catalog. */
export function makeTub(folder: string, options: TubOptions = {}): string {
  const { angles = [0, -0.25, 0.5], deleted = [], manifest = {} } = options;
  const last = {
    paths: ['catalog_0.catalog'],
    current_index: angles.length,
    max_len: 1000,
    deleted_indexes: deleted,
    ...manifest,
  };
  writeFiles(folder, {
    'manifest.json': ['["cam/image_array"]', '["image_array"]', '{}', '{"created_at": 1.5}', JSON.stringify(last)]
      .map((line) => `${line}\n`)
      .join(''),
    'catalog_0.catalog': angles.map((angle, index) => `${tubLine(index, angle)}\n`).join(''),
    'catalog_0.catalog_manifest': '{}\n',
  });
  for (const index of angles.keys()) writeFiles(folder, { [`images/${tubImage(index)}`]: tinyJpeg() });
  return folder;
}

export const tubV1Image = (number: number): string => `${number}_cam-image_array_.jpg`;

/** `record_N.json` as donkeycar wrote it up to version 3. */
export function tubV1Record(number: number, angle: number, more: object = { milliseconds: number * 50 }): string {
  const fields = { 'cam/image_array': tubV1Image(number), 'user/angle': angle, 'user/throttle': 0.3 };
  return JSON.stringify({ ...fields, 'user/mode': 'user', ...more });
}

/** A small, whole DonkeyCar tub of the first kind; its records count from 1. */
export function makeTubV1(folder: string, angles: readonly number[] = [0, -0.25, 0.5]): string {
  writeFiles(folder, {
    'meta.json': '{"inputs": ["cam/image_array"], "types": ["image_array"], "start": 1588659604.4}',
  });
  for (const [index, angle] of angles.entries())
    writeFiles(folder, {
      [`record_${index + 1}.json`]: tubV1Record(index + 1, angle),
      [tubV1Image(index + 1)]: tinyJpeg(),
    });
  return folder;
}

/** The export of a challenge bag: three cameras, 50 ms a frame, left and right 10 and 20 ms behind the middle. */
export function makeChallengeExport(folder: string, angles: readonly number[] = [0, -0.25, 0.5]): string {
  const rows = angles.flatMap((angle, frame) =>
    ['center', 'left', 'right'].map((camera, index) => {
      const time = `1479425440${String(30 + frame * 50 + index * 10).padStart(3, '0')}000000`;
      writeFiles(folder, { [`${camera}/${time}.jpg`]: tinyJpeg() });
      return [frame, time, 640, 480, `${camera}_camera`, `${camera}/${time}.jpg`, angle + index / 64, 0.125, 22.5].join(
        ',',
      );
    }),
  );
  const header = 'index,timestamp,width,height,frame_id,filename,angle,torque,speed';
  writeFiles(folder, { 'interpolated.csv': [header, ...rows, ''].join('\n') });
  return folder;
}

/** SullyChen's `data.txt`, 60 ms a frame across a second, and its pictures. */
export function makeSullyChen(folder: string, degrees: readonly number[] = [0, -12.5, 3.25]): string {
  const lines = degrees.map((value, frame) => {
    const ms = 900 + frame * 60;
    return `${frame}.jpg ${value.toFixed(6)},2018-07-01 17:09:${44 + Math.floor(ms / 1000)}:${ms % 1000}\n`;
  });
  writeFiles(folder, { 'data.txt': lines.join('') });
  for (const frame of degrees.keys()) writeFiles(folder, { [`${frame}.jpg`]: tinyJpeg() });
  return folder;
}

/** A table of pictures, `content` of `log.csv` and the pictures `a.jpg`, `b.jpg`, `c.jpg` in `frames`. */
export function makeImageTable(
  folder: string,
  content = 'image,steering,speed\nframes/a.jpg,0,3\nframes/b.jpg,-0.25,4\nframes/c.jpg,0.5,5\n',
  name = 'log.csv',
): string {
  writeFiles(folder, { [name]: content });
  for (const letter of 'abc') writeFiles(folder, { [`frames/${letter}.jpg`]: tinyJpeg() });
  return folder;
}

/** Images named by their frame and their servo's angle, as DeepPiCar writes them. */
export function makeNamedSteering(folder: string, degrees: readonly number[] = [90, 75, 101]): string {
  const three = (value: number): string => String(value).padStart(3, '0');
  for (const [frame, angle] of degrees.entries())
    writeFiles(folder, { [`video01_${three(frame)}_${three(angle)}.jpg`]: tinyJpeg() });
  return folder;
}

/** A folder of frames that sort wrongly by their characters: frame_1, frame_2, … frame_10. */
export function makeImageFolder(folder: string, count = 10): string {
  for (let index = 1; index <= count; index += 1) writeFiles(folder, { [`frame_${index}.jpg`]: tinyJpeg() });
  return folder;
}
