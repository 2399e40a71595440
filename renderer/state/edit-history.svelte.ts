/** Edits of the same field this close together are one step back. */
const oneStepMs = 800;
const longest = 200;

/** The way back and forth through the states of something that is edited; the states themselves are never changed. */
export class EditHistory<State> {
  #back = $state.raw<readonly State[]>([]);
  #forth = $state.raw<readonly State[]>([]);
  #last: { readonly field: string; readonly atMs: number } | null = null;

  /** What undo and redo would lead to; null: nothing. */
  readonly previous = $derived(this.#back.at(-1) ?? null);
  readonly next = $derived(this.#forth.at(-1) ?? null);
  readonly canUndo = $derived(this.#back.length > 0);
  readonly canRedo = $derived(this.#forth.length > 0);

  /** `before` is left for another state. @param field what was edited; edits of one in quick succession are one step. */
  record(before: State, field = ''): void {
    const nowMs = performance.now();
    const goesOn = field !== '' && this.#last?.field === field && nowMs - this.#last.atMs < oneStepMs;
    this.#last = { field, atMs: nowMs };
    this.#forth = [];
    if (!goesOn) this.#back = [...this.#back.slice(1 - longest), before];
  }

  /** @returns the state before; null at the first. */
  undo(now: State): State | null {
    const state = this.#back.at(-1);
    if (state === undefined) return null;
    this.#last = null;
    this.#back = this.#back.slice(0, -1);
    this.#forth = [...this.#forth, now];
    return state;
  }

  redo(now: State): State | null {
    const state = this.#forth.at(-1);
    if (state === undefined) return null;
    this.#last = null;
    this.#forth = this.#forth.slice(0, -1);
    this.#back = [...this.#back, now];
    return state;
  }

  clear(): void {
    this.#back = [];
    this.#forth = [];
    this.#last = null;
  }
}
