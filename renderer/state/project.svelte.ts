import type { Journal, JournalKey, MissingMedia, OpenedProject, ProjectContents } from '../../shared/project.ts';
import { projectExtension } from '../../shared/project.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import { Autosave, type Unsaved } from './autosave.ts';
import { givenMapping, networkRequest } from './ask-again.ts';
import type { Comparison } from './comparison.svelte.ts';
import type { Dialogs } from './dialogs.svelte.ts';
import { driveFingerprint } from './drive-fingerprint.ts';
import type { Marks } from './marks.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { PlacePart } from './place-part.ts';
import type { Playback } from './playback.svelte.ts';
import { heldNetwork, substance } from './project-substance.ts';
import type { ProjectPart } from './project-part.ts';
import type { Session } from './session.svelte.ts';
import { timeAgo } from './time-ago.ts';
import type { Undo } from './undo.svelte.ts';
import type { View } from './view.svelte.ts';
import { fitted } from './zoom.ts';

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

/** What comes back with a drive that is opened outside a project; the rest is the window's. */
const ofTheDrive = ['marks', 'place', 'zoom'];

/** Long enough to read it and look around. */
const restoredLastsMs = 20_000;

/** What is open as one thing with a name: the project's file, what of it is unsaved, and what was kept without one. */
export class Project {
  /** Absolute; null: no project is open. */
  path = $state<string | null>(null);
  /** Whether there is more than the file holds. */
  unsaved = $state(false);
  /** Drives and networks of the project that are not where they were. */
  missing = $state.raw<readonly MissingMedia[]>([]);
  readonly name = $derived(
    this.path
      ?.split(/[\\/]/)
      .at(-1)
      ?.replace(/\.[^.]*$/, '') ?? null,
  );

  readonly #state: ProjectState;
  readonly #parts: ProjectPart[];
  readonly #autosave: Autosave;
  /** Of the file as it was read or written last. */
  #fingerprint: string | null = null;
  #saved = '';
  /** What the project says of drives and networks that are not open. */
  #held: ProjectContents | null = null;
  /** What the drive was when it was saved, until it has been compared. */
  #expected: ProjectContents['drive'] = null;
  /** What a project says is being opened: what is shown is not all of it. */
  #adopting: Promise<unknown> | null = null;
  /** Path of the drive that what is shown belongs to: its journal has been read. */
  #restoredDrive: string | null = null;

  constructor(state: ProjectState) {
    this.#state = state;
    this.#parts = [...state.parts];
    this.#autosave = new Autosave(state.api, state.notices, () => this.#toKeep());
    state.session.onDriveOpened = () => void this.#driveOpened();
  }

  /** Adds the state of a further part of the window. */
  join(part: ProjectPart): void {
    this.#parts.push(part);
  }

  /** Call in an effect: takes note of every change. While it plays, the frame is none. */
  observe(): void {
    const { playback, session, place } = this.#state;
    void [session.info, playback.frameCount, this.path];
    for (const part of this.#parts) if (part !== place || !playback.playing) part.take();
    queueMicrotask(() => {
      if (this.#adopting) return;
      place.settle();
      this.#compareDrive();
      this.#autosave.changed();
    });
  }

  /** What there is now is written: the page is going away, or something else is opened. */
  flush(leaving = false): Promise<void> {
    return this.#autosave.flush(leaving);
  }

  /** Opens a project: what is there of it at once, and asks for what is missing. @returns what keeps it from opening. */
  async open(path: string): Promise<SteerscopeError | null> {
    const { api, session, comparison } = this.#state;
    await this.flush();
    try {
      const opened = await api.project(path);
      await this.#whileAdopting(async () => {
        for (const entry of comparison.entries) comparison.remove(entry);
        await session.clear();
        this.path = opened.path;
        this.#fingerprint = opened.fingerprint;
        await this.#adopt(opened.journal?.contents ?? opened.contents, opened.missing);
        this.#add(opened.journal);
      });
      this.#tellOfJournal(opened);
      this.#compareDrive();
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
      this.unsaved = substance(this.contents()) !== this.#saved;
      this.#autosave.saved({ key: { kind: 'project', path: saved.path }, contents });
      return null;
    } catch (thrown) {
      return SteerscopeError.from(thrown);
    }
  }

