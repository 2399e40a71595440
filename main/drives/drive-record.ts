import type { Picture } from './pictures.ts';

/** One readable record of a log. */
export interface DriveRecord {
  /** The log file and the line in it (from 1), for messages. */
  readonly file: string;
  readonly line: number;
  /** The number a person would cite; see DriveColumns.logRow. */
  readonly logRow: number;
  /** Milliseconds on any clock, whole in most logs, so that differences are exact; NaN when missing. */
  readonly timeMs: number;
  /** NaN when missing. */
  readonly steering: number;
  /** Values in the order of `DriveLog.columns`; NaN when missing. */
  readonly numbers: readonly number[];
  /** The stretch of recording that it belongs to, where the log names it. */
  readonly session?: string | undefined;
  /** The default camera's picture as the log names it, for messages. */
  readonly named: string;
  /** One per camera, the default first; null where none was found. */
  readonly pictures: readonly (Picture | null)[];
}
