import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Problem } from '../../shared/problem.ts';
import type { DriveRecords } from './drive-records.ts';
import type { Picture } from './pictures.ts';
import type { RowProblems } from './row-problems.ts';

/** Opening a drive waits no longer than this for the comparison. */
const budgetMs = 500;
/** So many files are compared between two looks at the abort signal. */
const filesPerTurn = 128;
/** A larger picture is no JPEG of a camera on a car; it counts as different from its neighbour. */
const maxComparedBytes = 8 * 1024 * 1024;
/** Most of a second in most recordings: a picture that stays for so many frames is no slow camera any more. */
const frozenFrames = 15;
/** Fewer frames that come twice than this share are not worth a word. */
const minRepeatedShare = 0.05;
const minRepeatedFrames = 20;

/** Frames `first` to `last` whose pictures are the same, byte for byte. */
interface Run {
  readonly first: number;
  readonly last: number;
}

/**
 * Reports pictures that are the same as their neighbours', of the default camera: long runs one by one, as a camera that
 * froze (or a simulator that stood still); short ones, as a camera slower than its log leaves them, by one problem.
 * Only neighbours of equal size are read, and only as long as the budget lasts.
 * @param frames the record of each, whose picture exists. @param sizes of their files, in bytes.
 */
export async function reportRepeatedPictures(
  records: DriveRecords,
  frames: Int32Array,
  sizes: Float64Array,
  rowProblems: RowProblems,
  signal?: AbortSignal,
): Promise<Problem[]> {
  const recordOf = (frame: number): number => frames[frame] ?? -1;
  const pictureOf = (frame: number): Picture | null => records.picture(recordOf(frame), 0);
  const { runs, compared } = await findRuns(pictureOf, sizes, signal);
  for (const { first, last } of runs.filter((run) => lengthOf(run) >= frozenFrames))
    for (let frame = first; frame <= last; frame += 1) {
      const record = recordOf(frame);
      const { file, line, named } = records.told(record);
      rowProblems.add({ code: 'camera-frozen', file, line, record, detail: named });
    }
  const short = runs.filter((run) => lengthOf(run) < frozenFrames);
  const count = short.reduce((sum, run) => sum + lengthOf(run), 0);
  const longest = short.reduce<Run | null>((best, run) => (best && lengthOf(best) >= lengthOf(run) ? best : run), null);
  if (longest === null || count < Math.max(minRepeatedFrames, minRepeatedShare * compared)) return [];
  const placeOf = ({ first, last }: Run): string => {
    const [start, end] = [records.told(recordOf(first)), records.told(recordOf(last))];
    return start.file === end.file
      ? rowProblems.placeOf(start.file, start.line, end.line)
      : rowProblems.placeOf(start.file, start.line, start.line);
  };
  const shortest = Math.min(...new Set(short.map(lengthOf)));
  const lengths = shortest === lengthOf(longest) ? String(shortest) : `${shortest} to ${lengthOf(longest)}`;
  const ofWhat = compared < frames.length ? `the first ${compared}` : String(frames.length);
  return [
    {
      severity: 'warning',
      code: 'pictures-repeated',
      message: `${count} of ${ofWhat} pictures are recorded more than once, ${lengths} times in a row, though the car's numbers go on: the camera was slower than the log, or pictures were pasted over lost ones. The longest run is ${placeOf(longest)}.`,
      place: placeOf(short[0] ?? longest),
      frame: (short[0] ?? longest).first,
    },
  ];
}

const lengthOf = ({ first, last }: Run): number => last - first + 1;

/** @returns the runs of two frames and more, and how many frames were looked at. */
async function findRuns(
  pictureOf: (frame: number) => Picture | null,
  sizes: Float64Array,
  signal?: AbortSignal,
): Promise<{ runs: readonly Run[]; compared: number }> {
  const endMs = performance.now() + budgetMs;
  const runs: Run[] = [];
  let first = 0;
  let filesRead = 0;
  let before: { readonly frame: number; readonly bytes: Buffer } | null = null;
  const close = (last: number): void => {
    if (last > first) runs.push({ first, last });
  };
  for (let frame = 1; frame < sizes.length; frame += 1) {
    const size = sizes[frame] ?? 0;
    const [one, other] = size === sizes[frame - 1] ? [pictureOf(frame - 1), pictureOf(frame)] : [null, null];
    let same = one !== null && other !== null && isSameFile(one, other);
    if (!same && one && other && size <= maxComparedBytes) {
      if (filesRead % filesPerTurn === 0) {
        await setImmediate();
        signal?.throwIfAborted();
        if (performance.now() > endMs) {
          close(frame - 1);
          return { runs, compared: frame };
        }
      }
      filesRead += 1;
      const reference: Buffer | null = before?.frame === frame - 1 ? before.bytes : read(one);
      const bytes = read(other);
      same = reference !== null && bytes?.equals(reference) === true;
      before = bytes === null ? null : { frame, bytes };
    }
    if (!same) {
      close(frame - 1);
      first = frame;
    }
  }
  close(sizes.length - 1);
  return { runs, compared: sizes.length };
}

const isSameFile = (one: Picture, other: Picture): boolean => one.name === other.name && one.folder === other.folder;

/** Null where the file vanished. Read synchronously: of small files, a fraction of what promises take. */
function read({ folder, name }: Picture): Buffer | null {
  try {
    return readFileSync(join(folder, name));
  } catch {
    return null;
  }
}
