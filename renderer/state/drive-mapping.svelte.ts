import type { SaveMappingRequest } from '../../shared/api.ts';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { DriveSurvey, SurveyField } from '../../shared/drive-survey.ts';
import type { MappingState } from '../../shared/drive.ts';
import { SteerscopeError, type ErrorCode } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import { withRole, type ColumnRole } from './column-roles.ts';
import type { Dock } from './dock.svelte.ts';
import { EditHistory } from './edit-history.svelte.ts';
import { mappingIssues, type FieldIssues } from './field-issues.ts';
import type { MappingTab } from './mapping-tabs.ts';
import type { Session } from './session.svelte.ts';

/** An edit is sent when the hand has rested so long. */
const restMs = 300;
/** What keeps a drive from opening until it is said what its columns mean. */
const explicable: readonly ErrorCode[] = ['not-a-drive', 'no-image-found', 'empty-drive', 'not-readable'];
const nothingWrong: FieldIssues = new Map();

/**
 * The editor of what the columns of a drive's log mean. Every edit opens the drive anew, of which the newest counts; what
 * cannot be opened stays in the editor alone, and the drive as it was.
 */
export class DriveMappingSetup {
  tab = $state<MappingTab>('columns');
  /** What the log holds; null before it has been looked into. */
  survey = $state.raw<DriveSurvey | null>(null);
  /** The log is being looked into, or the drive opened anew. */
  busy = $state(false);
  /** What the fields show; null without a survey. */
  draft = $state.raw<DriveMapping | null>(null);
  /** Why the log cannot be looked into, the newest edit cannot be opened, or not be saved. */
  error = $state.raw<SteerscopeError | null>(null);
  /** A log that is not recognised as a drive, though columns can be told apart in it; with the path that was asked for. */
  offered = $state.raw<{ readonly path: string; readonly survey: DriveSurvey } | null>(null);

  readonly #api: ApiClient;
  readonly #session: Session;
  readonly #dock: Dock;
  readonly #history = new EditHistory<DriveMapping>();
  /** What the product reads the drive by; null while it is not open. */
  #inUse = $state.raw<DriveMapping | null>(null);
  /** What is kept of the drive, or guessed; null where neither is so. */
  #kept = $state.raw<DriveMapping | null>(null);
  /** What was edited last. */
  #editedField = $state('');
  /** The drive's own format says what its columns mean, as long as no mapping does. */
  #isKnown = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | null = null;
  #looking = new AbortController();
  #offering = new AbortController();

