import type { DriveMapping } from './drive-mapping.ts';
import type { MappingState } from './drive.ts';

/** Something in a log that a mapping can name: a column of a table, a topic or a number in a topic's messages. */
export interface SurveyField {
  /** As a mapping names it. */
  readonly name: string;
  /** What most of it holds. `pictures`: names of pictures that are there, or messages that are pictures. */
  readonly kind: 'numbers' | 'dates' | 'pictures' | 'text' | 'empty';
  /** The first values as written, a few. */
  readonly samples: readonly string[];
  /** Numbers spread evenly over what was looked at; null for a missing one. Empty unless `kind` is `numbers`. */
  readonly sparkline: readonly (number | null)[];
  /** Over what was looked at; null without a number. */
  readonly min: number | null;
  readonly max: number | null;
}

/** What a log holds and what it is taken for: all that is needed to map it by hand. */
export interface DriveSurvey {
  /** Absolute path of the folder or file asked about. */
  readonly path: string;
  readonly kind: 'table' | 'video-with-table' | 'recording';
  /** Tables that can be chosen between, by name; one or none outside a folder with several. */
  readonly tables: readonly string[];
  /** At most 512. */
  readonly fields: readonly SurveyField[];
  /** Rows or seconds looked at, in words: `the first 2000 rows`. */
  readonly lookedAt: string;
  /** In use, with all that was guessed written out; null where no guess could be made. */
  readonly mapping: DriveMapping | null;
  readonly state: MappingState;
}
