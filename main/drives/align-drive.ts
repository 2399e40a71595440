import { alignFrames, alignSeries } from '../../shared/align-series.ts';
import type { Alignment } from '../../shared/drive-mapping.ts';
import type { Problem } from '../../shared/problem.ts';
import { rangeOf, type DriveData } from './drive-data.ts';

/** Columns that tell of the picture's record and not of the car: they stay with the picture. */
const ofTheRecord = ['deleted', 'episode'];

/** The drive with its numbers moved in time against its pictures; itself where nothing moves. */
export function alignDrive(data: DriveData, alignment: Alignment | undefined): DriveData {
  if (!alignment || (alignment.offsetSecs === 0 && alignment.driftPpm === 0)) return data;
  const { info, columns } = data;
  const { timeSecs } = columns;
  if (timeSecs === null) return { ...data, info: { ...info, problems: [...info.problems, noTime] } };
  const sessionStarts = info.sessions.map(({ firstFrame }) => firstFrame);
  const frames = alignFrames(timeSecs, alignment, sessionStarts);
  const steering = columns.steering && alignSeries(columns.steering, frames);
  const range = steering && rangeOf(steering);
  const numeric = Object.fromEntries(
    Object.entries(columns.numeric).map(([name, values]) => [
      name,
      ofTheRecord.includes(name) ? values : alignSeries(values, frames),
    ]),
  );
  return {
    ...data,
    info: {
      ...info,
      steering: info.steering && range && { ...info.steering, ...range },
      problems: [...info.problems, moved(alignment, steering)],
    },
    columns: { ...columns, steering: range && steering, numeric },
  };
}

function moved({ offsetSecs, driftPpm }: Alignment, steering: Float64Array | null): Problem {
  const offset = `${Math.abs(offsetSecs)} s ${offsetSecs < 0 ? 'earlier' : 'later'}`;
  const drift = driftPpm === 0 ? '' : `, with a drift of ${driftPpm} ppm`;
  const missing = steering?.filter(Number.isNaN).length ?? 0;
  const without =
    missing === 0 ? '' : missing === 1 ? '; 1 frame has no steering' : `; ${missing} frames have no steering`;
  return {
    severity: 'info',
    code: 'numbers-aligned',
    message: `The numbers of each picture are those recorded ${offset}${drift}, by linear interpolation between neighbours, as the mapping says${without}.`,
    place: null,
    frame: null,
  };
}

const noTime: Problem = {
  severity: 'warning',
  code: 'alignment-without-time',
  message: 'The mapping says how the numbers lie in time against the pictures, but this drive has no time.',
  place: null,
  frame: null,
};