  readonly fields: readonly SurveyField[] = $derived(this.survey?.fields ?? []);
  readonly issues: FieldIssues = $derived(this.draft ? mappingIssues(this.draft) : nothingWrong);
  /** What has to be said before anything can be opened; null when nothing. */
  readonly missing = $derived.by(() => {
    if (!this.survey || this.draft?.images || this.survey.kind === 'video-with-table') return null;
    return this.survey.kind === 'table'
      ? 'Choose the column that names the pictures: use it as Picture.'
      : 'Choose the topic with the pictures: use it as Picture.';
  });
  /** The drive that is open is the one that is explained here. */
  readonly isOpen = $derived.by(() => this.survey !== null && this.#session.drive?.path === this.survey.path);
  readonly source: MappingState['source'] = $derived.by(
    () => (this.isOpen ? this.#session.drive?.mapping?.source : this.survey?.state.source) ?? 'guessed',
  );
  /** Something is said that is kept nowhere. */
  readonly unsaved = $derived.by(() => this.draft !== null && !isSame(this.draft, this.#kept ?? {}));
  /** The drive is read by what its own format says; nothing has been said otherwise. */
  readonly isOfFormat = $derived.by(() => this.isOpen && !this.#session.drive?.mapping && !this.unsaved);
  /** What the fields show is what the drive is read by. */
  readonly isApplied = $derived(this.isOpen && this.draft === this.#inUse);
  /** The drive is still read by an older mapping. */
  readonly refused = $derived(this.error !== null && this.draft !== this.#inUse);
  /** The field that the error is about; empty when none is. */
  readonly errorField = $derived(this.refused ? this.#editedField : '');
  readonly table = $derived(this.draft?.table ?? this.#kept?.table ?? this.survey?.tables[0] ?? '');
  readonly canUndo = $derived(this.#history.canUndo);
  readonly canRedo = $derived(this.#history.canRedo);

  constructor(api: ApiClient, session: Session, dock: Dock) {
    this.#api = api;
    this.#session = session;
    this.#dock = dock;
  }

  get open(): boolean {
    return this.#dock.shown === 'drive-mapping';
  }

  set open(open: boolean) {
    if (open) this.show();
    else this.#close();
  }

  show(tab?: MappingTab): void {
    if (tab) this.tab = tab;
    this.#dock.shown = 'drive-mapping';
    if (this.offered) this.#start(this.offered.survey);
    else if (!this.survey && this.#session.drive) void this.#look(this.#session.drive.path);
  }

  /** Of a drive that could not be opened yet nothing is remembered where another one is open. */
  #close(): void {
    this.#dock.shown = null;
    if (this.#session.drive && !this.isOpen) this.forget();
  }

  /** The drive at `path` was refused: its columns can be explained where it has some. Null: nothing was. */
  async offer(path: string | null, error: SteerscopeError | null): Promise<void> {
    this.#offering.abort();
    const { signal } = (this.#offering = new AbortController());
    this.offered = null;
    if (path === null || !error || !explicable.includes(error.code)) return;
    const survey = await this.#api.driveSurvey(path, undefined, signal).catch(() => null);
    if (survey && survey.fields.length > 0 && !signal.aborted) this.offered = { path, survey };
  }

  edit(next: DriveMapping, field: string): void {
    if (!this.draft) return;
    this.#history.record(this.draft, field);
    this.#want(next, field);
  }

  use(field: SurveyField, role: ColumnRole): void {
    if (!this.draft) return;
    const next = withRole(this.draft, this.fields, field, role);
    if (next !== this.draft) this.edit(next, field.name);
  }

  /** Takes another table of the folder, with what is guessed of its columns. */
  async chooseTable(table: string): Promise<void> {
    if (!this.survey || !this.draft || table === this.table) return;
    const before = this.draft;
    if (!(await this.#look(this.survey.path, table))) return;
    this.#history.record(before);
    this.#want({ ...this.survey.mapping, table }, 'table');
  }

  undo(): void {
    const before = this.draft && this.#history.undo(this.draft);
    if (before) this.#want(before);
  }

  redo(): void {
    const after = this.draft && this.#history.redo(this.draft);
    if (after) this.#want(after);
  }

  /** Back to what the drive is read by, where the newest edits cannot be opened. */
  takeBack(): void {
    if (this.#inUse) this.edit(this.#inUse, '');
  }

  /** Back to what is kept of the drive, or to the guess. */
  revert(): void {
    if (this.draft) this.edit(this.#kept ?? {}, '');
  }

  /** @returns whether it was saved; `error` says why not, `file-changed` that another one is there. */
  async save(where: SaveMappingRequest['where'], overwrite = false): Promise<boolean> {
    clearTimeout(this.#timer);
    await this.#send();
    const { info } = this.#session;
    if (!info || !this.isOpen || !this.draft || this.draft !== this.#inUse) return false;
    // A guess that is right is said in so many words, so that it can be kept.
    this.error = info.drive?.mapping?.mapping
      ? null
      : await this.#session.remapDrive(info.drive?.path ?? '', this.draft);
    if (this.error) return false;
    try {
      this.#session.info = await this.#api.saveMapping(info.id, where, overwrite);
      this.#kept = this.draft;
      return true;
    } catch (thrown) {
      this.error = SteerscopeError.from(thrown);
      return false;
    }
  }

  /** Another drive is open. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#looking.abort();
    this.survey = this.draft = this.#inUse = this.#kept = this.error = this.offered = null;
    this.#history.clear();
  }

  /** Another drive is open; it is looked into where that is on the screen. */
  driveOpened(): void {
    this.forget();
    this.lookIfShown();
  }

  /** For a drive that comes while the panel waits for one. */
  lookIfShown(): void {
    if (this.open && !this.survey && !this.busy) this.show();
  }

  /** @returns whether it could be looked into. */
  async #look(path: string, table?: string): Promise<boolean> {
    this.busy = true;
    this.error = null;
    try {
      const survey = await this.#ask(path, table);
      if (table === undefined) this.#start(survey);
      else this.survey = survey;
      return true;
    } catch (thrown) {
      const error = SteerscopeError.from(thrown);
      if (error.code !== 'cancelled') this.error = error;
      return false;
    } finally {
      this.busy = false;
    }
  }

  #ask(path: string, table?: string): Promise<DriveSurvey> {
    this.#looking.abort();
    this.#looking = new AbortController();
    return this.#api.driveSurvey(path, table, this.#looking.signal);
  }

  #start(survey: DriveSurvey): void {
    if (this.survey === survey) return;
    const drive = this.#session.drive?.path === survey.path ? this.#session.drive : null;
    const given = drive?.mapping ?? null;
    this.#isKnown = drive !== null && (given === null || (given.mapping !== null && isAlignmentAlone(given.mapping)));
    this.#history.clear();
    this.error = null;
    this.survey = survey;
    this.#kept = survey.mapping;
    this.#inUse = given?.source === 'given' ? { ...survey.mapping, ...given.mapping } : survey.mapping;
    this.draft = this.#inUse ?? {};
  }

  #want(next: DriveMapping, field = ''): void {
    const tableBefore = this.table;
    this.draft = next;
    this.#editedField = field;
    if (!this.#isToSend()) this.error = null;
    if (this.survey && this.table !== tableBefore && field !== 'table') void this.#look(this.survey.path, this.table);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), restMs);
  }

  /** Sends the newest edit, and again while there is a newer one. */
  #send(): Promise<void> {
    return (this.#sending ??= this.#sendNewest().finally(() => (this.#sending = null)));
  }

  async #sendNewest(): Promise<void> {
    let refused: DriveMapping | null = null;
    while (this.survey && this.#isToSend() && this.draft !== refused) {
      const [sent, { path }]: [DriveMapping, DriveSurvey] = [this.draft ?? {}, this.survey];
      this.busy = true;
      const isKept = this.#kept !== null && isSame(sent, this.#kept);
      const error = await this.#session.remapDrive(path, isKept ? null : this.#inShort(sent));
      this.busy = false;
      if (sent !== this.draft || this.survey.path !== path) continue;
      this.error = error;
      if (error) refused = sent;
      else this.#inUse = sent;
    }
  }

  /** Where only the alignment was edited, a drive that says by itself what its columns mean goes on being read so. */
  #inShort({ alignment, ...meanings }: DriveMapping): DriveMapping {
    const { alignment: _, ...kept } = this.#kept ?? {};
    const isShort = this.#isKnown && isSame(meanings, kept);
    return { ...(!isShort && meanings), ...(alignment && { alignment }) };
  }

  #isToSend(): boolean {
    return this.draft !== this.#inUse && this.missing === null && this.issues.size === 0;
  }
}

const isAlignmentAlone = (mapping: DriveMapping): boolean => Object.keys(mapping).every((key) => key === 'alignment');

/** Whatever the order of their names. */
const isSame = (one: DriveMapping, other: DriveMapping): boolean => inOrder(one) === inOrder(other);

const inOrder = (mapping: DriveMapping): string =>
  JSON.stringify(mapping, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
