import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SteeringUnit } from '../../shared/drive.ts';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { Problem } from '../../shared/problem.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { findVideos } from './find-videos.ts';
import { joinSeries, type SeriesPart } from './join-series.ts';
import { matchRows } from './match-rows.ts';
import { seriesDrive, type DriveSeries } from './series-drive.ts';
import { noVideo } from './video.ts';
import { findVideoWithLog, readLogNumbers, stemOf, type VideoWithLog } from './video-log.ts';

/** A video with a table beside it: the same name, or the only one there. Columns are known by their names. */
export const videoWithLog: DriveFormat = {
  id: 'video-with-log',
  name: 'Video with a table',

  async match(path: string): Promise<boolean> {
    return (await findVideoWithLog(path)) !== null;
  },

  async open(path: string, options: OpenDriveOptions = {}): Promise<DriveData> {
    const { mapping, recordLimit = Number.POSITIVE_INFINITY, onCut } = options;
    const found = await findVideoWithLog(path, mapping);
    if (found === null) throw noVideo(path);
    const first = await readSeries(path, found, options);
    const others = mapping?.table === undefined ? await otherPairs(path, found, mapping) : [];
    const isCut = others.length > 0 && first.frameCount >= recordLimit;
    if (isCut) onCut?.();
    if (isCut || others.length === 0) return seriesDrive(first);
    const parts: SeriesPart[] = [{ name: stemOf(found.video), series: first }];
    for (const other of others)
      parts.push({ name: stemOf(other.video), series: await readSeries(path, other, options) });
    return seriesDrive(joinSeries({ format: videoWithLog, path }, parts));
  },
};

/** The other videos of a folder that have tables of their names, where the first has; no two share a table. */
async function otherPairs(
  path: string,
  first: VideoWithLog,
  given: DriveMapping | undefined,
): Promise<readonly VideoWithLog[]> {
  if (!(await stat(path)).isDirectory() || stemOf(first.path) !== stemOf(first.video)) return [];
  const pairs: VideoWithLog[] = [];
  for (const video of await findVideos(path)) {
    if (video === first.video) continue;
    const pair = await findVideoWithLog(video, given);
    if (pair && stemOf(pair.path) === stemOf(video)) pairs.push(pair);
  }
  return pairs;
}

async function readSeries(path: string, found: VideoWithLog, { signal }: OpenDriveOptions): Promise<DriveSeries> {
  const frames = await (await import('./video-frames.ts')).readVideoFrames(found.video, signal);
  const log = await readLogNumbers(found, signal);
  const { frameCount } = frames;
  const match = matchRows({ count: log.line.length, frame: log.frame, timeMs: log.timeMs }, frameCount, frames.timeMs);
  const steering = log.steering && match.bring(log.steering);
  const unit = found.columns.steering?.unit ?? unitBySize(steering);
  const lines = match.bring(Float64Array.from(log.line));
  // The log's own clock where each frame has its row; it was there when the car drove, the video's came later.
  const ownMs = log.timeMs && log.line.length === frameCount ? match.bring(log.timeMs) : null;
  const problem = (severity: Problem['severity'], code: string, message: string): Problem => ({
    ...{ severity, code, message },
    ...{ place: basename(found.path), frame: null },
  });
  return {
    format: videoWithLog,
    path,
    cameras: ['video'],
    recordCount: log.line.length,
    frameCount,
    timeMs: ownMs ?? frames.timeMs,
    steering: steering && { unit, positive: found.columns.steering?.positive ?? 'right', values: steering },
    mapping: found.state,
    numeric: Object.fromEntries(Object.entries(log.numeric).map(([name, values]) => [name, match.bring(values)])),
    logRow: Uint32Array.from(lines, (line) => (Number.isNaN(line) ? 0 : Math.floor(line))),
    image: Array.from({ length: frameCount }, (_, frame) => frames.image(frame)),
    problems: [
      describe(found, unit, match.method, problem),
      ...(match.isPartial
        ? [
            problem(
              'warning',
              'row-count-differs',
              `The log has ${log.line.length} rows and the video ${frameCount} frames; some belong to nothing.`,
            ),
          ]
        : []),
      ...log.problems,
      ...frames.problems,
    ],
    pictures: [frames.pictures],
  };
}

/** What stays within full lock is normalised. */
const unitBySize = (steering: Float64Array | null): SteeringUnit =>
  steering?.some((value) => Math.abs(value) > 1) === true ? 'deg' : 'normalised';

function describe(
  { shape, columns: { steering, time, guessed }, state }: VideoWithLog,
  unit: SteeringUnit,
  method: string,
  problem: (severity: Problem['severity'], code: string, message: string) => Problem,
): Problem {
  const name = (column: number): string => `“${shape.columns[column] ?? ''}”`;
  const parts = [
    guessed.steering ? (steering ? `steering in ${name(steering.column)}, ${unit}` : 'no steering') : null,
    guessed.time ? (time ? `time in ${name(time.column)}, ${time.format}` : 'no time') : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return problem('info', 'rows-matched', `The rows ${method}.`);
  const opening = state.mapping ? 'Left open by the mapping and guessed' : 'The columns were guessed';
  return problem('info', 'columns-guessed', `${opening}: ${parts.join('; ')}. The rows ${method}.`);
}
