import type { OpenedProject } from '../../shared/project.ts';
import type { KeptChanges } from './kept-changes.ts';
import type { Notices } from './notices.svelte.ts';
import { substance } from './project-substance.ts';
import { timeAgo } from './time-ago.ts';

interface Ways {
  /** Lets go of what is back. */
  discard(): void;
  /** Takes up what is apart. */
  bringBack(): void;
}

/** Tells what of a project that was opened was not saved, and what can be done about it. */
export function tellOfChanges(
  notices: Notices,
  { contents }: OpenedProject,
  { journals, apart }: KeptChanges,
  { discard, bringBack }: Ways,
): void {
  const [newest] = journals;
  const now = Date.now();
  if (newest && journals.some((journal) => substance(journal.contents) !== substance(contents)))
    notices.offer(`Changes that were not saved are back, from ${timeAgo(newest.at, now)}.`, {
      label: 'Discard them',
      run: discard,
    });
  if (apart)
    notices.offer(
      `Changes from ${timeAgo(apart.at, now)} were not saved: the file was saved without them since. They are kept.`,
      { label: 'Bring them back', run: bringBack },
    );
}
