import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import { shortText } from '../../shared/readable-text.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { alignDrive } from './align-drive.ts';
import { comma2016 } from './comma-2016.ts';
import { comma2k19 } from './comma2k19.ts';
import { donkeyTubV1 } from './donkey-tub-v1.ts';
import { donkeyTubV2 } from './donkey-tub-v2.ts';
import { DataDrive, type DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { imageFolder } from './image-folder.ts';
import { imageTable } from './image-table.ts';
import { lerobot } from './lerobot.ts';
import { mappedFormat, mappingMisfit, withMapping } from './mapped-format.ts';
import { saysColumns } from './mapping-in-use.ts';
import { mcap } from './mcap.ts';
import { nearlyDrive } from './nearly-drive.ts';
import { parquetTable } from './parquet-table.ts';
import { isAbsent, notReadable } from './read-log.ts';
import { rosBag } from './ros-bag.ts';
import { ros2Bag } from './ros2-bag.ts';
import { steeringInNames } from './steering-in-names.ts';
import { sullyChen } from './sully-chen.ts';
import { toldProblems } from './told-problems.ts';
import { udacityChallenge } from './udacity-challenge.ts';
import { udacitySimulator } from './udacity-simulator.ts';
import { video } from './video.ts';
import { videoWithLog } from './video-with-log.ts';

/** In the order in which they are tried; a folder of images last, since most drives contain images. */
export const driveFormats: readonly DriveFormat[] = [
  udacitySimulator,
  donkeyTubV2,
  donkeyTubV1,
  udacityChallenge,
  sullyChen,
  comma2016,
  lerobot,
  mcap,
  rosBag,
  ros2Bag,
  comma2k19,
  imageTable,
  parquetTable,
  steeringInNames,
  videoWithLog,
  imageFolder,
  video,
];

/** So many folders, so deep, are looked into for a drive to suggest. */
const maxSuggestionsTried = 50;
const suggestionDepth = 3;

/**
 * Opens the drive at a path, whatever its format; recognised by content.
 * @throws SteerscopeError `not-found`, `not-a-drive`, `empty-drive`, `no-image-found`, `not-readable`, `cancelled`.
 */
export async function openDrive(path: string, options: OpenDriveOptions = {}): Promise<DataDrive> {
  return new DataDrive(await readDrive(path, options));
}

/** As `openDrive`, the plain data alone: what another thread can hand over. */
export async function readDrive(path: string, options: OpenDriveOptions = {}): Promise<DriveData> {
  try {
    const absolute = resolve(path);
    const format = await formatOf(absolute, options.mapping);
    if (format === null) throw await notADrive(absolute);
    const data = await format.open(absolute, options);
    if (data.info.frameCount === 0) throw noFrame(absolute);
    const mapped = data.info.mapping ? data : await withMapping(data, options.mapping);
    const drive = alignDrive(mapped, mapped.info.mapping?.mapping?.alignment);
    return { ...drive, info: { ...drive.info, problems: toldProblems(drive.info.problems) } };
  } catch (thrown) {
    if (options.signal?.aborted === true)
      throw new SteerscopeError(
        'cancelled',
        `Opening the drive was cancelled: ${path}`,
        'Open it again when you want it.',
      );
    throw asUserError(path, thrown);
  }
}

const noFrame = (path: string): SteerscopeError =>
  new SteerscopeError(
    'empty-drive',
    `This drive holds no picture that could be shown: ${path}`,
    'Restore its pictures or its video from a copy.',
  );

/** Whether some format recognises what lies at a path; looks at names and a few bytes. False where it cannot look. */
export async function looksLikeDrive(path: string): Promise<boolean> {
  try {
    return (await formatOf(resolve(path))) !== null;
  } catch {
    return false;
  }
}

/** @param mapping given: decides what a table or video is taken for. @throws SteerscopeError when it does not fit. */
async function formatOf(path: string, mapping?: DriveMapping): Promise<DriveFormat | null> {
  const mapped = await mappedFormat(path, mapping);
  if (mapped) return mapped;
  for (const format of driveFormats) {
    if (!(await format.match(path))) continue;
    if (mapping && saysColumns(mapping) && (format === imageTable || format === videoWithLog))
      throw await mappingMisfit(path, mapping);
    return format;
  }
  if (mapping && saysColumns(mapping)) throw await mappingMisfit(path, mapping);
  return null;
}

/** A failed file operation as an error that a user understands; any other as it is. */
export function asUserError(path: string, thrown: unknown): unknown {
  if (thrown instanceof SteerscopeError) return readable(thrown);
  if (!(thrown instanceof Error) || !('syscall' in thrown)) return thrown;
  if (!isAbsent(thrown)) return notReadable(path, thrown);
  return new SteerscopeError(
    'not-found',
    `There is no such file or folder: ${path}`,
    'Check the path; a drive that was moved must be opened where it lies now.',
    { cause: thrown },
  );
}

/** Longer than any sentence of ours; names in strangers' files have any length. */
const maxErrorChars = 1500;

function readable(error: SteerscopeError): SteerscopeError {
  const { code, message, nextStep } = error;
  if (Math.max(message.length, nextStep.length) <= maxErrorChars) return error;
  return new SteerscopeError(code, shortText(message, maxErrorChars), shortText(nextStep, maxErrorChars), {
    cause: error,
  });
}

async function notADrive(path: string): Promise<SteerscopeError> {
  const wanted =
    'Open the folder or the log that the car wrote: driving_log.csv or another csv, tsv, jsonl or Parquet table that names or holds pictures, a DonkeyCar tub, a Udacity or SullyChen data set, a comma.ai drive, a LeRobot data set, an MCAP, ROS or ROS 2 bag, a video with or without its csv, or a folder of images.';
  const isFolder = (await stat(path)).isDirectory();
  const nearly = await nearlyDrive(path);
  if (nearly && !isFolder) return nearly;
  if (!isFolder)
    return new SteerscopeError('not-a-drive', `This file is not a drive that Steerscope reads: ${path}`, wanted);
  const inside = await driveBelow(path);
  if (inside !== null)
    return new SteerscopeError(
      'not-a-drive',
      `This folder is not a drive, but a folder in it looks like one: ${path}`,
      `Open ${inside}${await besideIt(inside)}`,
    );
  if (nearly) return nearly;
  if ((await readdir(path)).length === 0)
    return new SteerscopeError('empty-drive', `This folder is empty: ${path}`, wanted);
  return new SteerscopeError(
    'not-a-drive',
    `This folder holds no drive that Steerscope reads (no driving_log.csv or other table that names pictures, no manifest.json of a tub, no data.txt, no meta/info.json of LeRobot, no comma.ai log, no video, no MCAP or ROS bag, no images): ${path}`,
    wanted,
  );
}

/** So many of the drives beside one are named. */
const maxBesideNamed = 5;

/** The other drives in the folder of a drive, in words; empty without any. */
async function besideIt(inside: string): Promise<string> {
  const entries = await readdir(dirname(inside), { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && entry.name !== basename(inside))
    .map(({ name }) => name);
  const drives: string[] = [];
  for (const name of names.sort().slice(0, maxSuggestionsTried))
    if (await looksLikeDrive(join(dirname(inside), name))) drives.push(name);
  if (drives.length === 0) return '';
  const more = drives.length - maxBesideNamed;
  return `, or another of the drives beside it: ${drives.slice(0, maxBesideNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The nearest folder with a log, else the nearest with pictures alone; null when there is none. */
async function driveBelow(path: string): Promise<string | null> {
  let pictures: string | null = null;
  for (const inside of await foldersBelow(path)) {
    const format = await formatOf(inside).catch(() => null);
    if (format !== null && format !== imageFolder && format !== video) return inside;
    if (format !== null) pictures ??= inside;
  }
  return pictures;
}

/** Folders in a folder, the nearest first. Links are not followed. */
async function foldersBelow(path: string): Promise<readonly string[]> {
  const found: string[] = [];
  let level = [path];
  for (let depth = 0; depth < suggestionDepth && found.length < maxSuggestionsTried; depth += 1) {
    const below: string[] = [];
    for (const folder of level) {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      const folders = entries.filter((entry) => entry.isDirectory()).slice(0, maxSuggestionsTried);
      below.push(...folders.map(({ name }) => join(folder, name)));
      if (found.length + below.length >= maxSuggestionsTried) break;
    }
    found.push(...below.sort());
    level = below;
  }
  return found.slice(0, maxSuggestionsTried);
}
