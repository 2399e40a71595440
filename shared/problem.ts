/** How much a problem takes from the user: `info` nothing, `warning` some of the data is doubtful, `error` some of it is lost. */
export type ProblemSeverity = 'info' | 'warning' | 'error';

/** Partial damage reported as data: the drive or network opens, and this is what is wrong with it. */
export interface Problem {
  readonly severity: ProblemSeverity;
  /** Stable, kebab-case, for tests and filters: `image-missing`, `row-torn`. */
  readonly code: string;
  /** One sentence: what is wrong and, where there is something to do, what to do. Paths last. */
  readonly message: string;
  /** Where a person would look: `driving_log.csv line 12`. Null when it concerns the whole. */
  readonly place: string | null;
  /** The frame to jump to, or null when no frame belongs to it. */
  readonly frame: number | null;
}
