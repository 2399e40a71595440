import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { noteRead } from '../containers/file-stamps.ts';
import type { Problem, ProblemSeverity } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';
import type { Hdf5Dataset } from '../containers/hdf5-file.ts';
import { Hdf5Thread } from '../containers/hdf5-thread.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { startsWith } from './find-recordings.ts';
import { seriesDrive } from './series-drive.ts';
import { timeProblems } from './time-series-problems.ts';

const hdf5Magic = '\x89HDF\r\n\x1a\n';
const pictures = 'X';
const pointer = 'cam1_ptr';
const steering = 'steering_angle';
const times = 'times';
const maxColumns = 32;
/** A day of driving at 100 Hz. */
const maxLogRows = 8_640_000;

/**
 * The driving data that comma.ai published in 2016 (github.com/commaai/research): `camera/X.h5` with pictures as
 * (frames, 3, 160, 320) bytes, `log/X.h5` with columns at 100 Hz. `cam1_ptr` names the picture that was the newest at each
 * row; the rows of one picture are averaged.
 */
export const comma2016: DriveFormat = {
  id: 'comma-2016',
  name: 'comma.ai 2016 (HDF5)',

  async match(path: string): Promise<boolean> {
    return (await findPairs(path)).length > 0;
  },

  async open(path: string, { signal }: OpenDriveOptions = {}): Promise<DriveData> {
    const [pair, ...others] = await findPairs(path);
    if (pair === undefined)
      throw new SteerscopeError(
        'not-a-drive',
        `There is no comma.ai drive here: ${path}`,
        'Open a folder with camera and log.',
      );
    const problems: Problem[] = [];
    const logName = `log/${basename(pair.log)}`;
    const report = (severity: ProblemSeverity, code: string, message: string, frame: number | null = null): void => {
      problems.push({ severity, code, message, place: frame === null ? logName : null, frame });
    };
    if (others.length > 0)
      report(
        'info',
        'other-recordings',
        `Only the first drive of the folder is open; open the others by their camera files: ${others.map(({ camera }) => basename(camera)).join(', ')}`,
      );

    const [frameCount = 0, , height = 0, width = 0] = (await cameraOf(pair.camera)).shape;
    const log = await readLogColumns(pair.log, signal).catch((thrown: unknown) => {
      if (!(thrown instanceof DamagedContainer)) throw thrown;
      report('error', 'log-damaged', `The log cannot be read (${thrown.message}): there is no steering.`);
      return new Map<string, Float64Array>();
    });
    signal?.throwIfAborted();
    const columns = averagePerFrame(log, frameCount);
    const angle = columns.get(steering) ?? null;
    const timeSecs = columns.get(times) ?? null;
    if (angle !== null) {
      report(
        'info',
        'steering-source',
        'Steering is the angle of the steering wheel in degrees, positive to the left, averaged over the rows of the log that point at a picture.',
      );
      const missing = angle.filter(Number.isNaN).length;
      if (missing > 0)
        report(
          'warning',
          'steering-missing',
          `${missing} pictures have no row in the log.`,
          angle.findIndex(Number.isNaN),
        );
    } else if (!problems.some(({ code }) => code === 'log-damaged'))
      report(
        'error',
        'column-missing',
        `The log has no ${log.has(pointer) ? steering : pointer}: there is no steering.`,
      );
    const timeMs = timeSecs && timeSecs.map((secs) => secs * 1000);
    const name = `${basename(pair.camera)} picture`;
    return seriesDrive({
      format: comma2016,
      path,
      cameras: ['cam1'],
      recordCount: frameCount,
      frameCount,
      timeMs,
      steering: angle && { unit: 'deg', positive: 'left', values: angle },
      numeric: Object.fromEntries(
        [...columns].filter(([column]) => ![steering, times, pointer].includes(column)).slice(0, maxColumns),
      ),
      logRow: Uint32Array.from({ length: frameCount }, (_, frame) => frame),
      image: Array.from({ length: frameCount }, (_, frame) => `${name} ${frame}`),
      problems: [...problems, ...(timeMs ? timeProblems(timeMs, (frame) => `${name} ${frame}`) : [])],
      pictures: [{ kind: 'hdf5-frames', path: pair.camera, dataset: pictures, width, height }],
    });
  },
};

