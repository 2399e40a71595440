import { commandGroups } from '../../shared/commands.ts';
import type { Command } from './commands.ts';
import { fuzzyScore } from './fuzzy-score.ts';
import type { Workbench } from './workbench.svelte.ts';

/** Something that the palette finds: a command, or a place to go to. */
export interface PaletteEntry {
  /** Unique. */
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** Beside the title, fainter. */
  readonly hint: string;
  readonly caps: readonly string[];
  run(): void;
}

export interface PaletteGroup {
  readonly title: string;
  readonly entries: readonly PaletteEntry[];
}

/** Of each group so many at most: who looks for another types more. */
const mostEntries = 60;
/** The group and the id, which often is another word for it, count for less than the title. */
const otherShare = 0.4;

/** Everything that can be looked for: commands, bookmarks, sessions of the drive. */
export function paletteEntries(workbench: Workbench, commands: readonly Command[]): PaletteEntry[] {
  const { keys, marks, session, playback } = workbench;
  const goTo = (frame: number) => () => playback.goTo(frame);
  const ofCommands = commandGroups.flatMap((group) =>
    commands
      .filter((command) => command.group === group && command.id !== 'palette')
      .map(({ id, title, run }): PaletteEntry => ({ id, group, title, hint: '', caps: keys.capsOf(id), run })),
  );
  const ofMarks = marks.list.map(({ id, name, note, firstFrame, lastFrame }): PaletteEntry => ({
    id: `mark ${id}`,
    group: 'Bookmarks',
    title: name || note.split('\n')[0] || `Frame ${firstFrame}`,
    hint: firstFrame === lastFrame ? `frame ${firstFrame}` : `frames ${firstFrame} – ${lastFrame}`,
    caps: [],
    run: goTo(firstFrame),
  }));
  const ofSessions = (session.drive?.sessions ?? []).map(({ name, firstFrame }): PaletteEntry => ({
    id: `session ${firstFrame}`,
    group: 'Sessions of the drive',
    title: name,
    hint: `from frame ${firstFrame}`,
    caps: [],
    run: goTo(firstFrame),
  }));
  return [...ofCommands, ...ofMarks, ...ofSessions, ...workbench.paletteSources.flatMap((entries) => entries())];
}

/** The place that is typed, as in the frame counter; null where it is none. */
export function placeEntry(workbench: Workbench, typed: string): PaletteEntry | null {
  const { playback, session } = workbench;
  const place = workbench.placeOf(typed);
  if (place?.frame === undefined) return null;
  const { frame, note } = place;
  const row = session.columns?.logRow[frame];
  const hints = [playback.timeText(frame), row === undefined ? null : `log row ${row}`, note];
  return {
    id: 'place',
    group: 'Go to',
    title: `Frame ${frame}`,
    hint: hints.filter((hint) => hint !== null).join(' · '),
    caps: [],
    run: () => playback.goTo(frame),
  };
}

/**
 * The entries that are meant, the best group and the best of each group first; with nothing typed all in their order, behind
 * those used last (ids, newest first).
 */
export function foundEntries(
  entries: readonly PaletteEntry[],
  typed: string,
  usedLast: readonly string[] = [],
): PaletteGroup[] {
  if (typed.trim() === '') {
    const used = usedLast.flatMap((id) => entries.find((entry) => entry.id === id) ?? []);
    const rest = entries.filter(({ id }) => !usedLast.includes(id));
    return grouped([...used.map((entry) => ({ ...entry, group: 'Used last' })), ...rest]);
  }
  const score = ({ id, title, group }: PaletteEntry): number =>
    fuzzyScore(typed, title) || otherShare * fuzzyScore(typed, `${title} ${group} ${id}`);
  const ranked = entries
    .map((entry) => ({ entry, score: score(entry) }))
    .filter((one) => one.score > 0)
    .toSorted((one, other) => other.score - one.score);
  return grouped(ranked.map(({ entry }) => entry));
}

function grouped(entries: readonly PaletteEntry[]): PaletteGroup[] {
  const titles = [...new Set(entries.map(({ group }) => group))];
  return titles.map((title) => ({
    title,
    entries: entries.filter(({ group }) => group === title).slice(0, mostEntries),
  }));
}
