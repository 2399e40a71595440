import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { noteRead } from '../containers/file-stamps.ts';
import { textsOf } from '../../shared/texts.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { readSensors, type Sensor } from './comma2k19-sensors.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { findVideos } from './find-videos.ts';
import { naturalOrder } from './image-folder.ts';
import { interpolate } from './interpolate.ts';
import { joinSeries, type SeriesPart } from './join-series.ts';
import { listFolder } from './list-folder.ts';
import { readNpy } from './npy.ts';
import type { PictureTable } from './picture-table.ts';
import { isImageName } from './pictures.ts';
import { interpolatedWords } from './rate-words.ts';
import { seriesDrive, type DriveSeries } from './series-drive.ts';
import { timeProblems } from './time-series-problems.ts';

const frameTimes = join('global_pose', 'frame_times');
const canFolder = join('processed_log', 'CAN');
const steeringName = 'steering_angle';

/**
 * comma2k19: a segment of one minute, with `video.hevc` (or a folder of frames), the times of its frames, and CAN at rates of
 * its own; or a route, that is a folder of segments called by their numbers, each a session.
 */
export const comma2k19: DriveFormat = {
  id: 'comma2k19',
  name: 'comma2k19',

  async match(path: string): Promise<boolean> {
    return (await isSegment(path)) || (await segmentsIn(path)).length > 0;
  },

  async open(
    path: string,
    { signal, recordLimit = Number.POSITIVE_INFINITY, onCut }: OpenDriveOptions = {},
  ): Promise<DriveData> {
    if (await isSegment(path)) return seriesDrive(await readSegment(path, signal));
    const parts: SeriesPart[] = [];
    const lost: { readonly name: string; readonly error: SteerscopeError }[] = [];
    for (const name of await segmentsIn(path)) {
      if (parts.reduce((count, { series }) => count + series.frameCount, 0) >= recordLimit) {
        onCut?.();
        break;
      }
      try {
        parts.push({ name, series: await readSegment(join(path, name), signal) });
      } catch (thrown) {
        if (!(thrown instanceof SteerscopeError) || signal?.aborted === true) throw thrown;
        lost.push({ name, error: thrown });
      }
    }
    if (parts.length === 0 && lost[0]) throw lost[0].error;
    const route = joinSeries({ format: comma2k19, path }, parts);
    const problems = lost.map(({ name, error }): Problem => ({
      ...{ severity: 'error', code: 'segment-left-out', message: error.message, place: name, frame: null },
    }));
    return seriesDrive({ ...route, problems: [...problems, ...route.problems] });
  },
};

