import type { Problem } from '../../shared/problem.ts';
import type { MissingMedia, ProjectContents } from '../../shared/project.ts';
import { projectExtension } from '../../shared/project.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { Turns } from '../../shared/turns.ts';
import type { ApiClient } from '../api.ts';
import { Autosave, type Unsaved } from './autosave.ts';
import type { Comparison } from './comparison.svelte.ts';
import type { Dialogs } from './dialogs.svelte.ts';
import { DriveJournal } from './drive-journal.ts';
import { ExpectedDrive } from './expected-drive.ts';
import { keptChanges } from './kept-changes.ts';
import type { Marks } from './marks.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { PlacePart } from './place-part.ts';
import type { Playback } from './playback.svelte.ts';
import { ProjectMedia } from './project-media.svelte.ts';
import { substance } from './project-substance.ts';
import type { ProjectPart } from './project-part.ts';
import type { Session } from './session.svelte.ts';
import { tellOfChanges } from './tell-of-changes.ts';
import type { Undo } from './undo.svelte.ts';
import type { View } from './view.svelte.ts';
import { WindowParts } from './window-parts.ts';

interface ProjectState {
  readonly api: ApiClient;
  readonly session: Session;
  readonly playback: Playback;
  readonly marks: Marks;
  readonly view: View;
  readonly comparison: Comparison;
  readonly undo: Undo;
  readonly notices: Notices;
  readonly dialogs: Dialogs;
  readonly place: PlacePart;
  /** All that is kept, `place` among it. */
  readonly parts: readonly ProjectPart[];
}

/** What is open as one thing with a name: the project's file, what of it is unsaved, and what was kept without one. */
export class Project {
  /** Absolute; null: no project is open. */
  path = $state<string | null>(null);
  /** Whether there is more than the file holds. */
  unsaved = $state(false);
  readonly name = $derived(
    this.path
      ?.split(/[\\/]/)
      .at(-1)
      ?.replace(/\.[^.]*$/, '') ?? null,
  );

  readonly #state: ProjectState;
  readonly #parts: WindowParts;
  readonly #expectedDrive: ExpectedDrive;
  readonly #media: ProjectMedia;
  readonly #driveJournal: DriveJournal;
  readonly #autosave: Autosave;
  /** What the file holds and this version does not know. */
  #setBack = $state.raw<readonly Problem[]>([]);
  /** Of the file as it was read or written last. */
  #fingerprint: string | null = null;
  #saved = '';
  /** One is opened at a time: what two say must not be mixed. */
  readonly #turns = new Turns();
  /** What a project says is being opened: what is shown is not all of it. */
  #adopting: Promise<unknown> | null = null;

  constructor(state: ProjectState) {
    const { session, notices } = state;
    this.#state = state;
    this.#parts = new WindowParts(state.parts);
    this.#expectedDrive = new ExpectedDrive(session, notices);
    this.#media = new ProjectMedia({ ...state, expectedDrive: this.#expectedDrive });
    this.#driveJournal = new DriveJournal(state, this.#parts, this.#expectedDrive);
    this.#autosave = new Autosave(state.api, notices, () => this.#toKeep());
    session.onDriveOpened = () => void this.#driveOpened();
  }

  /** Drives and networks of the project that are not where they were. */
  get missing(): readonly MissingMedia[] {
    return this.#media.missing;
  }

