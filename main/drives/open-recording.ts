import { basename } from 'node:path';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { firstAtOrAfter } from './interpolate.ts';
import { mappingInUse } from './mapping-in-use.ts';
import { camerasOf, isVideo, nearestPictures, picked } from './recorded-cameras.ts';
import { listed, note, readColumns } from './recorded-columns.ts';
import { recordedVideos } from './recorded-videos.ts';
import { RecordedNumbers } from './recorded-numbers.ts';
import { topicsOf, type RecordingFile } from './recording-files.ts';
import { recordingKey, resolveRecording } from './recording-mapping.ts';
import { seriesDrive } from './series-drive.ts';
import { fieldName, isReading } from './steering-fields.ts';
import { timeProblems } from './time-series-problems.ts';

/** What is told of a recording that was not closed: of one that goes on it is no damage. */
const unfinished = ['cut-short', 'index-missing'];

/**
 * The drive in a recording of topics: frames are the messages of the first camera, and numbers of other topics are brought
 * to their times. All times are those of logging, the one clock that all topics share.
 * @throws SteerscopeError `no-image-found` without a camera, `empty-drive` without a message, `not-readable` for a mapping
 * that is none or does not fit.
 */
export async function openRecording(
  format: Pick<DriveFormat, 'id' | 'name'>,
  path: string,
  files: readonly RecordingFile[],
  problemsOfFiles: readonly Problem[],
  { signal, mapping: given, growing = false }: OpenDriveOptions,
): Promise<DriveData> {
  const videos = await recordedVideos(files, signal);
  const found = camerasOf(files, videos);
  if (found.length === 0) throw noCamera(path, files);
  const numbers = new RecordedNumbers(files, signal);
  const fields = await numbers.fields();
  const log = files[0]?.path ?? path;
  const state = await mappingInUse(log, recordingKey(files, fields), given);
  const { mapping } = state;
  const resolved = resolveRecording(found, fields, mapping, log);
  const { cameras } = resolved;
  const camera = cameras[0]!;
  const problems: Problem[] = [
    ...problemsOfFiles,
    ...files.flatMap(({ path: file, index }) =>
      index.problems
        .filter(({ code }) => !(growing && unfinished.includes(code)))
        .map((problem) => ({ ...problem, place: [basename(file), problem.place].filter(Boolean).join(' ') })),
    ),
    ...videos.problems,
  ];
  const { timeMs } = camera;
  const periodMs = usualStepMs(timeMs);
  if (numbers.unreadable.length > 0)
    problems.push(
      note('info', 'topics-not-read', `The numbers of these topics cannot be read: ${numbers.unreadable.join(', ')}.`),
    );
  if (mapping?.time)
    problems.push(
      note('info', 'mapping-time-not-used', 'The time that the mapping names is not used: a recording has one clock.'),
    );
  if (resolved.fields.steering === null && mapping?.steering === undefined)
    problems.push(
      note(
        'info',
        'no-steering',
        `No topic looks like steering. Numbers are in: ${listed(fields.filter(isReading).map(fieldName))}.`,
      ),
    );
  const columns = await readColumns(numbers, resolved.fields, timeMs, problems);
  if (numbers.damaged !== null) {
    const { count, place, timeMs: damagedMs } = numbers.damaged;
    const frame = Math.min(firstAtOrAfter(timeMs, damagedMs), timeMs.length - 1);
    const message = `Messages that cannot be read and count as missing: ${count}.`;
    problems.push({ ...note('warning', 'message-damaged', message, frame), place });
  }
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
  problems.push(...timeProblems(timeMs, (frame) => `${camera.topic} message ${frame + 1}`));
  return seriesDrive({
    format,
    path,
    cameras: cameras.map(({ topic }) => topic),
    recordCount: timeMs.length,
    frameCount: timeMs.length,
    timeMs,
    ...columns,
    mapping: state,
    logRow: Uint32Array.from(timeMs, (_, frame) => frame + 1),
    image: Array.from(timeMs, (_, frame) => `${camera.topic} message ${frame + 1}`),
    problems,
    pictures: [camera.pictures, ...others.map(({ other, nearest }) => picked(other.pictures, nearest))],
  });
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
      ? `The camera of this recording is compressed video without a key picture of H.264, H.265, VP9 or AV1: ${path}`
      : `This recording has no camera, as sensor_msgs/Image, sensor_msgs/CompressedImage or Foxglove’s images: ${path}`,
    `Open a recording with a camera topic. Topics in it: ${listed(described)}.`,
  );
}
