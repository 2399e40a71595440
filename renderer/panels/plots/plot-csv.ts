import { csvRow } from '../../../shared/csv-rows.ts';
import type { DriveColumns } from '../../../shared/drive.ts';
import type { PlotTrack } from '../../state/plot-lines.ts';

/** So many rows are written at a time, with a rest for the window in between. */
const rowsAtATime = 20_000;

/**
 * Frames `first` to `last`, both inclusive, as CSV (RFC 4180): frame, time and row of the log, then every line of the tracks,
 * numbers as they are known and empty where they are not. In pieces, so that a long drive does not stop the window.
 */
export function* plotCsv(
  tracks: readonly PlotTrack[],
  { timeSecs, logRow }: Pick<DriveColumns, 'timeSecs' | 'logRow'>,
  first: number,
  last: number,
): Generator<string> {
  const lines = tracks.flatMap((track) =>
    track.lines.map((line) => ({ line, heading: track.lines.length > 1 ? `${track.title}: ${line.name}` : line.name })),
  );
  const headings = lines.map(({ line, heading }) => (line.unit ? `${heading} (${line.unit})` : heading));
  yield `${csvRow(['frame', ...(timeSecs ? ['time (s)'] : []), 'log row', ...headings.map(asText)])}\r\n`;
  for (let start = first; start <= last; start += rowsAtATime) {
    let piece = '';
    for (let frame = start; frame <= Math.min(last, start + rowsAtATime - 1); frame++) {
      piece += `${frame},`;
      if (timeSecs) piece += `${numberText(timeSecs[frame] ?? Number.NaN)},`;
      piece += logRow[frame] ?? '';
      for (const { line } of lines) piece += `,${numberText(line.samples.valueAt(frame))}`;
      piece += '\r\n';
    }
    yield piece;
  }
}

const numberText = (value: number): string => (Number.isNaN(value) ? '' : String(value));

/** What a spreadsheet would take for a formula stays a text. */
const asText = (field: string): string => (/^[=+\-@\t\r]/.test(field) ? `'${field}` : field);
