import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { writeFiles } from './make-drive.ts';
import { makeVideo } from './make-video.ts';

export interface LerobotOptions {
  readonly version?: 2 | 3;
  /** Frames of each episode. */
  readonly episodes?: readonly number[];
  readonly names?: unknown;
  /** Instead of what `meta/info.json` would say. */
  readonly info?: Readonly<Record<string, unknown>>;
  readonly encoder?: string;
}

const fps = 20;
const camera = 'observation.images.front';

function writeParquet(path: string, columns: Readonly<Record<string, readonly unknown[]>>): void {
  mkdirSync(dirname(path), { recursive: true });
  const listSchema = (name: string): SchemaElement[] => [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', type: 'FLOAT' },
  ];
  const plainSchema = (name: string, value: unknown): SchemaElement[] => [
    { name, type: typeof value === 'bigint' ? 'INT64' : 'DOUBLE' },
  ];
  const columnData = Object.entries(columns).map(([name, data]) => ({ name, data: [...data] }));
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columnData.length },
    ...columnData.flatMap(({ name, data }) => (Array.isArray(data[0]) ? listSchema(name) : plainSchema(name, data[0]))),
  ];
  writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData, schema })));
}

/** A data set of two numbers an action: steering = frame of the whole set / 10, throttle 0.5; the frame's number is in its picture. */
export function makeLerobot(folder: string, options: LerobotOptions = {}): string {
  const { version = 2, episodes = [3], names = ['steering', 'throttle'], info = {}, encoder = 'mpeg4' } = options;
  const total = episodes.reduce((sum, length) => sum + length, 0);
  const rows = episodes.flatMap((length, episode) => Array.from({ length }, (_, frame) => ({ episode, frame })));
  const table = (from: number, to: number): Record<string, readonly unknown[]> => {
    const part = rows.slice(from, to);
    return {
      action: part.map((_, row) => [(from + row) / 10, 0.5]),
      timestamp: part.map(({ frame }) => frame / fps),
      frame_index: part.map(({ frame }) => BigInt(frame)),
      episode_index: part.map(({ episode }) => BigInt(episode)),
    };
  };
  const video = (path: string, first: number, frameCount: number): void => {
    mkdirSync(dirname(path), { recursive: true });
    makeVideo(path, { encoder, frameCount, keyEvery: 10, firstNumber: first });
  };
  const v3 = version === 3;
  writeFiles(folder, {
    'meta/info.json': JSON.stringify({
      codebase_version: v3 ? 'v3.0' : 'v2.1',
      fps,
      total_episodes: episodes.length,
      total_frames: total,
      chunks_size: 1000,
      data_path: v3
        ? 'data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet'
        : 'data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet',
      video_path: v3
        ? 'videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4'
        : 'videos/chunk-{episode_chunk:03d}/{video_key}/episode_{episode_index:06d}.mp4',
      features: {
        [camera]: { dtype: 'video', shape: [160, 320, 3], names: ['height', 'width', 'channels'] },
        action: { dtype: 'float32', shape: [2], names },
        timestamp: { dtype: 'float32', shape: [1], names: null },
        frame_index: { dtype: 'int64', shape: [1], names: null },
        episode_index: { dtype: 'int64', shape: [1], names: null },
      },
      ...info,
    }),
  });
  const starts = episodes.map((_, episode) => episodes.slice(0, episode).reduce((sum, length) => sum + length, 0));
  if (v3) {
    writeParquet(join(folder, 'data/chunk-000/file-000.parquet'), table(0, total));
    video(join(folder, `videos/${camera}/chunk-000/file-000.mp4`), 0, total);
    writeParquet(join(folder, 'meta/episodes/chunk-000/file-000.parquet'), {
      episode_index: episodes.map((_, episode) => BigInt(episode)),
      [`videos/${camera}/chunk_index`]: episodes.map(() => 0n),
      [`videos/${camera}/file_index`]: episodes.map(() => 0n),
      [`videos/${camera}/from_timestamp`]: starts.map((start) => start / fps),
    });
  } else
    for (const [episode, length] of episodes.entries()) {
      const name = `episode_${String(episode).padStart(6, '0')}`;
      writeParquet(join(folder, `data/chunk-000/${name}.parquet`), table(starts[episode]!, starts[episode]! + length));
      video(join(folder, `videos/chunk-000/${camera}/${name}.mp4`), starts[episode]!, length);
    }
  return folder;
}
