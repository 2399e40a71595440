import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { assembleDrive } from './assemble-drive.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { DriveRecords } from './drive-records.ts';
import { listFolder } from './list-folder.ts';
import { ownText } from './own-text.ts';
import { isImageName, PictureFinder } from './pictures.ts';
import { readFirstLines, readLines } from './read-lines.ts';
import { maxRecords, recordsLeftOut } from './record-limit.ts';
import { RowProblems } from './row-problems.ts';

const usualName = 'data.txt';
const bytesToRecognise = 2048;
const linesToRecognise = 10;

/**
 * SullyChen's driving data sets: a `data.txt` of lines `N.jpg degrees` or `N.jpg degrees,YYYY-MM-DD HH:MM:SS:ms`, and
 * the pictures beside it. Degrees of the steering wheel, positive to the right.
 */
export const sullyChen: DriveFormat = {
  id: 'sully-chen',
  name: 'SullyChen data.txt',

  async match(path: string): Promise<boolean> {
    return (await findLog(path)) !== null;
  },

  async open(path: string, options: OpenDriveOptions = {}): Promise<DriveData> {
    const logPath = await findLog(path);
    if (logPath === null)
      throw new SteerscopeError('not-a-drive', `There is no ${usualName} here: ${path}`, `Open a ${usualName}.`);
    const folder = dirname(logPath);
    const file = basename(logPath);
    const finder = new PictureFinder(folder);
    finder.asksForEach = options.recordLimit !== undefined;
    const rowProblems = new RowProblems();
    const records = new DriveRecords(1, 0);
    const problems: Problem[] = [];
    for await (const { firstLine, lines } of readLines(logPath, {
      ...options,
      tell: (problem) => problems.push(problem),
    })) {
      for (const [index, text] of lines.entries()) {
        const line = firstLine + index;
        if (text?.trim() === '') continue;
        const fields = text === null ? null : readFields(text);
        if (fields === null)
          rowProblems.add({
            code: 'row-torn',
            file,
            line,
            record: null,
            detail: `${text?.length ?? 'too many'} characters`,
          });
        else
          records.add({
            ...{ file, line, logRow: line, timeMs: fields.timeMs, steering: fields.steeringDeg, numbers: [] },
            ...{ named: fields.image, pictures: [finder.find(fields.image)] },
          });
      }
      if (records.length < maxRecords) continue;
      problems.push(recordsLeftOut(file, firstLine + lines.length));
      break;
    }
    return await assembleDrive(
      {
        format: sullyChen,
        path,
        folder,
        cameras: ['center'],
        columns: [],
        steeringUnit: 'deg',
        records,
        rowProblems,
        problems,
        lookedIn: 'the folder of the log and the folders in it',
      },
      options,
    );
  },
};

async function findLog(path: string): Promise<string | null> {
  if (!(await stat(path)).isDirectory()) return /\.txt$/i.test(path) && (await looksLikeLog(path)) ? path : null;
  const names = (await listFolder(path)).filter((name) => /\.txt$/i.test(name) && !name.startsWith('.')).sort();
  const usualFirst = [...names.filter((name) => name === usualName), ...names.filter((name) => name !== usualName)];
  for (const name of usualFirst) if (await looksLikeLog(join(path, name))) return join(path, name);
  return null;
}

/** At least half of the first lines are a picture and a number. */
async function looksLikeLog(path: string): Promise<boolean> {
  const lines = ((await readFirstLines(path, bytesToRecognise)) ?? []).filter((line) => line.trim() !== '');
  const first = lines.slice(0, linesToRecognise);
  return first.length > 0 && first.filter((line) => readFields(line) !== null).length >= first.length / 2;
}

interface Fields {
  readonly image: string;
  readonly steeringDeg: number;
  readonly timeMs: number;
}

/** Longer than any line with a picture's name in it. */
const maxChars = 1000;
const lineShape =
  /^(\S.*?)[ \t]+([-+]?\d+(?:\.\d*)?(?:e[-+]?\d+)?)(?:[ \t]*,[ \t]*(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:([:.])(\d{1,6}))?)?\s*$/i;

function readFields(line: string): Fields | null {
  const match = line.length > maxChars ? null : lineShape.exec(line);
  const image = ownText(match?.[1] ?? '');
  if (match === null || !isImageName(image.split(/[\\/]/).at(-1) ?? '')) return null;
  const part = (index: number): number => Number(match[index]);
  // Behind a colon stand milliseconds as a number, `:11` is 11 ms; behind a point the fraction of a second.
  const ms = match[10] === undefined ? 0 : match[9] === ':' ? part(10) : Number(`0.${match[10]}`) * 1000;
  const timeMs =
    match[3] === undefined ? Number.NaN : Date.UTC(part(3), part(4) - 1, part(5), part(6), part(7), part(8)) + ms;
  // A number beyond all bounds is a damaged one.
  return Number.isFinite(part(2)) ? { image, steeringDeg: part(2), timeMs } : null;
}
