import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { DriveSurvey } from '../../shared/drive-survey.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { OpenDriveOptions } from './drive-format.ts';
import { isTableName, isText, maxTablesTried, tablesIn } from './find-table.ts';
import { findVideos } from './find-videos.ts';
import { mcap } from './mcap.ts';
import { asUserError } from './registry.ts';
import { ros2Bag } from './ros2-bag.ts';
import { rosBag } from './ros-bag.ts';
import { surveyParquet } from './survey-parquet.ts';
import { surveyRecording } from './survey-recording.ts';
import { mapTable, surveyTable, type MappedTable } from './survey-table.ts';
import { readTableStart, type TableStart } from './table-start.ts';
import { findVideoWithLog, frameColumnOf } from './video-log.ts';

export interface SurveyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Name of one of several tables in a folder. */
  readonly table?: string | undefined;
}

/**
 * What the log at a path holds: its columns or topics, by their first rows or messages.
 * @throws SteerscopeError `not-found`, `not-readable`, `nothing-to-map`, `cancelled`.
 */
export async function surveyDrive(path: string, { signal, table }: SurveyOptions = {}): Promise<DriveSurvey> {
  try {
    const absolute = resolve(path);
    const options = signal ? { signal } : {};
    for (const format of table === undefined ? [mcap, rosBag, ros2Bag] : [])
      if (await format.match(absolute)) {
        const { files } = await format.index(absolute, options);
        return { path: absolute, kind: 'recording', tables: [], ...(await surveyRecording(files, signal)) };
      }
    const inParquet = table === undefined ? await surveyParquet(absolute, options) : null;
    const isPlain = inParquet?.mapping?.images === undefined && inParquet?.state.mapping === null;
    if (inParquet && (!isPlain || (await tablesAt(absolute, undefined)).length === 0))
      return { path: absolute, kind: 'table', tables: [], ...inParquet };
    return await surveyTables(absolute, table, options);
  } catch (thrown) {
    throw asUserError(path, thrown);
  }
}

async function surveyTables(path: string, wanted: string | undefined, options: OpenDriveOptions): Promise<DriveSurvey> {
  const starts = await tablesAt(path, wanted);
  const pair = await findVideoWithLog(path).catch(() => null);
  const hasVideo = (await findVideos(path)).length > 0 || (pair !== null && pair.path === path);
  const mapped: MappedTable[] = [];
  for (const start of starts) {
    options.signal?.throwIfAborted();
    mapped.push(await mapTable(start, hasVideo ? frameColumnOf(start) : null));
  }
  const chosen =
    mapped.find(({ path: table }) => basename(table) === wanted) ??
    mapped.find(({ columns, state }) => state.mapping !== null || columns.images.length > 0) ??
    mapped.find((table) => table.path === pair?.path) ??
    mapped[0];
  if (chosen === undefined) throw nothingToMap(path);
  const tables = mapped.map((table) => basename(table.path));
  return {
    path,
    kind: hasVideo && chosen.columns.images.length === 0 ? 'video-with-table' : 'table',
    tables,
    ...(await surveyTable(chosen, tables, options)),
  };
}

/** The tables of a folder, the file itself, or those beside a video. */
async function tablesAt(path: string, wanted: string | undefined): Promise<readonly TableStart[]> {
  const isFolder = (await stat(path)).isDirectory();
  const isVideo = !isFolder && (await findVideos(path)).length > 0;
  const folder = isFolder ? path : dirname(path);
  if (!isFolder && !isVideo) {
    const table = isTableName(path) || (await isText(path)) ? await readTableStart(path) : null;
    return table ? [table] : [];
  }
  const names = new Set([...(wanted === undefined ? [] : await tablesIn(folder, wanted)), ...(await tablesIn(folder))]);
  const found: TableStart[] = [];
  for (const name of [...names].slice(0, maxTablesTried)) {
    const table = await readTableStart(join(folder, name));
    if (table) found.push(table);
  }
  return found;
}

const nothingToMap = (path: string): SteerscopeError =>
  new SteerscopeError(
    'nothing-to-map',
    `There is nothing to map here, no table and no recording of topics: ${path}`,
    'Open a csv, tsv, JSON lines or Parquet file, a video with such a table beside it, an MCAP file or a bag.',
  );
