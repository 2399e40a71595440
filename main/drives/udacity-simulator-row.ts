import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { DriveRecord } from './drive-record.ts';
import { ownText } from './own-text.ts';
import type { PictureFinder } from './pictures.ts';
import type { RowProblems } from './row-problems.ts';
import { withoutDoubles } from './table-shape.ts';

const cameraNames = ['center', 'left', 'right'];
/** What the simulator writes when it writes no header. */
export const plainColumns = [...cameraNames, 'steering', 'throttle', 'brake', 'speed'];

/** The column names of the first line, or null when it is already a record. */
export function readHeader(cells: readonly string[]): string[] | null {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  return names.includes('center') || names.includes('steering') ? withoutDoubles(names) : null;
}

/** Picture names carry the local time of the simulator's computer: center_2016_12_01_13_36_00_987.jpg. */
const timeInName = /_(\d{4})_(\d\d)_(\d\d)_(\d\d)_(\d\d)_(\d\d)_(\d{3})\.\w+$/;

function timeMsOfPicture(name: string): number {
  const match = timeInName.exec(name);
  if (match === null) return Number.NaN;
  const part = (index: number): number => Number(match[index]);
  return Date.UTC(part(1), part(2) - 1, part(3), part(4), part(5), part(6), part(7));
}

/** The last part of a path from any machine. */
export function nameOf(path: string): string {
  return path.trim().split(/[\\/]/).at(-1) ?? '';
}

/** NaN for what is no number, the empty cell included. */
export function toNumber(cell: string): number {
  return cell.trim() === '' ? Number.NaN : Number(cell);
}

const rowsToJudgeColumns = 100;

/** The columns beside cameras and steering that hold a number in the first rows; a column of text is none. */
function numberColumnsOf(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const firstRows = rows.slice(0, rowsToJudgeColumns);
  return columns.filter(
    (name, cell) =>
      ![...cameraNames, 'steering', ''].includes(name) &&
      firstRows.some((row) => Number.isFinite(toNumber(row[cell] ?? ''))),
  );
}

/** What the columns of a log are. */
interface LogColumns {
  readonly all: readonly string[];
  readonly cameras: readonly string[];
  readonly numbers: readonly string[];
}

/** @throws SteerscopeError `not-readable` for a header without the middle camera. @param rows the first ones. */
export function columnsOf(rows: readonly (readonly string[] | null)[], logPath: string): LogColumns {
  const header = readHeader(rows[0] ?? []);
  const all = header ?? plainColumns;
  const cameras = cameraNames.filter((camera) => all.includes(camera));
  if (!cameras.includes('center'))
    throw new SteerscopeError(
      'not-readable',
      `The log's header has no column “center”, only ${all.join(', ')}: ${logPath}`,
      'Name the columns as the simulator does: center,left,right,steering,throttle,brake,speed.',
    );
  const records = rows.slice(header === null ? 0 : 1).filter((row) => row !== null);
  return { all, cameras, numbers: numberColumnsOf(all, records) };
}

/** Turns one row of cells into a record, reporting what is wrong with it. */
export class RowReader {
  readonly #file: string;
  readonly #width: number;
  readonly #cameraCells: readonly number[];
  readonly #steeringCell: number;
  readonly #numberCells: readonly number[];
  readonly #finder: PictureFinder;
  readonly #problems: RowProblems;

  readonly columns: LogColumns;

  constructor(file: string, columns: LogColumns, finder: PictureFinder, problems: RowProblems) {
    const { all, cameras, numbers } = columns;
    this.columns = columns;
    this.#file = file;
    this.#width = all.length;
    this.#cameraCells = cameras.map((camera) => all.indexOf(camera));
    this.#steeringCell = all.indexOf('steering');
    this.#numberCells = numbers.map((name) => all.indexOf(name));
    this.#finder = finder;
    this.#problems = problems;
  }

  /** @returns null when the row is blank or damaged. */
  read(row: readonly string[] | null, line: number, record: number): DriveRecord | null {
    const file = this.#file;
    if (row === null) {
      this.#problems.add({ code: 'row-torn', file, line, record: null, detail: 'longer than any line of a log' });
      return null;
    }
    const filled = row.findLastIndex((cell) => cell.trim() !== '') + 1;
    if (filled === 0) return null;
    if (row.length < this.#width || filled > this.#width) {
      const detail = `${row.length} fields where the log has ${this.#width}`;
      this.#problems.add({ code: 'row-torn', file, line, record: null, detail });
      return null;
    }
    const textAt = (cell: number): string => row[cell]?.trim() ?? '';
    const numberAt = (cell: number): number => {
      const number = toNumber(textAt(cell));
      if (!Number.isFinite(number)) {
        this.#problems.add({ code: 'number-unreadable', file, line, record, detail: `“${textAt(cell)}”` });
        return Number.NaN;
      }
      return number;
    };
    const [centerCell = -1] = this.#cameraCells;
    const named = ownText(textAt(centerCell));
    return {
      file,
      line,
      logRow: line,
      timeMs: timeMsOfPicture(named),
      steering: this.#steeringCell < 0 ? Number.NaN : numberAt(this.#steeringCell),
      numbers: this.#numberCells.map(numberAt),
      named,
      pictures: this.#cameraCells.map((cell) => this.#finder.find(ownText(textAt(cell)))),
    };
  }
}
