import { stat } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import type { Problem, ProblemSeverity } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';
import { noteRead } from '../containers/file-stamps.ts';
import { ParquetReader } from '../containers/parquet-columns.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { dataFiles, readEpisodes, type Episode } from './lerobot-episodes.ts';
import { isLerobot, numbersOf, readInfo, videoKeys, type LerobotInfo, type LerobotNumber } from './lerobot-meta.ts';
import { LerobotRows, LerobotVideos } from './lerobot-rows.ts';
import { seriesDrive } from './series-drive.ts';
import { sessionsOf } from './sessions.ts';
import { fieldName, steeringScore, steeringUnitOf } from './steering-fields.ts';

const maxColumns = 33;
/** Each lost file is a problem of its own; more are counted. */
const maxLostTold = 20;

/**
 * LeRobot data sets of versions 2 and 3 (github.com/huggingface/lerobot): rows in Parquet, cameras as videos. Episodes lie
 * one after the other on the timeline; the column `episode` says which is which. Steering is the number that is named like
 * it, else the first of `action`.
 */
export const lerobot: DriveFormat = {
  id: 'lerobot',
  name: 'LeRobot data set',

  match: isLerobot,

  async open(path: string, { signal }: OpenDriveOptions = {}): Promise<DriveData> {
    const info = await readInfo(path);
    const cameras = videoKeys(info);
    if (cameras.length === 0)
      throw new SteerscopeError(
        'no-image-found',
        `This LeRobot data set has no camera as video: ${path}`,
        `Open one with videos. Its features are: ${Object.keys(info.features).slice(0, 30).join(', ')}.`,
      );
    const problems: Problem[] = [];
    const report: Report = (severity, code, message, place = null) => {
      problems.push({ severity, code, message, place, frame: null });
    };
    const numbers = numbersOf(info).slice(0, maxColumns);
    const fields = numbers.map(({ feature, name }) => ({ topic: feature, path: name }));
    const scores = fields.map(steeringScore);
    const best = Math.max(0, ...scores);
    const chosen = best > 0 ? scores.indexOf(best) : numbers.findIndex(({ feature }) => feature === 'action');

    const { episodes, rows } = await readTables(path, info, cameras, numbers, report, signal);
    if (rows.count === 0)
      throw new SteerscopeError(
        'empty-drive',
        `This LeRobot data set holds no readable row${problems[0] ? ` (${problems[0].message})` : ''}: ${path}`,
        'Download the data set again, with its folder data.',
      );

    const videos = new LerobotVideos(episodes, info.fps);
    const [first = ''] = cameras;
    const kept: number[] = [];
    for (let row = 0; row < rows.count; row += 1) if (await videos.has(rows, row, first)) kept.push(row);
    const lostRows = rows.count - kept.length;
    if (kept.length === 0)
      throw new SteerscopeError(
        'no-image-found',
        `Of ${rows.count} rows not one has its video (${first}): ${path}`,
        'Download the data set with its folder videos (git lfs pull).',
      );
    if (lostRows > 0) {
      const isKept = new Set(kept);
      const lost = rows.episode.find((_, row) => !isKept.has(row));
      const message = `${lostRows} rows left out: the video of ${first} is missing for them.`;
      report('error', 'image-missing', message, `episode ${lost ?? 0}`);
    }
    for (const camera of cameras.slice(1)) for (const row of kept) await videos.has(rows, row, camera);

    const column = (values: readonly number[]): Float64Array => Float64Array.from(kept, (row) => values[row]!);
    const values = numbers.map((_, index) => column(rows.values[index]!));
    const names = fields.map(fieldName);
    const steering = values[chosen];
    const field = fields[chosen];
    const unit =
      steering &&
      field &&
      steeringUnitOf(
        field,
        steering.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0),
      );
    if (field !== undefined) {
      const units = { rad: 'radians', deg: 'degrees', normalised: '-1..1' } as const;
      report(
        best > 0 ? 'info' : 'warning',
        'steering-source',
        `Steering is ${fieldName(field)}, taken as ${units[unit!]}, positive to the right${best > 0 ? '' : ': no number is named like steering, so it is the first of the action'}; other numbers: ${names.filter((_, index) => index !== chosen).join(', ') || 'none'}.`,
      );
    }
    const episodeCount = new Set(rows.episode).size;
    if (episodeCount > 1)
      report('info', 'episodes', `${episodeCount} episodes lie one after the other; the column “episode” says which.`);
    return seriesDrive({
      format: lerobot,
      path,
      cameras,
      recordCount: rows.count,
      frameCount: kept.length,
      timeMs: column(rows.timeMs),
      steering: steering && unit ? { unit, values: steering } : null,
      sessions: sessionsOf(kept.map((row) => `episode ${rows.episode[row]!}`)),
      numeric: {
        episode: column(rows.episode),
        ...Object.fromEntries(
          values.flatMap((one, index) => (index === chosen ? [] : [[names[index]!, one] as const])),
        ),
      },
      logRow: Uint32Array.from(kept),
      image: kept.map((row) => `${first} episode ${rows.episode[row]!} frame ${rows.frame[row]!}`),
      problems,
      pictures: cameras.map((camera) => videos.pictures(rows, kept, camera)),
    });
  },
};

/** Told to the user; the place is a path in the data set. */
type Report = (severity: ProblemSeverity, code: string, message: string, place?: string | null) => void;

/** Everything in Parquet; what is lost is told. */
async function readTables(
  path: string,
  info: LerobotInfo,
  cameras: readonly string[],
  numbers: readonly LerobotNumber[],
  report: Report,
  signal: AbortSignal | undefined,
): Promise<{ episodes: ReadonlyMap<number, Episode>; rows: LerobotRows }> {
  const parquet = new ParquetReader();
  try {
    const episodes = await readEpisodes(path, info, cameras, parquet, signal).catch((thrown: unknown) => {
      if (!(thrown instanceof DamagedContainer)) throw thrown;
      report('error', 'episodes-damaged', `The list of episodes cannot be read: ${thrown.message}.`, 'meta/episodes');
      return new Map<number, Episode>();
    });
    const rows = new LerobotRows(numbers, 1000 / info.fps);
    const lost: { place: string; reason: string }[] = [];
    const columns = ['timestamp', 'frame_index', 'episode_index', ...new Set(numbers.map(({ feature }) => feature))];
    for (const file of await dataFiles(path, info)) {
      try {
        noteRead(dirname(file));
        const { size } = await stat(file);
        rows.add(await parquet.read({ path: file, columns }, size, signal));
      } catch (thrown) {
        signal?.throwIfAborted();
        if (!(thrown instanceof DamagedContainer) && !(thrown instanceof Error && 'syscall' in thrown)) throw thrown;
        lost.push({ place: relative(path, file).replaceAll(sep, '/'), reason: thrown.message });
      }
    }
    for (const { place, reason } of lost.slice(0, maxLostTold))
      report('error', 'episode-missing', `Rows are lost: ${reason}.`, place);
    if (lost.length > maxLostTold)
      report('error', 'episode-missing', `${lost.length - maxLostTold} more files of rows are missing or damaged.`);
    return { episodes, rows };
  } finally {
    parquet.close();
  }
}
