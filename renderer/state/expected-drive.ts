import type { ProjectContents } from '../../shared/project.ts';
import { driveFingerprint } from './drive-fingerprint.ts';
import type { Notices } from './notices.svelte.ts';
import type { Session } from './session.svelte.ts';

/** What a drive was when it was kept. Another one in its place is told of once: marks may lie on other frames. */
export class ExpectedDrive {
  readonly #session: Session;
  readonly #notices: Notices;
  /** Until it has been compared. */
  #expected: ProjectContents['drive'] = null;

  constructor(session: Session, notices: Notices) {
    this.#session = session;
    this.#notices = notices;
  }

  /** @param drive null: nothing is known of it. */
  expect(drive: ProjectContents['drive']): void {
    this.#expected = drive;
  }

  /** Compares with the drive that is open, once it is read to its end. */
  compare(): void {
    const { drive, columns, info } = this.#session;
    const expected = this.#expected;
    if (!expected || !drive || !columns || info?.driveReading === 'first-frames') return;
    this.#expected = null;
    const isOther = expected.fingerprint !== null && expected.fingerprint !== driveFingerprint(columns);
    const isShorter = expected.frameCount !== null && drive.frameCount < expected.frameCount;
    if (!isOther && !isShorter) return;
    const counts = isShorter ? ` It had ${expected.frameCount} frames, and has ${drive.frameCount} now.` : '';
    this.#notices.warn(
      `This is another drive than the one that was bookmarked.${counts} ${drive.path}`,
      'Bookmarks may lie on other frames than they were set on.',
    );
  }
}
