import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { assembleDrive } from './assemble-drive.ts';
import { readTubV1Records, recordNumber, type TubV1Record } from './donkey-tub-v1-record.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import type { DriveRecord } from './drive-record.ts';
import { DriveRecords } from './drive-records.ts';
import { listFolder } from './list-folder.ts';
import { isImageName } from './pictures.ts';
import { RowProblems } from './row-problems.ts';

const defaultCamera = 'cam/image_array';
const steeringKeys = ['user/angle', 'angle', 'pilot/angle'];
/** A real tub has about five; a hostile one must not make a column of every record. */
const maxColumns = 64;

/**
 * DonkeyCar's Tub v1: a folder with `record_N.json` and the pictures that they name beside them. Steering is
 * `user/angle`, -1..1, positive to the right; time is `milliseconds` since the start of the tub, which older cars did
 * not write. Records come by number.
 */
export const donkeyTubV1: DriveFormat = {
  id: 'donkey-tub-v1',
  name: 'DonkeyCar Tub v1',

  async match(path: string): Promise<boolean> {
    const folder = await tubFolder(path);
    return folder !== null && (await listFolder(folder)).some((name) => recordNumber(name) !== null);
  },

  async open(path: string, options: OpenDriveOptions = {}): Promise<DriveData> {
    const folder = (await tubFolder(path)) ?? path;
    const present = new Set(await listFolder(folder));
    const rowProblems = new RowProblems((_, first, last) =>
      first === last ? `record_${first}.json` : `record_${first}.json to record_${last}.json`,
    );
    const tubRecords = await readTubV1Records(folder, [...present], rowProblems, options);
    addNumberGaps(tubRecords, rowProblems);
    const cameras = camerasOf(tubRecords);
    const numberKeys = keysOf(tubRecords.map(({ numbers }) => numbers));
    const steeringKey = steeringKeys.find((key) => numberKeys.includes(key));
    const columns = numberKeys.filter((key) => key !== steeringKey);
    const recordOf = ({ number, timeMs, images, numbers }: TubV1Record): DriveRecord => ({
      file: 'record',
      line: number,
      logRow: number,
      timeMs,
      steering: (steeringKey === undefined ? undefined : numbers.get(steeringKey)) ?? Number.NaN,
      numbers: columns.map((key) => numbers.get(key) ?? Number.NaN),
      named: images.get(cameras[0] ?? defaultCamera) ?? '',
      pictures: cameras.map((camera) => {
        const name = images.get(camera);
        return name !== undefined && isImageName(name) && present.has(name) ? { folder, name } : null;
      }),
    });
    const records = new DriveRecords(cameras.length, columns.length);
    for (const record of tubRecords) records.add(recordOf(record));
    return await assembleDrive(
      {
        format: donkeyTubV1,
        path,
        folder,
        cameras,
        columns,
        steeringUnit: 'normalised',
        records,
        rowProblems,
        problems: [],
        lookedIn: 'the folder of the records',
      },
      options,
    );
  },
};

/** The folder itself, or that of the `meta.json` or the record that was opened; null for any other file. */
async function tubFolder(path: string): Promise<string | null> {
  if ((await stat(path)).isDirectory()) return path;
  const name = basename(path);
  return name === 'meta.json' || recordNumber(name) !== null ? dirname(path) : null;
}

/** Numbers count up by one; donkeycar's clean-up takes records out, and a full disk leaves some unwritten. */
function addNumberGaps(records: readonly TubV1Record[], rowProblems: RowProblems): void {
  for (const [record, { number }] of records.entries()) {
    const before = records[record - 1]?.number;
    if (before === undefined || number === before + 1) continue;
    const detail = number - before === 2 ? `record ${before + 1}` : `records ${before + 1} to ${number - 1}`;
    rowProblems.add({ code: 'index-gap', file: 'record', line: number, record, detail });
  }
}

/** Keys of the pictures over all records, the usual one first. */
function camerasOf(records: readonly TubV1Record[]): string[] {
  const keys = keysOf(records.map(({ images }) => images));
  return keys.includes(defaultCamera) ? [defaultCamera, ...keys.filter((key) => key !== defaultCamera)] : keys;
}

function keysOf(maps: readonly ReadonlyMap<string, unknown>[]): string[] {
  const keys = new Set<string>();
  for (const map of maps) for (const key of map.keys()) keys.add(key);
  return [...keys].slice(0, maxColumns);
}
