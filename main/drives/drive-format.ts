import type { Drive } from '../../shared/drive.ts';

/** Options every reader honours. */
export interface OpenDriveOptions {
  readonly signal?: AbortSignal;
}

/** A reader of one log format: recognises by content, then opens. Read-only on the drive. */
export interface DriveFormat {
  readonly id: string;
  readonly name: string;
  /** Whether `path` (a folder or a file) is of this format; looks at names and a few bytes only. */
  match(path: string): Promise<boolean>;
  /** @throws SteerscopeError `empty-drive`, `no-image-found`, `not-readable`; damage in part is `info.problems`. */
  open(path: string, options?: OpenDriveOptions): Promise<Drive>;
}