interface Pair {
  readonly camera: string;
  readonly log: string;
}

/** A camera file (or log) with its partner, or those of a folder that holds `camera` and `log`. */
async function findPairs(path: string): Promise<Pair[]> {
  const isFolder = (await stat(path)).isDirectory();
  const folder = isFolder ? path : dirname(dirname(path));
  if (!isFolder && !/\.h5$/i.test(path)) return [];
  if (isFolder) noteRead(join(path, 'camera'));
  const names = isFolder ? await readdir(join(path, 'camera')).catch(() => []) : [basename(path)];
  const pairs: Pair[] = [];
  for (const name of names.filter((each) => /\.h5$/i.test(each)).sort()) {
    const pair = { camera: join(folder, 'camera', name), log: join(folder, 'log', name) };
    if ((await startsWith(pair.camera, hdf5Magic)) && (await startsWith(pair.log, hdf5Magic))) pairs.push(pair);
  }
  return pairs;
}

async function cameraOf(path: string): Promise<Hdf5Dataset> {
  const thread = new Hdf5Thread(path);
  try {
    const found = (await thread.datasets()).find(({ name }) => name === pictures);
    const [frames, colours, height, width, ...rest] = found?.shape ?? [];
    if (!found?.isBytes || colours !== 3 || !frames || !height || !width || rest.length > 0)
      throw new DamagedContainer(`it has no “${pictures}” with frames of three colours`);
    if (frames > maxLogRows) throw new DamagedContainer(`it claims ${frames} frames`);
    return found;
  } catch (thrown) {
    if (!(thrown instanceof DamagedContainer)) throw thrown;
    throw new SteerscopeError(
      'not-readable',
      `The camera file cannot be read (${thrown.message}): ${path}`,
      'Restore the file from a copy, or download it again.',
      { cause: thrown },
    );
  } finally {
    thread.close();
  }
}

/** The columns of a log that are as long as `cam1_ptr`. */
async function readLogColumns(path: string, signal: AbortSignal | undefined): Promise<Map<string, Float64Array>> {
  const thread = new Hdf5Thread(path);
  try {
    const datasets = await thread.datasets();
    const rows = datasets.find(({ name }) => name === pointer)?.shape[0] ?? 0;
    if (rows > maxLogRows) throw new DamagedContainer(`it claims ${rows} rows`);
    const wanted = datasets.filter(({ name, shape }) => shape[0] === rows && (shape.length === 1 || name === pointer));
    const columns = new Map<string, Float64Array>();
    for (const { name } of [...wanted.filter(isNeeded), ...wanted.filter((one) => !isNeeded(one))].slice(
      0,
      maxColumns + 3,
    )) {
      signal?.throwIfAborted();
      columns.set(name, await thread.numbers(name, 0, rows));
    }
    return columns;
  } finally {
    thread.close();
  }
}

const isNeeded = ({ name }: Hdf5Dataset): boolean => [pointer, steering, times].includes(name);

/** Each column at the frames: the mean of the rows that point at a frame; NaN where none does. */
function averagePerFrame(log: ReadonlyMap<string, Float64Array>, frameCount: number): Map<string, Float64Array> {
  const frames = log.get(pointer);
  const averaged = new Map<string, Float64Array>();
  if (frames === undefined) return averaged;
  for (const [name, values] of log) {
    const sums = new Float64Array(frameCount);
    const counts = new Float64Array(frameCount);
    for (const [row, value] of values.entries()) {
      const frame = frames[row]!;
      if (!Number.isInteger(frame) || frame < 0 || frame >= frameCount || Number.isNaN(value)) continue;
      sums[frame]! += value;
      counts[frame]! += 1;
    }
    averaged.set(
      name,
      sums.map((sum, frame) => sum / counts[frame]!),
    );
  }
  return averaged;
}
