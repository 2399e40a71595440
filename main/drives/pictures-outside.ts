import { isAbsolute } from 'node:path';
import type { Problem } from '../../shared/problem.ts';

/**
 * Says that a log names pictures outside of its folder: logs of the simulator do, where only the log was moved, but a
 * stranger's has no reason to. @param images as `DriveColumns.image`: those are absolute.
 */
export function picturesOutside(images: readonly string[]): Problem[] {
  const frame = images.findIndex((image) => isAbsolute(image));
  if (frame < 0) return [];
  const count = images.filter((image) => isAbsolute(image)).length;
  return [
    {
      severity: 'info',
      code: 'pictures-outside',
      message: `${count} pictures lie outside of the drive's folder, where its log names them, the first: ${images[frame] ?? ''}`,
      place: null,
      frame,
    },
  ];
}
