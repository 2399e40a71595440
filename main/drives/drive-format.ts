import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { DriveData } from './drive-data.ts';

/** Options every reader honours. */
export interface OpenDriveOptions {
  readonly signal?: AbortSignal | undefined;
  /** What the columns of the log mean, instead of the mapping beside it. */
  readonly mapping?: DriveMapping;
  /** Read no more than about so many records, for a first look, where less than all is quicker. */
  readonly recordLimit?: number;
  /** Called where `recordLimit` left something out. */
  readonly onCut?: () => void;
  /** Whether it was called. */
  readonly isCut?: () => boolean;
  /** The drive is still being recorded: what is half written at its end is not there yet, and no damage. */
  readonly growing?: boolean;
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
