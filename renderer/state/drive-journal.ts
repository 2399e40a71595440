import type { JournalKey, WindowJournal } from '../../shared/project.ts';
import type { ExpectedDrive } from './expected-drive.ts';
import type { Marks } from './marks.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { Playback } from './playback.svelte.ts';
import type { Session } from './session.svelte.ts';
import { timeAgo } from './time-ago.ts';
import type { Undo } from './undo.svelte.ts';
import type { View } from './view.svelte.ts';
import type { WindowParts } from './window-parts.ts';
import { fitted } from './zoom.ts';

/** What comes back with a drive; the rest is the window's. */
const ofTheDrive = ['marks', 'place', 'zoom'];

/** Long enough to read it and look around. */
const restoredLastsMs = 20_000;

interface Shown {
  readonly session: Session;
  readonly playback: Playback;
  readonly marks: Marks;
  readonly view: View;
  readonly undo: Undo;
  readonly notices: Notices;
}

/** What is kept of a drive that is open outside a project. */
export class DriveJournal {
  readonly #shown: Shown;
  readonly #parts: WindowParts;
  readonly #expectedDrive: ExpectedDrive;
  /** Path of the drive that what is shown belongs to: its journal has been read. */
  #restored: string | null = null;

  constructor(shown: Shown, parts: WindowParts, expectedDrive: ExpectedDrive) {
    this.#shown = shown;
    this.#parts = parts;
    this.#expectedDrive = expectedDrive;
  }

  /** Null while what is shown does not belong to the open drive. */
  get key(): JournalKey | null {
    const { drive } = this.#shown.session;
    return drive && drive.path === this.#restored ? { kind: 'drive', path: drive.path } : null;
  }

  /** Another drive is open; what is shown belongs to it once its journal is restored. */
  forget(): void {
    this.#restored = null;
  }

  /** Brings back what was kept of the drive that is open, unless the user has begun anew. @param journals the newest first. */
  restore(path: string, [journal, ...others]: readonly WindowJournal[]): void {
    const { marks, undo } = this.#shown;
    if (journal && marks.list.length === 0) {
      this.#parts.put(journal.contents.parts, ofTheDrive);
      this.#parts.add(others);
      this.#expectedDrive.expect(journal.contents.drive);
      undo.forget();
      this.#tell(journal.at);
      this.#expectedDrive.compare();
    }
    this.#restored = path;
  }

  #tell(at: number): void {
    const { marks, playback, view, notices } = this.#shown;
    const count = marks.list.length;
    const what = [
      count > 0 ? `${count} ${count === 1 ? 'bookmark' : 'bookmarks'}` : '',
      playback.hasRange ? 'the marked range' : '',
    ].filter(Boolean);
    if (what.length === 0 && playback.frame === 0) return;
    const place = what.length > 0 ? what.join(' and ') : `frame ${playback.frame}`;
    const startFresh = {
      label: 'Start fresh',
      run: () => {
        marks.replace([]);
        playback.clearRange();
        playback.seek(0);
        view.zoom = fitted;
      },
    };
    notices.offer(`Restored from ${timeAgo(at, Date.now())}: ${place}.`, startFresh, restoredLastsMs);
  }
}