async function readSegment(path: string, signal: AbortSignal | undefined): Promise<DriveSeries> {
  const sensors = await readSensors(join(path, canFolder));
  const times = await readNpy(join(path, frameTimes)).catch((thrown: unknown) => SteerscopeError.from(thrown));
  const pictures = await findPictures(path, signal);
  signal?.throwIfAborted();
  if (pictures === null)
    throw noPictures(path, sensors.found, times instanceof SteerscopeError ? null : times.values.length);
  const problems: Problem[] = [...pictures.problems, ...sensors.problems];
  const note = (severity: Problem['severity'], code: string, message: string, place: string | null): void => {
    problems.push({ severity, code, message, place, frame: null });
  };
  let timeMs = pictures.timeMs;
  let frameCount = pictures.count;
  if (times instanceof SteerscopeError)
    note(
      'error',
      'frame-times-missing',
      `Without the times of the frames nothing of the log can be told to a frame. ${times.message}`,
      frameTimes,
    );
  else {
    frameCount = Math.min(pictures.count, times.values.length);
    timeMs = times.values.slice(0, frameCount).map((secs) => secs * 1000);
    if (pictures.count !== times.values.length)
      note(
        'warning',
        'frame-count-differs',
        `There are ${pictures.count} pictures and ${times.values.length} times of frames; the first ${frameCount} are taken to belong together.`,
        frameTimes,
      );
    problems.push(...timeProblems(timeMs, (frame) => `${frameTimes} ${frame}`));
  }
  const atFrames = (sensor: Sensor): Float64Array =>
    times instanceof SteerscopeError || !timeMs
      ? new Float64Array(frameCount).fill(Number.NaN)
      : interpolate(sensor.timeMs, sensor.values, timeMs);
  const steering = sensors.found.find(({ name }) => name === steeringName);
  if (steering)
    note(
      'info',
      'steering-interpolated',
      `Steering (degrees of the steering wheel, positive to the left) is ${interpolatedWords(steering.timeMs, timeMs ?? new Float64Array())}; the other sensors are, each from its own rate.`,
      join(canFolder, steeringName),
    );
  else note('warning', 'no-steering', 'The log holds no steering angle.', canFolder);
  return {
    format: comma2k19,
    path,
    cameras: ['road'],
    recordCount: pictures.count,
    frameCount,
    timeMs,
    steering: steering ? { unit: 'deg', positive: 'left', values: atFrames(steering) } : null,
    numeric: Object.fromEntries(
      sensors.found.filter((sensor) => sensor !== steering).map((sensor) => [sensor.name, atFrames(sensor)]),
    ),
    logRow: Uint32Array.from({ length: frameCount }, (_, frame) => frame),
    image: Array.from({ length: frameCount }, (_, frame) => pictures.image(frame)),
    problems,
    pictures: [pictures.table],
  };
}

interface Pictures {
  readonly count: number;
  readonly timeMs: Float64Array | null;
  readonly problems: readonly Problem[];
  readonly table: PictureTable;
  image(frame: number): string;
}

/** The video beside the log, or the pictures in `frames`; null without either. */
async function findPictures(path: string, signal: AbortSignal | undefined): Promise<Pictures | null> {
  const [video] = await findVideos(path);
  if (video !== undefined) {
    const { frameCount, timeMs, problems, pictures, image } = await (
      await import('./video-frames.ts')
    ).readVideoFrames(video, signal);
    return {
      count: frameCount,
      timeMs,
      problems: problems.filter(({ code }) => code !== 'time-gap'),
      table: pictures,
      image,
    };
  }
  const folder = join(path, 'frames');
  noteRead(folder);
  const names = (await readdir(folder).catch(() => []))
    .filter(isImageName)
    .sort((one, other) => naturalOrder.compare(one, other));
  if (names.length === 0) return null;
  return {
    count: names.length,
    timeMs: null,
    problems: [],
    table: { kind: 'image-files', folders: [folder], folderOf: new Int32Array(names.length), names: textsOf(names) },
    image: (frame) => `frames/${names[frame] ?? ''}`,
  };
}

function noPictures(path: string, sensors: readonly Sensor[], times: number | null): SteerscopeError {
  const steering = sensors.find(({ name }) => name === steeringName);
  const parts = [
    steering ? `${steering.values.length} steering angles` : 'no steering angle',
    times === null ? 'no times of frames' : `${times} times of frames`,
  ];
  return new SteerscopeError(
    'no-image-found',
    `This comma2k19 segment has its log (${parts.join(', ')}) but no pictures, neither video.hevc nor a folder “frames”: ${path}`,
    `Put the segment's video.hevc into ${basename(path)} and open it again.`,
  );
}

const isSegment = async (path: string): Promise<boolean> =>
  (await isFolder(join(path, canFolder))) || (await isFolder(join(path, 'processed_log', 'IMU')));

/** The numbered folders in a route that are segments. */
async function segmentsIn(path: string): Promise<readonly string[]> {
  if (!(await isFolder(path))) return [];
  const names = (await listFolder(path)).filter((name) => /^\d{1,4}$/.test(name));
  const segments: string[] = [];
  for (const name of names) if (await isSegment(join(path, name))) segments.push(name);
  return segments.sort((one, other) => naturalOrder.compare(one, other));
}

async function isFolder(path: string): Promise<boolean> {
  noteRead(path);
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
