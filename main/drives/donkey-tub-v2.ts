import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { assembleDrive } from './assemble-drive.ts';
import type { DriveRecord } from './drive-record.ts';
import { DriveRecords } from './drive-records.ts';
import { isTub, manifestName, readManifest } from './donkey-tub-manifest.ts';
import { describeDamage, readTubRecord, type TubRecord } from './donkey-tub-record.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { isImageName, listNames, type Picture } from './pictures.ts';
import { readLog } from './read-log.ts';
import { RowProblems } from './row-problems.ts';

const defaultCamera = 'cam/image_array';
const steeringKey = 'user/angle';
const deletedColumn = 'deleted';
/** A real tub has about ten; a hostile one must not make a column of every record. */
const maxColumns = 64;

/**
 * DonkeyCar's Tub v2: `manifest.json`, `catalog_N.catalog` with one JSON record a line, `images/`. Steering is
 * `user/angle`, -1..1, positive to the right. Records marked as deleted stay frames, because what went wrong is what
 * one debugs; the column `deleted` is 1 in them. A damaged line is skipped whole, as donkeycar itself does.
 */
export const donkeyTubV2: DriveFormat = {
  id: 'donkey-tub-v2',
  name: 'DonkeyCar Tub v2',

  async match(path: string): Promise<boolean> {
    const folder = await tubFolder(path);
    return folder !== null && (await isTub(folder));
  },

  async open(path: string, options: OpenDriveOptions = {}): Promise<DriveData> {
    const folder = (await tubFolder(path)) ?? path;
    const manifest = await readManifest(folder);
    const rowProblems = new RowProblems();
    const lines: CatalogLine[] = [];
    const unread: Problem[] = [];
    const { recordLimit = Number.POSITIVE_INFINITY, growing = false, signal, onCut } = options;
    for (const [index, catalog] of manifest.catalogs.entries()) {
      const text = await readLog(join(folder, catalog), signal).catch((thrown: unknown) => {
        if (!(thrown instanceof SteerscopeError) || manifest.catalogs.length === 1) throw thrown;
        unread.push({
          severity: 'error',
          code: 'catalog-not-readable',
          message: thrown.message,
          place: catalog,
          frame: null,
        });
        return '';
      });
      const isUnfinished = growing && index === manifest.catalogs.length - 1;
      for (const line of readCatalog(catalog, isUnfinished ? wholeLines(text) : text, rowProblems)) lines.push(line);
      signal?.throwIfAborted();
      if (lines.length < recordLimit || index === manifest.catalogs.length - 1) continue;
      onCut?.();
      break;
    }
    addIndexGaps(lines, rowProblems);
    const cameras = camerasOf(lines);
    const numberKeys = numberKeysOf(lines);
    const hasDeleted = lines.some(({ record }) => manifest.deleted.has(record.index));
    const findPicture = pictureFinder(folder);
    const columns = hasDeleted ? [...numberKeys, deletedColumn] : numberKeys;
    const records = new DriveRecords(cameras.length, columns.length);
    const recordOf = ({ file, line, record }: CatalogLine): DriveRecord => {
      const deleted = hasDeleted ? [manifest.deleted.has(record.index) ? 1 : 0] : [];
      return {
        file,
        line,
        logRow: record.index,
        timeMs: record.timeMs,
        session: record.session,
        steering: record.numbers.get(steeringKey) ?? Number.NaN,
        numbers: [...numberKeys.map((key) => record.numbers.get(key) ?? Number.NaN), ...deleted],
        named: record.images.get(cameras[0] ?? defaultCamera) ?? '',
        pictures: cameras.map((camera) => findPicture(record.images.get(camera))),
      };
    };
    for (const line of lines) records.add(recordOf(line));
    return await assembleDrive(
      {
        format: donkeyTubV2,
        path,
        folder,
        cameras,
        columns,
        steeringUnit: 'normalised',
        records,
        rowProblems,
        problems: [...manifest.problems, ...unread, ...deletedProblem(lines, manifest.deleted)],
        lookedIn: 'images and the folder of the catalogs',
      },
      options,
    );
  },
};

interface CatalogLine {
  readonly file: string;
  readonly line: number;
  readonly record: TubRecord;
}

/** The folder itself, or that of the manifest that was opened; null for any other file. */
async function tubFolder(path: string): Promise<string | null> {
  if ((await stat(path)).isDirectory()) return path;
  return basename(path) === manifestName ? dirname(path) : null;
}

const wholeLines = (text: string): string => text.slice(0, text.lastIndexOf('\n') + 1);

function readCatalog(file: string, text: string, rowProblems: RowProblems): CatalogLine[] {
  const lines: CatalogLine[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const record = readTubRecord(line);
    if (record === null)
      rowProblems.add({ code: 'row-torn', file, line: index + 1, record: null, detail: describeDamage(line) });
    else lines.push({ file, line: index + 1, record });
  }
  return lines;
}

/** Records count up by one; a jump means that the car wrote records that are not here. */
function addIndexGaps(lines: readonly CatalogLine[], rowProblems: RowProblems): void {
  let expected = 0;
  for (const [
    record,
    {
      file,
      line,
      record: { index },
    },
  ] of lines.entries()) {
    if (index > expected) {
      const detail = index - expected === 1 ? `record ${expected}` : `records ${expected} to ${index - 1}`;
      rowProblems.add({ code: 'index-gap', file, line, record, detail });
    }
    expected = index + 1;
  }
}

/** Keys of the pictures over all records, the usual one first. */
function camerasOf(lines: readonly CatalogLine[]): string[] {
  const keys = keysOf(lines.map(({ record }) => record.images));
  return keys.includes(defaultCamera) ? [defaultCamera, ...keys.filter((key) => key !== defaultCamera)] : keys;
}

function numberKeysOf(lines: readonly CatalogLine[]): string[] {
  return keysOf(lines.map(({ record }) => record.numbers)).filter((key) => key !== steeringKey);
}

function keysOf(maps: readonly ReadonlyMap<string, unknown>[]): string[] {
  const keys = new Set<string>();
  for (const map of maps) for (const key of map.keys()) keys.add(key);
  return [...keys].slice(0, maxColumns);
}

/** A picture lies in `images`; very early tubs keep it beside the catalog. Folders in its name are not followed. */
function pictureFinder(folder: string): (named: string | undefined) => Picture | null {
  const places = [join(folder, 'images'), folder].map((place) => ({ place, names: listNames(place) }));
  return (named) => {
    if (named === undefined || !isImageName(named)) return null;
    const found = places.find(({ names }) => names.has(named));
    return found === undefined ? null : { folder: found.place, name: named };
  };
}

function deletedProblem(lines: readonly CatalogLine[], deleted: ReadonlySet<number>): Problem[] {
  const count = lines.filter(({ record }) => deleted.has(record.index)).length;
  if (count === 0) return [];
  const message = `${count} of ${lines.length} records are marked as deleted; donkeycar trains without them. They are shown here, and the column “${deletedColumn}” is 1 in them.`;
  return [{ severity: 'info', code: 'records-deleted', message, place: manifestName, frame: null }];
}
