import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { noteRead } from '../containers/file-stamps.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';
import type { NumberColumn, ParquetReader } from '../containers/parquet-columns.ts';
import { fillPath, type LerobotInfo } from './lerobot-meta.ts';

/** Where one episode's video begins. */
export interface EpisodeVideo {
  /** Null when its path would lie outside the data set. */
  readonly path: string | null;
  readonly startSecs: number;
}

export interface Episode {
  readonly index: number;
  readonly videos: ReadonlyMap<string, EpisodeVideo>;
}

/** More than any data set of driving has. */
const maxEpisodes = 20_000;

/** From version 3 on, a file holds many episodes. */
const isVersion3 = ({ codebase_version: version }: LerobotInfo): boolean => Number(/\d+/.exec(version)?.[0]) >= 3;

/** The files with the rows, in order. */
export async function dataFiles(folder: string, info: LerobotInfo): Promise<string[]> {
  if (isVersion3(info)) return parquetFiles(join(folder, 'data'));
  const files = new Set<string>();
  for (let episode = 0; episode < Math.min(info.total_episodes, maxEpisodes); episode += 1) {
    const chunk = Math.floor(episode / info.chunks_size);
    const path = fillPath(folder, info.data_path, { episode_chunk: chunk, episode_index: episode });
    if (path !== null) files.add(path);
  }
  return [...files];
}

/** Files in the folders of a folder, by their numbers. */
async function parquetFiles(folder: string): Promise<string[]> {
  const order = new Intl.Collator('en', { numeric: true });
  noteRead(folder);
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names
    .filter((name) => name.endsWith('.parquet'))
    .sort((one, other) => order.compare(one, other))
    .slice(0, maxEpisodes)
    .map((name) => join(folder, name));
}

/** Where the video of each episode and camera lies. @throws DamagedContainer when version 3's list of them is damaged. */
export async function readEpisodes(
  folder: string,
  info: LerobotInfo,
  cameras: readonly string[],
  parquet: ParquetReader,
  signal: AbortSignal | undefined,
): Promise<Map<number, Episode>> {
  const episodes = new Map<number, Episode>();
  const template = info.video_path ?? '';
  if (!isVersion3(info)) {
    for (let index = 0; index < Math.min(info.total_episodes, maxEpisodes); index += 1) {
      const place = { episode_chunk: Math.floor(index / info.chunks_size), episode_index: index };
      const videos = cameras.map((camera) => {
        const path = fillPath(folder, template, { ...place, video_key: camera });
        return [camera, { path, startSecs: 0 }] as const;
      });
      episodes.set(index, { index, videos: new Map(videos) });
    }
    return episodes;
  }
  const fields = ['chunk_index', 'file_index', 'from_timestamp'];
  const columns = cameras.flatMap((camera) => fields.map((field) => `videos/${camera}/${field}`));
  for (const path of await parquetFiles(join(folder, 'meta', 'episodes'))) {
    const { size } = await stat(path);
    const table = await parquet.read({ path, columns: ['episode_index', ...columns] }, size, signal);
    if (episodes.size + table.rowCount > maxEpisodes) throw new DamagedContainer('it lists too many episodes');
    for (let row = 0; row < table.rowCount; row += 1) {
      const at = (name: string): number => elementOf(table.columns.get(name), row, 0);
      const videos = cameras.map((camera) => {
        const [chunk, file, startSecs] = fields.map((field) => at(`videos/${camera}/${field}`));
        const place = { video_key: camera, chunk_index: chunk!, file_index: file! };
        const path = Number.isInteger(chunk) && Number.isInteger(file) ? fillPath(folder, template, place) : null;
        return [camera, { path, startSecs: startSecs! }] as const;
      });
      episodes.set(at('episode_index'), { index: at('episode_index'), videos: new Map(videos) });
    }
  }
  return episodes;
}

/** NaN where there is none. */
export function elementOf(column: NumberColumn | undefined, row: number, element: number): number {
  return column !== undefined && element < column.width
    ? (column.values[row * column.width + element] ?? Number.NaN)
    : Number.NaN;
}
