import type { DriveColumns } from '../../shared/drive.ts';
import { haveSameTexts } from '../../shared/texts.ts';

type Frames = Pick<DriveColumns, 'image' | 'logRow' | 'timeSecs'>;

/**
 * Whether the frames of one reading of a drive are the first ones of a later reading: the same pictures of the same records at
 * the same times. A drive that is recorded anew often has the names of the one before.
 */
export function isContinued(before: Frames, after: Frames): boolean {
  const isSameRecord = (row: number, frame: number): boolean =>
    row === after.logRow[frame] && Object.is(before.timeSecs?.[frame], after.timeSecs?.[frame]);
  return before.logRow.every(isSameRecord) && haveSameTexts(before.image, after.image, before.logRow.length);
}
