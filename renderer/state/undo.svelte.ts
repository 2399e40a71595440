import { untrack } from 'svelte';
import type { Mark } from '../../shared/mark.ts';
import { EditHistory } from './edit-history.svelte.ts';
import type { Marks } from './marks.svelte.ts';
import type { Playback } from './playback.svelte.ts';
import { describeChange } from './undo-words.ts';
import type { Look, View } from './view.svelte.ts';
import type { WhatIf } from './what-if.svelte.ts';
import type { WhatIfValues } from './what-if-values.ts';
import type { Zoom } from './zoom.ts';

/** What can be taken back; the frame is not among it. */
export interface Arrangement {
  readonly marks: readonly Mark[];
  readonly inFrame: number | null;
  readonly outFrame: number | null;
  readonly look: Look;
  readonly zoom: Zoom;
  /** As `View.stage`. */
  readonly stage: number | null;
  readonly whatIf: WhatIfValues;
}

interface UndoParts {
  readonly marks: Marks;
  readonly playback: Playback;
  readonly view: View;
  readonly whatIf: WhatIf;
  /** Of the network that is open. */
  readonly stageCount: () => number;
}

/** The way back and forth through marks, range, view and what-ifs: whatever changes them, it is noticed. */
export class Undo {
  readonly #parts: UndoParts;
  readonly #history = new EditHistory<Arrangement>();
  /** As it was seen last. */
  #known: Arrangement = $state.raw() as unknown as Arrangement;

  /** In words, for menus and tooltips; null: nothing. */
  readonly undoes = $derived.by(() => {
    const before = this.#history.previous;
    return before && (describeChange(before, this.#known)?.words ?? null);
  });
  readonly redoes = $derived.by(() => {
    const after = this.#history.next;
    return after && (describeChange(this.#known, after)?.words ?? null);
  });

  constructor(parts: UndoParts) {
    this.#parts = parts;
    this.#known = this.#look();
  }

  /** Call in an effect: takes note of what has changed. */
  observe(): void {
    const now = this.#look();
    untrack(() => {
      const change = describeChange(this.#known, now);
      if (change) this.#history.record(this.#known, change.field);
      this.#known = now;
    });
  }

  undo(): void {
    this.observe();
    this.#restore(this.#history.undo(this.#known));
  }

  redo(): void {
    this.observe();
    this.#restore(this.#history.redo(this.#known));
  }

  /** Another drive: what was done on the one before is not taken back here. */
  forget(): void {
    this.#history.clear();
    this.#known = this.#look();
  }

  #look(): Arrangement {
    const { marks, playback, view, whatIf } = this.#parts;
    const { inFrame, outFrame } = playback;
    const { look, zoom, stage } = view;
    return { marks: marks.list, inFrame, outFrame, look, zoom, stage, whatIf: whatIf.values };
  }

  #restore(to: Arrangement | null): void {
    if (!to) return;
    const { marks, playback, view, whatIf, stageCount } = this.#parts;
    marks.list = to.marks;
    playback.inFrame = to.inFrame;
    playback.outFrame = to.outFrame;
    view.restoreLook(to.look);
    view.zoom = to.zoom;
    whatIf.values = to.whatIf;
    view.stage = to.stage !== null && to.stage < stageCount() ? to.stage : null;
    this.#known = this.#look();
  }
}
