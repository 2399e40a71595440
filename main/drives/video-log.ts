import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Problem } from '../../shared/problem.ts';
import { bytesToRecognise, isTableName, linesToRecognise, sampleOf } from './find-table.ts';
import { findVideos } from './find-videos.ts';
import { guessNumbers, type GuessedNumbers } from './guess-columns.ts';
import { listFolder } from './list-folder.ts';
import { readFirstLines } from './read-lines.ts';
import { maxRecords, recordsLeftOut } from './record-limit.ts';
import { RowProblems } from './row-problems.ts';
import { readTableRows } from './table-rows.ts';
import { readTableShape, toNumber, type TableShape } from './table-shape.ts';
import { timeMsOf } from './time-text.ts';

/** A video and the table of numbers beside it. */
export interface VideoWithLog {
  readonly video: string;
  readonly log: string;
  readonly shape: TableShape;
  readonly guessed: GuessedNumbers;
  /** The column that says which frame a row belongs to; null without. */
  readonly frameColumn: number | null;
  /** Columns without another meaning that hold numbers. */
  readonly numberColumns: readonly number[];
}

/** The numbers of a log by column, one a row. */
export interface LogNumbers {
  /** In file, from 1. */
  readonly line: readonly number[];
  readonly timeMs: Float64Array | null;
  readonly frame: Float64Array | null;
  readonly steering: Float64Array | null;
  readonly numeric: Readonly<Record<string, Float64Array>>;
  readonly problems: readonly Problem[];
}

const maxNumberColumns = 64;
const frameName = /^(video)?frame(s|id|index|idx|num|number|no)?$/;

/**
 * The video and its log: the log has the video's name, or is the only table beside it. Null where there is no such pair,
 * or the table holds neither steering nor a column of frames.
 */
export async function findVideoWithLog(path: string): Promise<VideoWithLog | null> {
  const isFolder = (await stat(path)).isDirectory();
  const folder = isFolder ? path : dirname(path);
  const tables = (await listFolder(folder)).filter((name) => isTableName(name) && !name.startsWith('.'));
  if (tables.length === 0) return null;
  const isLog = !isFolder && isTableName(path);
  const videos = await findVideos(isLog ? folder : path);
  for (const video of videos) {
    const named = tables.find((name) => stemOf(name) === stemOf(video));
    const only = tables.length === 1 && (videos.length === 1 || !isFolder) ? tables[0] : undefined;
    const log = named ?? only;
    if (log === undefined || (isLog && log !== basename(path))) continue;
    const found = await readShape(video, join(folder, log));
    if (found) return found;
  }
  return null;
}

const stemOf = (path: string): string => basename(path, extname(path)).toLowerCase();

async function readShape(video: string, log: string): Promise<VideoWithLog | null> {
  const lines = (await readFirstLines(log, bytesToRecognise))?.slice(0, linesToRecognise) ?? [];
  const shape = readTableShape(lines);
  if (shape === null) return null;
  const sample = sampleOf(lines, shape);
  const plain = shape.columns.map((name) => name.toLowerCase().replaceAll(/[^\p{L}\d]/gu, ''));
  const frameColumn = plain.findIndex((name) => frameName.test(name));
  const others = [...shape.columns.keys()].filter((column) => column !== frameColumn);
  const guessed = guessNumbers(shape, sample, others);
  if (guessed.steering === null && frameColumn < 0) return null;
  const numberColumns = others
    .filter((column) => column !== guessed.steering && column !== guessed.time?.column)
    .filter((column) => sample.some((row) => Number.isFinite(toNumber(row[column] ?? '', shape.decimalComma))))
    .slice(0, maxNumberColumns);
  return { video, log, shape, guessed, frameColumn: frameColumn < 0 ? null : frameColumn, numberColumns };
}

/** @throws SteerscopeError `not-readable`; the signal's reason. */
export async function readLogNumbers(found: VideoWithLog, signal?: AbortSignal): Promise<LogNumbers> {
  const { log, shape, guessed, frameColumn, numberColumns } = found;
  const file = basename(log);
  const rowProblems = new RowProblems();
  const problems: Problem[] = [];
  const [line, timeMs, frame, steering]: number[][] = [[], [], [], []];
  const numeric = numberColumns.map((): number[] => []);
  for await (const rows of readTableRows(log, shape, signal)) {
    for (const row of rows) {
      if ('damage' in row) {
        rowProblems.add({ code: 'row-torn', file, line: row.line, record: null, detail: row.damage });
        continue;
      }
      const textAt = (column: number | null | undefined): string => row.cells[column ?? -1]?.trim() ?? '';
      const numberAt = (column: number | null): number => toNumber(textAt(column), shape.decimalComma);
      const wanted = (column: number | null): number => {
        const number = numberAt(column);
        if (column !== null && !Number.isFinite(number))
          rowProblems.add({
            code: 'number-unreadable',
            file,
            line: row.line,
            record: null,
            detail: `“${textAt(column)}”`,
          });
        return Number.isFinite(number) ? number : Number.NaN;
      };
      line!.push(row.line);
      steering!.push(wanted(guessed.steering));
      frame!.push(wanted(frameColumn));
      const { time } = guessed;
      timeMs!.push(time ? timeMsOf(textAt(time.column), numberAt(time.column), time.format) : Number.NaN);
      numberColumns.forEach((column, index) => numeric[index]?.push(numberAt(column)));
    }
    if (line!.length < maxRecords) continue;
    problems.push(recordsLeftOut(file, (line!.at(-1) ?? 0) + 1));
    break;
  }
  const column = (numbers: number[] | undefined, isThere: boolean): Float64Array | null =>
    isThere && numbers ? Float64Array.from(numbers) : null;
  return {
    line: line ?? [],
    timeMs: column(timeMs, guessed.time !== null),
    frame: column(frame, frameColumn !== null),
    steering: column(steering, guessed.steering !== null),
    numeric: Object.fromEntries(
      numberColumns.map((index, at) => [shape.columns[index] ?? '', Float64Array.from(numeric[at] ?? [])]),
    ),
    problems: [...problems, ...rowProblems.toProblems(() => null)],
  };
}
