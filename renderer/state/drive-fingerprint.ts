import type { DriveColumns } from '../../shared/drive.ts';
import { textAt } from '../../shared/texts.ts';

/** Enough to tell drives apart, and the same while a drive goes on growing. */
const firstFrames = 64;

/** Of the first frames' pictures and rows in the log (FNV-1a), to notice another drive where one was. */
export function driveFingerprint({ image, logRow }: Pick<DriveColumns, 'image' | 'logRow'>): string {
  const count = Math.min(firstFrames, logRow.length);
  const rows = Array.from({ length: count }, (_, frame) => `${textAt(image, frame)} ${logRow[frame] ?? 0}`);
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(rows.join('\n'))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