  /** Something missing has been found at `to`; what has moved along with it is found, too. */
  async relink({ kind, path: from }: MissingMedia, to: string): Promise<SteerscopeError | null> {
    const { api } = this.#state;
    const others = this.missing.filter(({ path }) => path !== from).map(({ path }) => path);
    const moved = await api.relink({ from, to, others }).catch(() => []);
    const error = await this.#whileAdopting(async () => {
      const failure = await this.#reopen(kind, from, to);
      for (const move of failure ? [] : moved) {
        const media = this.missing.find(({ path }) => path === move.from);
        if (media) await this.#reopen(media.kind, move.from, move.to);
      }
      return failure;
    });
    this.observe();
    return error;
  }

  /** All of it as it is now, by absolute paths. */
  contents(): ProjectContents {
    const { session, comparison } = this.#state;
    const { drive, columns, info } = session;
    const held = this.#held;
    const isWhole = info?.driveReading !== 'first-frames';
    const main = networkRequest(info);
    const compared = comparison.entries.map((entry) => heldNetwork(networkRequest(entry.info) ?? entry.request));
    const absent = held?.networks.filter(({ path }) => this.missing.some((media) => media.path === path)) ?? [];
    return {
      drive:
        drive && columns
          ? {
              path: drive.path,
              mapping: givenMapping(drive),
              format: drive.format,
              frameCount: isWhole ? drive.frameCount : null,
              fingerprint: driveFingerprint(columns),
            }
          : (held?.drive ?? null),
      // The first is the main one when it opens again.
      networks: main ? [heldNetwork(main), ...compared, ...absent] : [...absent, ...compared],
      parts: Object.fromEntries(this.#parts.map((part) => [part.name, part.take()])),
    };
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
    const { place, undo, dialogs, marks } = this.#state;
    this.#held = contents;
    this.missing = missing;
    const isThere = (path: string): boolean => !this.missing.some((media) => media.path === path);
    const { drive, networks } = contents;
    if (drive && isThere(drive.path)) await this.#reopen('drive', drive.path, drive.path);
    const paths = networks.map((network) => network.path);
    for (const path of paths.filter((one, index) => paths.indexOf(one) === index))
      if (isThere(path)) await this.#reopen('network', path, path);
    marks.replace([]);
    place.forget();
    const unusable = this.#put(contents.parts);
    if (unusable.length > 0)
      this.#state.notices.warn(`Some of the project could not be used and was left out: ${someOf(unusable)}.`);
    undo.forget();
    this.#restoredDrive = drive?.path ?? null;
    if (this.missing.length > 0) dialogs.show('relink');
  }

  /** Opens a drive or network of the project, at its place or another. One that does not open counts as missing. */
  async #reopen(kind: MissingMedia['kind'], from: string, to: string): Promise<SteerscopeError | null> {
    const { session, place, comparison, undo } = this.#state;
    const held = this.#held;
    let error: SteerscopeError | null = null;
    if (kind === 'drive' && held?.drive) {
      const { mapping } = held.drive;
      error = await session.openDrive(to, mapping ? { mapping } : {});
      this.#expected = error ? null : held.drive;
      if (!error) this.#restoredDrive = session.drive?.path ?? null;
      place.settle();
      undo.forget();
    } else {
      for (const { path, ...how } of held?.networks ?? []) {
        if (path !== from) continue;
        error ??= await (session.model ? comparison.add({ modelPath: to, ...how }) : session.openNetwork(to, how));
      }
    }
    const isKnown = this.missing.some(({ path }) => path === from);
    if (!error) this.missing = this.missing.filter(({ path }) => path !== from);
    else if (!isKnown) this.missing = [...this.missing, { kind, path: from, candidates: [] }];
    return error;
  }

  /** @returns the names of the parts that could not be used. */
  #put(parts: ProjectContents['parts'], only?: readonly string[]): string[] {
    const known = this.#parts.filter(({ name }) => !only || only.includes(name));
    const spoilt = known.filter((part) => part.name in parts && !part.put(parts[part.name]));
    const unknown = only ? [] : Object.keys(parts).filter((name) => !known.some((part) => part.name === name));
    return [...spoilt.map(({ name }) => name), ...unknown];
  }

  /** What further windows kept at the same time. */
  #add(journal: Journal | null): void {
    for (const { contents } of journal?.others ?? [])
      for (const part of this.#parts) part.add?.(contents.parts[part.name]);
  }

  #tellOfJournal({ path, contents, journal }: OpenedProject): void {
    const { notices } = this.#state;
    this.#saved = substance(journal ? contents : this.contents());
    this.#autosave.settle(journal);
    if (!journal || [journal, ...journal.others].every((one) => substance(one.contents) === substance(contents)))
      return;
    notices.offer(`Changes that were not saved are back, from ${timeAgo(journal.at, Date.now())}.`, {
      label: 'Discard them',
      run: () => {
        void this.#autosave
          .discard({ kind: 'project', path })
          .then(() => this.open(path))
          .then((error) => error && notices.error(error));
      },
    });
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
    this.missing = [];
    this.#held = null;
    this.#expected = null;
    this.#restoredDrive = null;
    place.forget();
    marks.replace([]);
    undo.forget();
    const journal = await api.journal({ kind: 'drive', path }).catch(() => null);
    if (session.drive?.path !== path || this.path !== null) return;
    if (journal && marks.list.length === 0) {
      this.#put(journal.contents.parts, ofTheDrive);
      this.#add(journal);
      this.#expected = journal.contents.drive;
      undo.forget();
      this.#tellOfRestored(journal.at);
      this.#compareDrive();
    }
    this.#restoredDrive = path;
    this.#autosave.settle(journal);
  }

  #tellOfRestored(at: number): void {
    const { marks, playback, view, notices } = this.#state;
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

  /** Another drive in the old one's place is told of: marks may lie on other frames. */
  #compareDrive(): void {
    const { session, notices } = this.#state;
    const { drive, columns, info } = session;
    const expected = this.#expected;
    if (!expected || !drive || !columns || info?.driveReading === 'first-frames') return;
    this.#expected = null;
    const isOther = expected.fingerprint !== null && expected.fingerprint !== driveFingerprint(columns);
    const isShorter = expected.frameCount !== null && drive.frameCount < expected.frameCount;
    if (!isOther && !isShorter) return;
    const counts = isShorter ? ` It had ${expected.frameCount} frames, and has ${drive.frameCount} now.` : '';
    notices.warn(
      `This is another drive than the one that was bookmarked.${counts} ${drive.path}`,
      'Bookmarks may lie on other frames than they were set on.',
    );
  }

  /** What is to be kept now; looks whether it is more than the project's file holds. */
  #toKeep(): Unsaved {
    const { session } = this.#state;
    if (this.#adopting) return null;
    const contents = this.contents();
    this.unsaved = this.path !== null && substance(contents) !== this.#saved;
    const key: JournalKey | null =
      this.path !== null
        ? { kind: 'project', path: this.path }
        : session.drive && session.drive.path === this.#restoredDrive
          ? { kind: 'drive', path: session.drive.path }
          : null;
    return key && { key, contents };
  }
}

const maxNamed = 5;

/** The first of some names, and how many more there are. */
const someOf = (names: readonly string[]): string =>
  names.slice(0, maxNamed).join(', ') + (names.length > maxNamed ? ` and ${names.length - maxNamed} more` : '');
