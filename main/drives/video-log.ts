import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { mappingSuffix, type DriveMapping } from '../../shared/drive-mapping.ts';
import type { MappingState } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import { isTableName, maxTablesTried, tableMapping, tablesIn } from './find-table.ts';
import { findVideos } from './find-videos.ts';
import { listFolder } from './list-folder.ts';
import { PictureFinder } from './pictures.ts';
import { maxRecords, recordsLeftOut } from './record-limit.ts';
import { RowProblems } from './row-problems.ts';
import { columnsLacking, resolveColumns, steeringShown, type TableColumns } from './table-mapping.ts';
import { readTableRows } from './table-rows.ts';
import { toNumber } from './table-shape.ts';
import { readTableStart, type TableStart } from './table-start.ts';
import { timeMsOf } from './time-text.ts';

/** A video and the table of numbers beside it. */
export interface VideoWithLog extends TableStart {
  readonly video: string;
  readonly columns: TableColumns;
  readonly state: MappingState;
  /** The column that says which frame a row belongs to; null without. */
  readonly frameColumn: number | null;
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

const frameName = /^(video)?frame(s|id|index|idx|num|number|no)?$/;

/**
 * The video and its log: the log has the video's name, or is the only table beside it, or a mapping is for it. Null where
 * there is no such pair, or the table holds neither steering nor a column of frames and no mapping says what it holds.
 * @throws SteerscopeError `not-readable` for a mapping that is none or does not fit.
 */
export async function findVideoWithLog(path: string, given?: DriveMapping): Promise<VideoWithLog | null> {
  const isFolder = (await stat(path)).isDirectory();
  const folder = isFolder ? path : dirname(path);
  const present = await listFolder(folder);
  if (!present.some(isTableName) && given?.table === undefined) return null;
  const tables = await tablesIn(folder, given?.table);
  const isMapped = (table: string): boolean => given !== undefined || present.includes(table + mappingSuffix);
  const isLog = !isFolder && tables.includes(basename(path));
  const videos = await findVideos(isLog ? folder : path);
  for (const video of videos) {
    const named = tables.filter((name) => stemOf(name) === stemOf(video));
    const isOnlyVideo = videos.length === 1 || !isFolder;
    const others = tables.filter((name) => tables.length === 1 || isMapped(name));
    const candidates = [...new Set([...named, ...(isOnlyVideo ? others : [])])];
    for (const name of candidates.slice(0, maxTablesTried)) {
      if (isLog && name !== basename(path)) continue;
      const found = await readPair(video, join(folder, name), given, candidates.length > 1);
      if (found) return found;
    }
  }
  return null;
}

/** The name without folder and extension, in lower case. */
export const stemOf = (path: string): string => basename(path, extname(path)).toLowerCase();

/** @param mayLack whether a table that lacks a column of the mapping is passed over, since there are others. */
async function readPair(
  video: string,
  log: string,
  given: DriveMapping | undefined,
  mayLack: boolean,
): Promise<VideoWithLog | null> {
  const table = await readTableStart(log);
  if (table === null || (given && mayLack && columnsLacking(given, table.shape).length > 0)) return null;
  const state = await tableMapping(table, given);
  const frameColumn = frameColumnOf(table);
  const columns = resolveColumns(table, state.mapping, new PictureFinder(dirname(log)), frameColumn);
  if (columns.steering === null && frameColumn === null && state.mapping === null) return null;
  return { ...table, video, columns, state, frameColumn };
}

/** The column that says which frame of a video a row belongs to, by its name; null without. */
export function frameColumnOf({ shape: { columns } }: TableStart): number | null {
  const plain = columns.map((name) => name.toLowerCase().replaceAll(/[^\p{L}\d]/gu, ''));
  const column = plain.findIndex((name) => frameName.test(name));
  return column < 0 ? null : column;
}

/** @throws SteerscopeError `not-readable`; the signal's reason. */
export async function readLogNumbers(found: VideoWithLog, signal?: AbortSignal): Promise<LogNumbers> {
  const { path: log, shape, frameColumn } = found;
  const { steering: steeringColumn, time, numbers } = found.columns;
  const file = basename(log);
  const rowProblems = new RowProblems();
  const problems: Problem[] = [];
  const [line, timeMs, frame, steering]: number[][] = [[], [], [], []];
  const numeric = numbers.map((): number[] => []);
  for await (const rows of readTableRows(log, shape, { signal, tell: (problem) => problems.push(problem) })) {
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
      steering!.push(steeringColumn ? steeringShown(wanted(steeringColumn.column), steeringColumn) : Number.NaN);
      frame!.push(wanted(frameColumn));
      timeMs!.push(time ? timeMsOf(textAt(time.column), numberAt(time.column), time.format) : Number.NaN);
      numbers.forEach(({ column, scale }, index) => numeric[index]?.push(numberAt(column) * scale));
    }
    if (line!.length < maxRecords) continue;
    problems.push(recordsLeftOut(file, (line!.at(-1) ?? 0) + 1));
    break;
  }
  const column = (values: number[] | undefined, isThere: boolean): Float64Array | null =>
    isThere && values ? Float64Array.from(values) : null;
  return {
    line: line ?? [],
    timeMs: column(timeMs, time !== null),
    frame: column(frame, frameColumn !== null),
    steering: column(steering, steeringColumn !== null),
    numeric: Object.fromEntries(numbers.map(({ name }, index) => [name, Float64Array.from(numeric[index] ?? [])])),
    problems: [...problems, ...rowProblems.toProblems(() => null)],
  };
}
