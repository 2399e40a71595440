import type { Mark } from '../../shared/mark.ts';

/** The user's bookmarks and ranges of the drive that is open, in the order of their frames. */
export class Marks {
  list = $state.raw<readonly Mark[]>([]);

  add(mark: Mark): void {
    this.list = [...this.list, mark].toSorted((a, b) => a.firstFrame - b.firstFrame);
  }

  remove(id: string): void {
    this.list = this.list.filter((mark) => mark.id !== id);
  }
}
