import { basename } from 'node:path';
import type { Problem, ProblemSeverity } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { interpolate } from './interpolate.ts';
import { camerasOf, isVideo, nearestPictures, picked, type RecordedCamera } from './recorded-cameras.ts';
import { RecordedNumbers } from './recorded-numbers.ts';
import { topicsOf, type RecordingFile } from './recording-files.ts';
import { seriesDrive, type DriveSeries } from './series-drive.ts';
import {
  fieldName,
  isDriving,
  isReading,
  steeringPositiveOf,
  steeringScore,
  steeringUnitOf,
  type NumberField,
} from './steering-fields.ts';
import { pauses } from './time-series-problems.ts';

/** More than a person reads, and than memory should hold. */
const maxColumns = 32;

/**
 * The drive in a recording of topics: frames are the messages of the first camera, and numbers of other topics are brought
 * to their times. All times are those of logging, the one clock that all topics share.
 * @throws SteerscopeError `no-image-found` without a camera, `empty-drive` without a message.
 */
export async function openRecording(
  format: Pick<DriveFormat, 'id' | 'name'>,
  path: string,
  files: readonly RecordingFile[],
  problemsOfFiles: readonly Problem[],
  { signal }: OpenDriveOptions,
): Promise<DriveData> {
  const cameras = camerasOf(files);
  const [camera] = cameras;
  if (camera === undefined) throw noCamera(path, files);
  const numbers = new RecordedNumbers(files, signal);
  const problems: Problem[] = [
    ...problemsOfFiles,
    ...files.flatMap(({ path: file, index }) =>
      index.problems.map((problem) => ({
        ...problem,
        place: [basename(file), problem.place].filter(Boolean).join(' '),
      })),
    ),
  ];
  const { timeMs } = camera;
  const periodMs = usualStepMs(timeMs);
  const columns = await readColumns(numbers, camera, problems);
  if (numbers.damagedCount > 0)
    problems.push(
      note('warning', 'message-damaged', `${numbers.damagedCount} messages cannot be read and count as missing.`),
    );
  const others = cameras.slice(1).map((other) => ({ other, nearest: nearestPictures(other, timeMs, periodMs) }));
  for (const { other, nearest } of others) {
    const missing = nearest.filter((picture) => picture < 0).length;
    if (missing > 0)
      problems.push(
        note(
          'warning',
          'camera-image-missing',
          `The camera ${other.topic} has no picture near ${missing} frames.`,
          nearest.indexOf(-1),
        ),
      );
  }
  problems.push(...pauses(timeMs, (frame) => `${camera.topic} message ${frame + 1}`));
  return seriesDrive({
    format,
    path,
    cameras: cameras.map(({ topic }) => topic),
    recordCount: timeMs.length,
    frameCount: timeMs.length,
    timeMs,
    ...columns,
    logRow: Uint32Array.from(timeMs, (_, frame) => frame + 1),
    image: Array.from(timeMs, (_, frame) => `${camera.topic} message ${frame + 1}`),
    problems,
    pictures: [camera.pictures, ...others.map(({ other, nearest }) => picked(other.pictures, nearest))],
  });
}

/** Steering, and what else is of interest, at the times of the frames. */
async function readColumns(
  numbers: RecordedNumbers,
  { timeMs }: RecordedCamera,
  problems: Problem[],
): Promise<Pick<DriveSeries, 'steering' | 'numeric'>> {
  const fields = await numbers.fields();
  const candidates = fields
    .filter((field) => steeringScore(field) > 0)
    .sort((one, other) => steeringScore(other) - steeringScore(one));
  const [chosen] = candidates;
  if (numbers.unreadable.length > 0)
    problems.push(
      note('info', 'topics-not-read', `The numbers of these topics cannot be read: ${numbers.unreadable.join(', ')}.`),
    );
  if (chosen === undefined)
    problems.push(
      note(
        'info',
        'no-steering',
        `No topic looks like steering. Numbers are in: ${listed(fields.filter(isReading).map(fieldName))}.`,
      ),
    );
  const topics = new Set(candidates.map(({ topic }) => topic));
  const beside = fields.filter((field) => field !== chosen && isReading(field));
  const rest = [
    ...beside.filter((field) => topics.has(field.topic)),
    ...beside.filter((field) => !topics.has(field.topic) && isDriving(field)),
  ].slice(0, maxColumns);
  const wanted: NumberField[] = [...(chosen === undefined ? [] : [chosen]), ...rest];
  const series = await numbers.read(wanted);
  const values = series.map((one) => interpolate(one.timeMs, one.values, timeMs));
  const numeric = Object.fromEntries(
    wanted.flatMap((field, index) => (field === chosen ? [] : [[fieldName(field), values[index]!] as const])),
  );
  const steering = values[0];
  if (chosen === undefined || steering === undefined) return { steering: null, numeric };
  const unit = steeringUnitOf(
    chosen,
    steering.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0),
  );
  const units = { rad: 'radians', deg: 'degrees', normalised: '-1..1' } as const;
  const alternatives = candidates.slice(1).map(fieldName);
  const isInterpolated = !timeMs.every((time, frame) => series[0]!.timeMs[frame] === time);
  problems.push(
    note(
      'info',
      'steering-source',
      `Steering is ${fieldName(chosen)}, taken as ${units[unit]}, positive to the ${steeringPositiveOf(chosen)}` +
        (isInterpolated ? ', brought to the times of the frames by linear interpolation between neighbours' : '') +
        (alternatives.length > 0 ? `; other candidates: ${listed(alternatives)}.` : '.'),
    ),
  );
  const missing = steering.filter(Number.isNaN).length;
  if (missing > 0)
    problems.push(
      note(
        'warning',
        'steering-missing',
        `${missing} frames have no steering: there is no message of ${chosen.topic} near them.`,
        steering.findIndex(Number.isNaN),
      ),
    );
  return { steering: { unit, positive: steeringPositiveOf(chosen), values: steering }, numeric };
}

function note(severity: ProblemSeverity, code: string, message: string, frame: number | null = null): Problem {
  return { severity, code, message, place: null, frame };
}

const maxListed = 20;

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length - maxListed;
  return names.slice(0, maxListed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** The middle one of the steps between pictures; a tenth of a second where there is but one picture. */
function usualStepMs(timeMs: Float64Array): number {
  const steps = timeMs.slice(1).map((time, index) => time - timeMs[index]!);
  return steps.sort()[Math.floor(steps.length / 2)] ?? 100;
}

function noCamera(path: string, files: readonly RecordingFile[]): SteerscopeError {
  const topics = topicsOf(files);
  const damage = files.flatMap(({ index }) => index.problems)[0]?.message;
  if (topics.every(({ count }) => count === 0))
    return new SteerscopeError(
      'empty-drive',
      `This recording holds no readable message${damage === undefined ? '' : ` (${damage})`}: ${path}`,
      'Record again, or restore the file from a copy.',
    );
  const described = topics.map(({ name, type, count }) => `${name} (${type || 'unknown type'}, ${count})`);
  const hasVideo = files.some(({ index }) => index.channels.some(isVideo));
  return new SteerscopeError(
    'no-image-found',
    hasVideo
      ? `The camera of this recording is compressed video in messages, which is not read yet: ${path}`
      : `This recording has no camera, as sensor_msgs/Image, sensor_msgs/CompressedImage or Foxglove’s images: ${path}`,
    `Open a recording with a camera topic. Topics in it: ${listed(described)}.`,
  );
}
