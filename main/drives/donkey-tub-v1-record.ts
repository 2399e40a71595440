import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { noteRead } from '../containers/file-stamps.ts';
import type { OpenDriveOptions } from './drive-format.ts';
import { firstOf } from './record-limit.ts';
import type { RowProblems } from './row-problems.ts';

/** One `record_N.json` of a Tub v1. */
export interface TubV1Record {
  /** The N of its name. */
  readonly number: number;
  /** Milliseconds since the tub was begun or since 1970; NaN when missing. */
  readonly timeMs: number;
  /** Picture names by key, as `cam/image_array`. */
  readonly images: ReadonlyMap<string, string>;
  /** The other numbers by key, as `user/angle`. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** The N of `record_N.json`; null for any other name. */
export function recordNumber(name: string): number | null {
  const match = /^record_(\d{1,9})\.json$/.exec(name);
  return match === null ? null : Number(match[1]);
}

/** A record has some 150 bytes; beyond this it is none. */
const maxRecordBytes = 64 * 1024;
/** So many records are read between two looks at the abort signal; a few milliseconds. */
const recordsPerTurn = 512;

/** The records among `names`, by number; the damaged ones are reported and left out. */
export async function readTubV1Records(
  folder: string,
  names: readonly string[],
  rowProblems: RowProblems,
  options: OpenDriveOptions = {},
): Promise<TubV1Record[]> {
  const { signal, growing = false } = options;
  const present = names
    .map((name) => ({ name, number: recordNumber(name) }))
    .filter((record): record is { name: string; number: number } => record.number !== null)
    .sort((one, other) => one.number - other.number);
  const numbered = firstOf(present, options);
  const buffer = Buffer.alloc(maxRecordBytes);
  const records: TubV1Record[] = [];
  for (const [index, { name, number }] of numbered.entries()) {
    if (index % recordsPerTurn === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    const text = readSmallFile(join(folder, name), buffer);
    const record = typeof text === 'string' ? parseRecord(number, text) : null;
    if (record !== null) records.push(record);
    else if (!growing || index < numbered.length - 1) {
      const damage = typeof text === 'string' ? describeDamage(text) : text.failure;
      rowProblems.add({
        code: 'row-torn',
        file: 'record',
        line: number,
        record: null,
        detail: `${name} (${damage})`,
      });
    }
  }
  return records;
}

/** Read synchronously: of a hundred thousand small files, a fraction of what promises take. */
function readSmallFile(path: string, buffer: Buffer): string | { readonly failure: string } {
  try {
    noteRead(path);
    // Without O_NONBLOCK, a pipe of that name would block for ever.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const bytesRead = readSync(file, buffer, 0, buffer.length, 0);
      if (bytesRead === buffer.length) return { failure: `larger than ${maxRecordBytes / 1024} KiB` };
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      closeSync(file);
    }
  } catch (thrown) {
    return { failure: (thrown as NodeJS.ErrnoException).code ?? 'not readable' };
  }
}

const describeDamage = (text: string): string => (text.includes('\0') ? 'NUL bytes' : `${text.length} characters`);

function parseRecord(number: number, text: string): TubV1Record | null {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return null;
  const images = new Map<string, string>();
  const numbers = new Map<string, number>();
  let timeMs = Number.NaN;
  for (const [key, value] of Object.entries(fields)) {
    if (isTimeKey(key)) timeMs = Number.isNaN(timeMs) ? timeMsOf(key, value) : timeMs;
    else if (key.startsWith('cam/')) {
      if (typeof value === 'string') images.set(key, value);
    } else if (typeof value === 'number') numbers.set(key, value);
  }
  return { number, timeMs, images, numbers };
}

const timeKeys = ['milliseconds', '_timestamp_ms', '_timestamp', 'timestamp'];
const isTimeKey = (key: string): boolean => timeKeys.includes(key);

/** More seconds than that since 1970 are milliseconds. */
const maxEpochSecs = 1e11;

function timeMsOf(key: string, value: unknown): number {
  if (typeof value === 'string') return Date.parse(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return Number.NaN;
  const inMs = key === 'milliseconds' || key === '_timestamp_ms' || value > maxEpochSecs;
  return inMs ? value : Math.round(value * 1000);
}
