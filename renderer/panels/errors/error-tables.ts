import { csvRow } from '../../../shared/csv-rows.ts';
import type { ErrorEvent } from '../../../shared/error-events.ts';
import type { ErrorPeak } from '../../../shared/error-peaks.ts';
import type { SteeringFigures } from '../../../shared/analysis.ts';

/** One number a frame; NaN where missing. */
interface FrameColumns {
  readonly timeSecs: ArrayLike<number> | null;
  readonly recorded: ArrayLike<number> | null;
  readonly predicted: ArrayLike<number>;
}

export function peaksCsv(peaks: readonly ErrorPeak[], { timeSecs, recorded, predicted }: FrameColumns): string {
  const rows = peaks.map(({ frame, error }) => [
    frame,
    number(timeSecs?.[frame]),
    number(recorded?.[frame]),
    number(predicted[frame]),
    number(error),
  ]);
  return table(['frame', 'time_s', 'recorded', 'predicted', 'error'], rows);
}

export function eventsCsv(events: readonly ErrorEvent[], { timeSecs }: Pick<FrameColumns, 'timeSecs'>): string {
  const rows = events.map(({ firstFrame, lastFrame, secs, peakFrame, peak, mean }) => [
    firstFrame,
    lastFrame,
    number(timeSecs?.[firstFrame]),
    number(secs),
    peakFrame,
    number(peak),
    number(mean),
  ]);
  return table(['first_frame', 'last_frame', 'time_s', 'length_s', 'peak_frame', 'peak_error', 'mean_abs_error'], rows);
}

/** A row a figure. */
export function figuresCsv(drive: SteeringFigures | null, range: SteeringFigures | null): string {
  const [ofDrive, ofRange] = [flat(drive), flat(range)];
  const names = [...new Set([...ofDrive.keys(), ...ofRange.keys()])];
  return table(
    ['figure', 'drive', 'range'],
    names.map((name) => [name, number(ofDrive.get(name)), number(ofRange.get(name))]),
  );
}

/** `lag.secs`, `autonomy.share` … */
function flat(figures: SteeringFigures | null): Map<string, number | null> {
  const entries = Object.entries(figures ?? {}).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([part, of]: [string, unknown]) => [`${name}.${part}`, of] as const)
      : [[name, value] as const],
  );
  return new Map(
    entries.filter(
      (entry): entry is readonly [string, number | null] => typeof entry[1] !== 'object' || entry[1] === null,
    ),
  );
}

type Cell = number | string | null;

/** Nine digits tell two of any recording apart; an empty cell where there is no number. */
const number = (value: number | null | undefined): number | null =>
  value === null || value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(9));

const table = (names: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `${[names, ...rows].map(csvRow).join('\r\n')}\r\n`;
