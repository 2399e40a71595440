/** A part of the window whose state is kept in projects and journals. */
export interface ProjectPart {
  /** What it is called in the file; never changes. */
  readonly name: string;
  /** Its state as plain data, that JSON can hold; what is reactive in it is noticed when it changes. */
  take(): unknown;
  /**
   * Takes up what was kept, by any version, or written by a stranger.
   * @returns false when it is unusable: then it is left out, and the rest goes on.
   */
  put(held: unknown): boolean;
  /** Takes up besides what another window kept at the same time. */
  add?(held: unknown): void;
}
