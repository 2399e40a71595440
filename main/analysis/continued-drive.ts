import type { DriveColumns } from '../../shared/drive.ts';

/** Whether the frames of one reading of a drive are the first ones of a later reading: the same pictures of the same records. */
export function isContinued(
  before: Pick<DriveColumns, 'image' | 'logRow'>,
  after: Pick<DriveColumns, 'image' | 'logRow'>,
): boolean {
  return before.image.every(
    (name, frame) => name === after.image[frame] && before.logRow[frame] === after.logRow[frame],
  );
}
