import { basename } from 'node:path';
import type { Problem } from '../../shared/problem.ts';
import type { OpenDriveOptions } from './drive-format.ts';
import { interpolate } from './interpolate.ts';
import { interpolatedWords } from './rate-words.ts';
import { ownText } from './own-text.ts';
import { maxRecords, recordsLeftOut } from './record-limit.ts';
import type { RowProblems } from './row-problems.ts';
import type { ReadLinesOptions } from './read-lines.ts';
import { readTableRows } from './table-rows.ts';
import { toNumber, type TableShape } from './table-shape.ts';

/** A csv of an export. */
export interface ExportTable {
  readonly path: string;
  readonly shape: TableShape;
}

/** A picture of any camera, with what the car said at its time. */
export interface ExportRow {
  readonly line: number;
  readonly timeMs: number;
  readonly cameraId: string;
  readonly picture: string;
  readonly angleRad: number;
  readonly numbers: readonly number[];
}

export interface ExportRows {
  readonly rows: readonly ExportRow[];
  /** Names of `ExportRow.numbers`. */
  readonly columns: readonly string[];
  readonly problems: readonly Problem[];
}

const nsPerMs = 1e6;
const maxNumberColumns = 64;
/** Of the picture, not of the car. */
const pictureColumns = ['index', 'seq', 'width', 'height', 'timestamp', 'frame_id', 'filename', 'angle'];

/** One row a picture, the car's data in it: `interpolated.csv`; or without the data, `camera.csv`. */
export async function readExportRows(
  { path, shape }: ExportTable,
  rowProblems: RowProblems,
  options?: OpenDriveOptions,
): Promise<ExportRows> {
  const columns = shape.columns.filter((name) => !pictureColumns.includes(name)).slice(0, maxNumberColumns);
  const [timeCell = -1, cameraCell = -1, pictureCell = -1, angleCell = -1, ...numberCells] = [
    ...['timestamp', 'frame_id', 'filename', 'angle'],
    ...columns,
  ].map((name) => shape.columns.indexOf(name));
  const rows: ExportRow[] = [];
  const problems: Problem[] = [];
  for await (const { line, textAt, numberAt } of readableRows({ path, shape }, rowProblems, {
    ...options,
    tell: (problem) => problems.push(problem),
  })) {
    if (rows.length === maxRecords) {
      problems.push(recordsLeftOut(basename(path), line));
      break;
    }
    rows.push({
      line,
      timeMs: numberAt(timeCell) / nsPerMs,
      cameraId: ownText(textAt(cameraCell)),
      picture: ownText(textAt(pictureCell)),
      angleRad: angleCell < 0 ? Number.NaN : numberAt(angleCell),
      numbers: numberCells.map(numberAt),
    });
  }
  return { rows, columns, problems };
}

/** The rows of `camera.csv` with the data of `steering.csv`, brought to the pictures' times along straight lines. */
export async function withSteering(
  { rows, problems }: ExportRows,
  { path, shape }: ExportTable,
  rowProblems: RowProblems,
  options?: OpenDriveOptions,
): Promise<ExportRows> {
  const columns = shape.columns.filter((name) => !pictureColumns.includes(name)).slice(0, maxNumberColumns);
  const cells = ['timestamp', 'angle', ...columns].map((name) => shape.columns.indexOf(name));
  const samples: number[][] = [];
  for await (const { numberAt } of readableRows({ path, shape }, rowProblems, options)) {
    const sample = cells.map(numberAt);
    if (!Number.isNaN(sample[0]) && samples.length < maxRecords) samples.push(sample);
  }
  samples.sort((one, other) => (one[0] ?? 0) - (other[0] ?? 0));
  const series = cells.map((_, index) => Float64Array.from(samples, (sample) => sample[index] ?? Number.NaN));
  const [sampleNs = new Float64Array(), ...values] = series;
  const sampleMs = sampleNs.map((timeNs) => timeNs / nsPerMs);
  const wantedMs = Float64Array.from(rows, ({ timeMs }) => timeMs);
  const [angles, ...numbers] = values.map((column) => interpolate(sampleMs, column, wantedMs));
  const message = `The steering of ${basename(path)} (${samples.length} samples) is ${interpolatedWords(sampleMs, wantedMs)}.`;
  return {
    columns,
    rows: rows.map((row, index) => ({
      ...row,
      angleRad: angles?.[index] ?? Number.NaN,
      numbers: numbers.map((column) => column[index] ?? Number.NaN),
    })),
    problems: [
      ...problems,
      { severity: 'info', code: 'steering-interpolated', message, place: basename(path), frame: null },
    ],
  };
}

interface ReadableRow {
  readonly line: number;
  readonly textAt: (cell: number) => string;
  /** NaN, and a problem, for what is no number. */
  readonly numberAt: (cell: number) => number;
}

/** The rows that are whole; the others are problems. */
async function* readableRows(
  { path, shape }: ExportTable,
  rowProblems: RowProblems,
  options?: ReadLinesOptions,
): AsyncGenerator<ReadableRow> {
  const file = basename(path);
  for await (const batch of readTableRows(path, shape, options))
    for (const row of batch) {
      const { line } = row;
      if ('damage' in row) {
        rowProblems.add({ code: 'row-torn', file, line, record: null, detail: row.damage });
        continue;
      }
      const textAt = (cell: number): string => row.cells[cell]?.trim() ?? '';
      const numberAt = (cell: number): number => {
        const number = toNumber(textAt(cell), false);
        if (Number.isFinite(number)) return number;
        const detail = `“${textAt(cell).slice(0, 40)}”`;
        rowProblems.add({ code: 'number-unreadable', file, line, record: null, detail });
        return Number.NaN;
      };
      yield { line, textAt, numberAt };
    }
}
