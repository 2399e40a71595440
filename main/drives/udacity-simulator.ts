import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import Papa from 'papaparse';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { assembleDrive } from './assemble-drive.ts';
import { DriveRecords } from './drive-records.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { listFolder } from './list-folder.ts';
import { isImageName, PictureFinder } from './pictures.ts';
import { readLines } from './read-lines.ts';
import { readStart } from './read-log.ts';
import { maxRecords, recordsLeftOut } from './record-limit.ts';
import { RowProblems } from './row-problems.ts';
import { splitCells } from './table-shape.ts';
import { columnsOf, nameOf, plainColumns, readHeader, RowReader, toNumber } from './udacity-simulator-row.ts';

const logName = 'driving_log.csv';
const bytesToRecognise = 2048;

/** The csv log of the Udacity self-driving car simulator and of all who copy it: three cameras, steering -1..1. */
export const udacitySimulator: DriveFormat = {
  id: 'udacity-simulator',
  name: 'Udacity simulator log',

  async match(path: string): Promise<boolean> {
    return (await findLog(path)) !== null;
  },

  async open(path: string, options: OpenDriveOptions = {}): Promise<DriveData> {
    const logPath = await findLog(path);
    if (logPath === null)
      throw new SteerscopeError('not-a-drive', `There is no Udacity log here: ${path}`, `Open a ${logName}.`);
    const folder = dirname(resolve(logPath));
    const finder = new PictureFinder(folder);
    // For a first look at a large folder its list takes longer than asking for a few pictures.
    if (options.recordLimit === undefined) await finder.listUsualFolder();
    else finder.asksForEach = true;
    const file = basename(logPath);
    const rowProblems = new RowProblems();
    const problems: Problem[] = [];
    let reader: RowReader | null = null;
    let records = new DriveRecords(0, 0);
    for await (const { firstLine, lines } of readLines(logPath, {
      ...options,
      tell: (problem) => problems.push(problem),
    })) {
      if (lines.length === 0) continue;
      const rows = lines.map((line) => (line === null ? null : splitCells(line, ',')));
      const isFirst = reader === null;
      if (reader === null) {
        const columns = columnsOf(rows, logPath);
        reader = new RowReader(file, columns, finder, rowProblems);
        records = new DriveRecords(columns.cameras.length, columns.numbers.length);
      }
      for (const [index, row] of rows.entries()) {
        if (isFirst && index === 0 && row !== null && readHeader(row) !== null) continue;
        const record = reader.read(row, firstLine + index, records.length);
        if (record !== null) records.add(record);
      }
      if (records.length < maxRecords) continue;
      problems.push(recordsLeftOut(file, firstLine + lines.length));
      break;
    }
    const { cameras = ['center'], numbers = [] } = reader?.columns ?? {};
    return await assembleDrive(
      {
        format: udacitySimulator,
        path,
        folder,
        cameras,
        columns: numbers,
        steeringUnit: 'normalised',
        records,
        rowProblems,
        problems: [...problems, ...repairProblem(finder.repairedCount)],
        lookedIn: 'the path in the log, the folder of the log, IMG in it and its other folders',
      },
      options,
    );
  },
};

/** The log in a folder, or the csv file itself when it is one; null when there is none. */
async function findLog(path: string): Promise<string | null> {
  const found = await stat(path);
  if (!found.isDirectory()) return /\.csv$/i.test(path) && (await looksLikeLog(path)) ? path : null;
  const names = (await listFolder(path)).filter((name) => /\.csv$/i.test(name) && !name.startsWith('.')).sort();
  const usual = names.find((name) => name.toLowerCase() === logName);
  // A folder with the simulator's own file name is its drive even when the log is empty: that has its own error.
  if (usual !== undefined) return join(path, usual);
  for (const name of names) if (await looksLikeLog(join(path, name))) return join(path, name);
  return null;
}

async function looksLikeLog(csvPath: string): Promise<boolean> {
  if (basename(csvPath).toLowerCase() === logName) return true;
  const start = await readStart(csvPath, bytesToRecognise);
  const cells = Papa.parse<string[]>(start ?? '', { delimiter: ',', preview: 1 }).data[0] ?? [];
  const header = readHeader(cells);
  if (header !== null) return header.includes('center');
  const [center = '', , , steering = ''] = cells;
  return cells.length === plainColumns.length && isImageName(nameOf(center)) && Number.isFinite(toNumber(steering));
}

function repairProblem(repairedCount: number): Problem[] {
  if (repairedCount === 0) return [];
  return [
    {
      severity: 'info',
      code: 'path-repaired',
      message: `${repairedCount} pictures lie elsewhere or are written otherwise than the log says, and were found in the drive's own folders.`,
      place: null,
      frame: null,
    },
  ];
}
