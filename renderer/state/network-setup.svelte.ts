import type { SessionInfo } from '../../shared/session.ts';
import type { Preprocessing, PreprocessingStep } from '../../shared/preprocessing.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import type { Dock } from './dock.svelte.ts';
import { EditHistory } from './edit-history.svelte.ts';
import { fieldIssues, type FieldIssues } from './field-issues.ts';
import { FitSearch } from './fit-search.svelte.ts';
import type { Session } from './session.svelte.ts';
import type { SetupTab } from './setup-tabs.ts';

/** An edit is sent when the hand has rested so long. */
const restMs = 120;
const nothingWrong: FieldIssues = new Map();

/**
 * The editor of what is said of a network: its preprocessing, how its steering is read, what its other inputs are fed
 * with. Every edit goes to the product, of which the newest counts; what the product refuses stays in the editor alone.
 */
export class NetworkSetup {
  tab = $state<SetupTab>('steps');
  /** An edit is on its way. */
  busy = $state(false);
  /** Why the newest edit, or saving, was refused. */
  error = $state.raw<SteerscopeError | null>(null);
  readonly fit: FitSearch;

  readonly #api: ApiClient;
  readonly #session: Session;
  readonly #dock: Dock;
  readonly #history = new EditHistory<Preprocessing>();
  /** What is edited and not yet what the product uses. */
  #edited = $state.raw<Preprocessing | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | null = null;

  /** What the fields show; null without a network. */
  readonly draft: Preprocessing | null = $derived.by(() =>
    this.#session.model ? (this.#edited ?? this.#session.info?.preprocessing ?? null) : null,
  );
  readonly issues: FieldIssues = $derived(this.#edited ? fieldIssues(this.#edited) : nothingWrong);
  /** Something is said of the network that its file does not hold. */
  readonly unsaved = $derived.by(
    () => this.draft !== null && (this.#edited !== null || this.#session.info?.preprocessingSource === 'given'),
  );
  /** The product uses an older one, since the newest edit makes no input for the network. */
  readonly refused = $derived(this.#edited !== null && this.error !== null);
  readonly canUndo = $derived(this.#history.canUndo);
  readonly canRedo = $derived(this.#history.canRedo);

  constructor(api: ApiClient, session: Session, dock: Dock) {
    this.#api = api;
    this.#session = session;
    this.#dock = dock;
    this.fit = new FitSearch(api);
  }

  get open(): boolean {
    return this.#dock.shown === 'network-setup';
  }

  set open(open: boolean) {
    this.#dock.shown = open ? 'network-setup' : null;
  }

  show(tab?: SetupTab): void {
    this.open = true;
    if (tab) this.tab = tab;
  }

  /** Another preprocessing. @param field edits of one field in quick succession are undone together. */
  edit(next: Preprocessing, field = ''): void {
    if (!this.draft) return;
    this.#history.record(this.draft, field);
    this.#want(next);
  }

  editStep(index: number, step: PreprocessingStep, field = ''): void {
    if (!this.draft) return;
    this.edit({ ...this.draft, steps: this.draft.steps.with(index, step) }, `steps.${index}.${field}`);
  }

  /** At the end; a crop before the picture is resized, as training scripts do. */
  addStep(step: PreprocessingStep): void {
    if (!this.draft) return;
    const { steps } = this.draft;
    const resize = step.op.startsWith('crop') ? steps.findIndex(({ op }) => op === 'resize') : -1;
    this.edit({ ...this.draft, steps: steps.toSpliced(resize < 0 ? steps.length : resize, 0, step) });
  }

  removeStep(index: number): void {
    if (this.draft) this.edit({ ...this.draft, steps: this.draft.steps.toSpliced(index, 1) });
  }

  moveStep(index: number, by: 1 | -1): void {
    const { draft } = this;
    const step = draft?.steps[index];
    if (!draft || !step || !draft.steps[index + by]) return;
    this.edit({ ...draft, steps: draft.steps.toSpliced(index, 1).toSpliced(index + by, 0, step) });
  }

  undo(): void {
    const before = this.draft && this.#history.undo(this.draft);
    if (before) this.#want(before);
  }

  redo(): void {
    const after = this.draft && this.#history.redo(this.draft);
    if (after) this.#want(after);
  }

  /** Back to the file beside the network, or to the default for it. */
  async revert(): Promise<void> {
    if (this.draft) this.#history.record(this.draft);
    clearTimeout(this.#timer);
    this.#edited = null;
    this.error = null;
    await this.#sending;
    this.busy = true;
    this.error = await this.#session.configure({ preprocessing: null });
    this.busy = false;
  }

  /** @returns whether it was saved; `error` says why not, `file-changed` that another file is there. */
  async save(overwrite = false): Promise<boolean> {
    clearTimeout(this.#timer);
    await this.#send();
    if (!this.#session.info || this.#edited) return false;
    this.error = null;
    try {
      this.#session.info = await this.#api.savePreprocessing(this.#session.info.id, overwrite);
      return true;
    } catch (thrown) {
      this.error = SteerscopeError.from(thrown);
      return false;
    }
  }

  findPreprocessing(): Promise<void> {
    return this.#session.info ? this.fit.start(this.#session.info.id) : Promise.resolve();
  }

  /** Another network or drive is open: what was edited and found belonged to the last. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#edited = null;
    this.error = null;
    this.#history.clear();
    this.fit.forget();
  }

  #want(next: Preprocessing): void {
    this.#edited = next;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), restMs);
  }

  /** Sends the newest edit, and again while there is a newer one. */
  #send(): Promise<void> {
    return (this.#sending ??= this.#sendNewest().finally(() => (this.#sending = null)));
  }

  async #sendNewest(): Promise<void> {
    let refused: Preprocessing | null = null;
    while (this.#edited && this.#edited !== refused && this.issues.size === 0) {
      const sent: Preprocessing = this.#edited;
      this.busy = true;
      const error = await this.#session.configure({ preprocessing: sent });
      this.busy = false;
      if (sent !== this.#edited) continue;
      this.error = error;
      if (error) refused = sent;
      else this.#edited = null;
    }
  }
}

/** What the state of a preprocessing is called. */
export function setupState(source: SessionInfo['preprocessingSource'], unsaved: boolean): string {
  if (unsaved) return 'Changed, not saved';
  return source === 'file' ? 'Saved' : 'Guessed';
}
