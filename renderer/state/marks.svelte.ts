import type { PlacedMark } from '../../shared/mark-files.ts';
import type { Mark } from '../../shared/mark.ts';

/** Frames from the first to the last, both inclusive. */
export interface FrameSpan {
  readonly firstFrame: number;
  readonly lastFrame: number;
}

/** The user's bookmarks and ranges of the drive that is open, in the order of their frames. */
export class Marks {
  list = $state.raw<readonly Mark[]>([]);
  /** Id of the one whose name and note are open in the panel; null: none. */
  selected = $state<string | null>(null);

  add(mark: Mark): void {
    this.replace([...this.list, mark]);
  }

  remove(id: string): void {
    this.list = this.list.filter((mark) => mark.id !== id);
    if (this.selected === id) this.selected = null;
  }

  /** All of them at once. */
  replace(marks: readonly Mark[]): void {
    this.list = marks.toSorted((a, b) => a.firstFrame - b.firstFrame || a.lastFrame - b.lastFrame);
  }

  /** Adds marks that have no id yet. */
  addAll(marks: readonly PlacedMark[]): void {
    this.join(marks.map((mark) => ({ ...mark, id: crypto.randomUUID() })));
  }

  /** Adds marks from elsewhere; a digit that is in use stays where it is. */
  join(marks: readonly Mark[]): void {
    const used = this.list.map(({ digit }) => digit);
    const added = marks.map((mark) => (used.includes(mark.digit) ? { ...mark, digit: null } : mark));
    this.replace([...this.list, ...added]);
  }

  edit(id: string, change: Partial<Pick<Mark, 'name' | 'note'>>): void {
    this.list = this.list.map((mark) => (mark.id === id ? { ...mark, ...change } : mark));
  }

  /** The mark of exactly these frames; one is made where there is none. */
  at({ firstFrame, lastFrame }: FrameSpan): Mark {
    const known = this.list.find((mark) => mark.firstFrame === firstFrame && mark.lastFrame === lastFrame);
    if (known) return known;
    const made: Mark = { id: crypto.randomUUID(), firstFrame, lastFrame, name: '', note: '', digit: null };
    this.add(made);
    return made;
  }

  /** Gives a digit (1..9) to the mark of a frame. One that had it before goes on as a mark without. */
  setDigit(digit: number, frame: number): void {
    const { id } = this.at({ firstFrame: frame, lastFrame: frame });
    this.list = this.list.map((mark) =>
      mark.id === id ? { ...mark, digit } : mark.digit === digit ? { ...mark, digit: null } : mark,
    );
  }

  ofDigit(digit: number): Mark | null {
    return this.list.find((mark) => mark.digit === digit) ?? null;
  }

  /** The nearest mark that begins after a frame, or before it. */
  next(frame: number): Mark | null {
    return this.list.find((mark) => mark.firstFrame > frame) ?? null;
  }

  previous(frame: number): Mark | null {
    return this.list.findLast((mark) => mark.firstFrame < frame) ?? null;
  }
}
