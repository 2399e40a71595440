import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { DriveData } from './drive-data.ts';

/** Options every reader honours. */
export interface OpenDriveOptions {
  readonly signal?: AbortSignal;
  /** What the columns of the log mean, instead of the mapping beside it. */
  readonly mapping?: DriveMapping;
  /** Read no more than so many records, for a first look. @default maxRecords */
  readonly recordLimit?: number;
}

/** A reader of one log format: recognises by content, then opens. Read-only on the drive. */
export interface DriveFormat {
  readonly id: string;
  readonly name: string;
  /** Whether `path` (a folder or a file) is of this format; looks at names and a few bytes only. */
  match(path: string): Promise<boolean>;
  /** @throws SteerscopeError `empty-drive`, `no-image-found`, `not-readable`; damage in part is `info.problems`. */
  open(path: string, options?: OpenDriveOptions): Promise<DriveData>;
}
