import type { Problem } from '../../shared/problem.ts';
import type { MissingMedia, OpenedProject, ProjectContents, WindowJournal } from '../../shared/project.ts';
import { substance } from './project-substance.ts';

type Held = Pick<OpenedProject, 'contents' | 'problems'>;

/** How a project opens: from its file, or from what windows kept. */
export interface KeptChanges {
  /** What is taken up as it is. */
  readonly base: Held;
  /** What was set back in it and in the file. */
  readonly problems: readonly Problem[];
  /** Of what that says. */
  readonly missing: readonly MissingMedia[];
  /** Of these the bookmarks are added. */
  readonly added: readonly Held[];
  /** The journals among them, the newest first: they are gone on from. */
  readonly journals: readonly WindowJournal[];
  /** The newest of those that are left alone, and hold what was never saved. */
  readonly apart: WindowJournal | null;
}

/**
 * Journals that go on from the file as it is now are taken up, the newest for the file and the bookmarks of the others. One that
 * goes on from the file as it was before another window or program saved it stays apart: neither may be lost for the other.
 * @param broughtBack the newest of those is asked for; then the bookmarks of all else are added to it.
 */
export function keptChanges(opened: OpenedProject, broughtBack = false): KeptChanges {
  const { journals, fingerprint, contents } = opened;
  const onTop = journals.filter(({ seen }) => seen === fingerprint);
  const [apart] = journals.filter(
    (journal) => journal.seen !== fingerprint && journal.unsaved && substance(journal.contents) !== substance(contents),
  );
  if (broughtBack && apart) {
    const others = journals.filter((journal) => journal !== apart);
    return { ...openingFrom(apart, opened), added: [opened, ...others], journals: [apart, ...others], apart: null };
  }
  return { ...openingFrom(onTop[0] ?? opened, opened), added: onTop.slice(1), journals: onTop, apart: apart ?? null };
}

/** What is set back in the file is told of its journals, too: it is saved over it from either. */
const openingFrom = (
  base: Held,
  { problems, missing }: OpenedProject,
): Pick<KeptChanges, 'base' | 'problems' | 'missing'> => {
  const own = base.problems.filter(({ message }) => !problems.some((problem) => problem.message === message));
  return { base, problems: [...problems, ...own], missing: missingOf(base.contents, missing) };
};

const missingOf = ({ drive, networks }: ProjectContents, missing: readonly MissingMedia[]): readonly MissingMedia[] =>
  missing.filter(({ kind, path }) =>
    kind === 'drive' ? path === drive?.path : networks.some((network) => network.path === path),
  );