  /** What of it is not as it was saved. */
  get problems(): readonly Problem[] {
    return [...this.#setBack, ...this.#media.problems];
  }

  /** Call in an effect: takes note of every change. While it plays, the frame is none. */
  observe(): void {
    const { playback, session, place } = this.#state;
    void [session.info, playback.frameCount, this.path];
    this.#parts.notice(playback.playing ? place : null);
    queueMicrotask(() => {
      if (this.#adopting) return;
      place.settle();
      this.#expectedDrive.compare();
      this.#autosave.changed();
    });
  }

  /** What there is now is written: the page is going away, or something else is opened. */
  flush(leaving = false): Promise<void> {
    return this.#autosave.flush(leaving);
  }

  /** Opens a project: what is there of it at once, and asks for what is missing. @returns what keeps it from opening. */
  open(path: string): Promise<SteerscopeError | null> {
    return this.#turns.run(() => this.#open(path, false));
  }

  /** @param broughtBack with the changes that the file was saved without. */
  async #open(path: string, broughtBack: boolean): Promise<SteerscopeError | null> {
    const { api, session, comparison, notices } = this.#state;
    await this.flush();
    try {
      const opened = await api.project(path);
      const kept = keptChanges(opened, broughtBack);
      await this.#whileAdopting(async () => {
        for (const entry of comparison.entries) comparison.remove(entry);
        await session.clear();
        this.path = opened.path;
        this.#fingerprint = opened.fingerprint;
        const { base, problems, missing } = kept;
        await this.#adopt(base.contents, missing);
        this.#setBack = problems;
        const [first, ...more] = problems;
        if (first) notices.warn(first.message, more.length > 0 ? `${more.length} more under Problems.` : '');
        this.#saved = substance(base === opened ? this.contents() : opened.contents);
        this.#parts.add(kept.added);
      });
      this.#autosave.settle(kept.journals);
      tellOfChanges(notices, opened, kept, {
        discard: () => void this.#discard(opened.path),
        bringBack: () => void this.#bringBack(opened.path),
      });
      this.#expectedDrive.compare();
      return null;
    } catch (thrown) {
      return SteerscopeError.from(thrown);
    }
  }

  /** @returns what keeps it from being saved. @param overwrite also another file than the one that was read. */
  async save(path: string, overwrite: boolean): Promise<SteerscopeError | null> {
    const { api } = this.#state;
    const whole = path.toLowerCase().endsWith(`.${projectExtension}`) ? path : `${path}.${projectExtension}`;
    await this.#adopting?.catch(() => undefined);
    const contents = this.contents();
    try {
      const seen = whole === this.path ? this.#fingerprint : null;
      const request = { path: whole, contents, seen, overwrite: overwrite && whole === path };
      const saved = await api.saveProject({ ...request, ...this.#autosave.from });
      this.path = saved.path;
      this.#fingerprint = saved.fingerprint;
      this.#saved = substance(contents);
      this.#setBack = [];
      this.unsaved = substance(this.contents()) !== this.#saved;
      this.#autosave.saved({
        ...{ key: { kind: 'project', path: saved.path }, contents },
        ...{ seen: saved.fingerprint, unsaved: false },
      });
      return null;
    } catch (thrown) {
      return SteerscopeError.from(thrown);
    }
  }

  /** Something missing has been found at `to`; what has moved along with it is found, too. */
  async relink(media: MissingMedia, to: string): Promise<SteerscopeError | null> {
    const error = await this.#turns.run(() => this.#whileAdopting(() => this.#media.relink(media, to)));
    this.observe();
    return error;
  }

  /** All of it as it is now, by absolute paths. */
  contents(): ProjectContents {
    return { ...this.#media.contents(), parts: this.#parts.take() };
  }

  async #whileAdopting<Result>(work: () => Promise<Result>): Promise<Result> {
    const adopting = work();
    this.#adopting = adopting;
    try {
      return await adopting;
    } finally {
      this.#adopting = null;
    }
  }

  /** Opens what the project says and takes up its parts. */
  async #adopt(contents: ProjectContents, missing: readonly MissingMedia[]): Promise<void> {
    const { place, undo, dialogs, marks, notices } = this.#state;
    await this.#media.open(contents, missing);
    marks.replace([]);
    place.forget();
    const unusable = this.#parts.put(contents.parts);
    if (unusable.length > 0)
      notices.warn(`Some of the project could not be used and was left out: ${someOf(unusable)}.`);
    undo.forget();
    if (this.missing.length > 0) dialogs.show('relink');
  }

  /** Lets go of what was not saved. */
  async #discard(path: string): Promise<void> {
    await this.#autosave.discard({ kind: 'project', path }).catch(() => undefined);
    const error = await this.open(path);
    if (error) this.#state.notices.error(error);
  }

  /** Takes up what another window did not save, unless what this one did not save would be lost. */
  async #bringBack(path: string): Promise<void> {
    const { notices } = this.#state;
    if (this.path === path && this.unsaved)
      return notices.offer('What you have changed since is not saved either: save it first.', {
        label: 'Bring the others back',
        run: () => void this.#bringBack(path),
      });
    const error = await this.#turns.run(() => this.#open(path, true));
    if (error) notices.error(error);
  }

  /** Outside a project: another drive, with what was kept of it. */
  async #driveOpened(): Promise<void> {
    const { session, marks, undo, place, api, notices } = this.#state;
    const path = session.drive?.path;
    if (this.#adopting || path === undefined) return;
    if (this.unsaved && this.name !== null)
      notices.info(`What was not saved of ${this.name} is kept, and comes back when it is opened again.`);
    this.path = null;
    this.unsaved = false;
    this.#setBack = [];
    this.#media.forget();
    this.#expectedDrive.expect(null);
    this.#driveJournal.forget();
    place.forget();
    marks.replace([]);
    undo.forget();
    const journals = await api.journals({ kind: 'drive', path }).catch(() => []);
    if (session.drive?.path !== path || this.path !== null) return;
    this.#driveJournal.restore(path, journals);
    this.#autosave.settle(journals);
  }

  /** What is to be kept now; looks whether it is more than the project's file holds. */
  #toKeep(): Unsaved {
    if (this.#adopting) return null;
    const contents = this.contents();
    this.unsaved = this.path !== null && substance(contents) !== this.#saved;
    if (this.path !== null)
      return { key: { kind: 'project', path: this.path }, contents, seen: this.#fingerprint, unsaved: this.unsaved };
    const { key } = this.#driveJournal;
    return key && { key, contents, seen: null, unsaved: true };
  }
}

const maxNamed = 5;

/** The first of some names, and how many more there are. */
const someOf = (names: readonly string[]): string =>
  names.slice(0, maxNamed).join(', ') + (names.length > maxNamed ? ` and ${names.length - maxNamed} more` : '');
