import type { DriveColumns } from '../../shared/drive.ts';

type Frames = Pick<DriveColumns, 'image' | 'logRow' | 'timeSecs'>;

/**
 * Whether the frames of one reading of a drive are the first ones of a later reading: the same pictures of the same records at
 * the same times. A drive that is recorded anew often has the names of the one before.
 */
export function isContinued(before: Frames, after: Frames): boolean {
  return before.image.every(
    (name, frame) =>
      name === after.image[frame] &&
      before.logRow[frame] === after.logRow[frame] &&
      Object.is(before.timeSecs?.[frame], after.timeSecs?.[frame]),
  );
}
