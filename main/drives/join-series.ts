import type { DriveSession } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import type { DriveSeries } from './series-drive.ts';
import type { JoinedPictures, PictureTable } from './picture-table.ts';

/** One of several recordings that are opened as one drive. */
export interface SeriesPart {
  /** Of the session that it becomes, as a folder or file is called. */
  readonly name: string;
  readonly series: DriveSeries;
}

/**
 * Several recordings as one drive, one after the other, each a session of its own. Their times are kept where they follow one
 * another on one clock; a recording that begins before the one before it ended is moved behind it.
 * @param parts at least one.
 */
export function joinSeries(
  { format, path }: Pick<DriveSeries, 'format' | 'path'>,
  parts: readonly SeriesPart[],
): DriveSeries {
  const all = parts.map(({ series }) => series);
  const frameCount = sum(all.map((one) => one.frameCount));
  const firstFrames = all.map((_, part) => sum(all.slice(0, part).map((one) => one.frameCount)));
  const cameras = [...new Set(all.flatMap((one) => one.cameras))];
  const names = [...new Set(all.flatMap((one) => Object.keys(one.numeric)))];
  const steering = meaningOf(all.flatMap((one) => one.steering ?? []));
  const times = all.every((one) => one.timeMs !== null) ? joinedTimes(all.map((one) => one.timeMs!)) : null;
  const column = (valuesOf: (one: DriveSeries) => Float64Array | null | undefined): Float64Array =>
    concatenated(all.map((one) => valuesOf(one) ?? new Float64Array(one.frameCount).fill(Number.NaN)));
  return {
    format,
    path,
    cameras,
    recordCount: sum(all.map((one) => one.recordCount)),
    frameCount,
    timeMs: times && times.timeMs,
    steering: steering && { ...steering, values: column((one) => one.steering && converted(one.steering, steering)) },
    mapping: all[0]?.mapping ?? null,
    sessions: parts.map(({ name }, part): DriveSession => ({ name, firstFrame: firstFrames[part]! })),
    numeric: Object.fromEntries(names.map((name) => [name, column(({ numeric }) => numeric[name])])),
    logRow: Uint32Array.from(all.flatMap(({ logRow }) => Array.from(logRow))),
    image: parts.flatMap(({ name, series }) => series.image.map((image) => `${name}/${image}`)),
    problems: [
      ...(times?.movedCount ? [moved(times.movedCount)] : []),
      ...parts.flatMap(({ name, series }, part) =>
        series.steering && steering && factorBetween(series.steering, steering) !== 1
          ? [convertedProblem(name, firstFrames[part]!)]
          : [],
      ),
      ...parts.flatMap(({ name, series }, part) =>
        series.problems.map((problem) => ({
          ...problem,
          place: problem.place === null ? name : `${name}/${problem.place}`,
          frame: problem.frame === null ? null : problem.frame + firstFrames[part]!,
        })),
      ),
    ],
    pictures: cameras.map((camera) => joinedPictures(all, camera)),
  };
}

type Steering = NonNullable<DriveSeries['steering']>;
type SteeringMeaning = Pick<Steering, 'unit' | 'positive'>;

/** That of the first; one that was told by the size of its numbers may be taken for `normalised` where others are not. */
function meaningOf(all: readonly Steering[]): SteeringMeaning | null {
  const [first] = all;
  if (!first) return null;
  return { unit: all.find(({ unit }) => unit === 'deg')?.unit ?? first.unit, positive: first.positive ?? 'right' };
}

/** What steering of one meaning is multiplied by to be of another. */
function factorBetween(from: SteeringMeaning, to: SteeringMeaning): number {
  const sign = (from.positive ?? 'right') === (to.positive ?? 'right') ? 1 : -1;
  return from.unit === 'rad' && to.unit === 'deg' ? (sign * 180) / Math.PI : sign;
}

function converted(steering: Steering, to: SteeringMeaning): Float64Array {
  const factor = factorBetween(steering, to);
  return factor === 1 ? steering.values : steering.values.map((value) => value * factor + 0);
}

const convertedProblem = (place: string, frame: number): Problem => ({
  ...{ severity: 'info', code: 'steering-converted' },
  message: 'The steering of this recording has another sign or unit than the others and is converted to theirs.',
  ...{ place, frame },
});

function joinedPictures(all: readonly DriveSeries[], camera: string): JoinedPictures {
  const tables: PictureTable[] = [];
  const partOf: number[] = [];
  const frame: number[] = [];
  for (const { cameras, pictures, frameCount } of all) {
    const table = pictures[cameras.indexOf(camera)];
    const part = table === undefined ? -1 : tables.push(table) - 1;
    for (let at = 0; at < frameCount; at += 1) {
      partOf.push(part);
      frame.push(at);
    }
  }
  return { kind: 'joined', parts: tables, partOf: Int32Array.from(partOf), frame: Int32Array.from(frame) };
}

/** The step between two recordings that do not share a clock. */
const stepMs = 1000;

function joinedTimes(times: readonly Float64Array[]): { readonly timeMs: Float64Array; readonly movedCount: number } {
  let end = Number.NEGATIVE_INFINITY;
  let movedCount = 0;
  const moved = times.map((timeMs) => {
    const start = timeMs.find((time) => !Number.isNaN(time)) ?? 0;
    const shift = start <= end ? end + stepMs - start : 0;
    if (shift > 0) movedCount += 1;
    const own = timeMs.map((time) => time + shift);
    for (const time of own) if (time > end) end = time;
    return own;
  });
  return { timeMs: concatenated(moved), movedCount };
}

const moved = (count: number): Problem => ({
  ...{ severity: 'info', code: 'sessions-moved' },
  message: `${count} recordings have clocks of their own and are put behind the one before, a second apart.`,
  ...{ place: null, frame: null },
});

function concatenated(columns: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(sum(columns.map(({ length }) => length)));
  let next = 0;
  for (const column of columns) {
    joined.set(column, next);
    next += column.length;
  }
  return joined;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
