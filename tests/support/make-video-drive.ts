import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFiles } from './make-drive.ts';
import { makeVideo } from './make-video.ts';

const mpeg4 = { encoder: 'mpeg4', keyEvery: 10 };

/** A folder with a video of three frames, 50 ms apart. */
export function makeVideoDrive(folder: string, frameCount = 3): string {
  makeVideo(join(folder, 'drive.mp4'), { ...mpeg4, frameCount });
  return folder;
}

/** The same with a csv of its name beside it: one row a frame. */
export function makeVideoWithLog(folder: string, steering: readonly number[] = [0, -0.25, 0.5]): string {
  makeVideoDrive(folder, steering.length);
  const rows = steering.map((value, frame) => `${1_600_000_000 + frame * 0.1},${value},${frame * 2}`);
  writeFiles(folder, { 'drive.csv': `${['timestamp,steering_angle,speed', ...rows].join('\n')}\n` });
  return folder;
}

/** A version 1.0 `.npy` file of float64. */
export function npyBytes(values: readonly number[], shape: readonly number[] = [values.length]): Buffer {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const header = `${text.padEnd(117)}\n`;
  const head = Buffer.from(`\u0093NUMPY\u0001\u0000${String.fromCharCode(header.length)}\u0000${header}`, 'latin1');
  return Buffer.concat([head, Buffer.from(Float64Array.from(values).buffer)]);
}

/** What a comma2k19 segment logs: steering from 46 400 s on at 100 Hz, rising 1 degree a second from 0; frames at 20 Hz. */
export function makeComma2k19Log(folder: string, frameCount = 3): string {
  const startSecs = 46_400;
  const samples = Array.from({ length: frameCount * 5 + 10 }, (_, index) => index / 100);
  const files = {
    'processed_log/CAN/steering_angle/t': npyBytes(samples.map((secs) => startSecs + secs)),
    'processed_log/CAN/steering_angle/value': npyBytes(samples),
    'processed_log/CAN/wheel_speed/t': npyBytes(samples.map((secs) => startSecs + secs)),
    'processed_log/CAN/wheel_speed/value': npyBytes(
      samples.flatMap((secs) => [secs, 10 + secs]),
      [samples.length, 2],
    ),
    'global_pose/frame_times': npyBytes(
      Array.from({ length: frameCount }, (_, frame) => startSecs + 0.005 + frame / 20),
    ),
  };
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

/** The same with its `video.hevc`. */
export function makeComma2k19(folder: string, frameCount = 3): string {
  makeComma2k19Log(folder, frameCount);
  const x265 = { 'x265-params': 'log-level=none:repeat-headers=1', preset: 'ultrafast' };
  makeVideo(join(folder, 'video.hevc'), { encoder: 'libx265', encoderOptions: x265, keyEvery: 20, frameCount });
  return folder;
}

/** Two such segments, of one frame and of two, in a folder of their route. */
export function makeComma2k19Route(folder: string): string {
  for (const [segment, frameCount] of [
    ['3', 1],
    ['4', 2],
  ] as const) {
    mkdirSync(join(folder, segment));
    makeComma2k19(join(folder, segment), frameCount);
  }
  return folder;
}
