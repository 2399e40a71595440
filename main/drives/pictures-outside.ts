import { isAbsolute } from 'node:path';
import type { Problem } from '../../shared/problem.ts';
import { textAt, type Texts } from '../../shared/texts.ts';

/**
 * Says that a log names pictures outside of its folder: logs of the simulator do, where only the log was moved, but a
 * stranger's has no reason to. @param images as `DriveColumns.image`: those are absolute.
 */
export function picturesOutside(images: Texts): Problem[] {
  const outside = images.prefixes.map((prefix) => Number(isAbsolute(prefix)));
  const frame = images.prefixOf.findIndex((prefix) => outside[prefix] === 1);
  if (frame < 0) return [];
  const count = images.prefixOf.reduce((sum, prefix) => sum + outside[prefix]!, 0);
  return [
    {
      severity: 'info',
      code: 'pictures-outside',
      message: `${count} pictures lie outside of the drive's folder, where its log names them, the first: ${textAt(images, frame)}`,
      place: null,
      frame,
    },
  ];
}
