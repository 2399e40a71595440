import type { DriveColumns, DriveInfo } from '../../shared/drive.ts';
import { haveSameTexts } from '../../shared/texts.ts';

/** A drive as the page holds it; null while none is open. */
interface OpenDrive {
  readonly info: DriveInfo | null;
  readonly columns: DriveColumns | null;
}

/** Whether frame numbers go on to mean something. */
export const isSameDrive = (before: DriveInfo | null, now: DriveInfo | null): boolean =>
  before !== null && before.path === now?.path && before.frameCount === now.frameCount;

/** Whether every frame of the default camera is the picture that it was. */
export function hasSamePictures(before: OpenDrive, now: OpenDrive): boolean {
  if (!isSameDrive(before.info, now.info) || before.info?.format !== now.info?.format) return false;
  if (!before.columns || !now.columns) return false;
  return haveSameTexts(before.columns.image, now.columns.image, before.columns.image.ends.length);
}
