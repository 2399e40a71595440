import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  maxProjectBytes,
  projectContentsSchema,
  type JournalKey,
  type JournalRequest,
  type JournalVersion,
  type WindowJournal,
} from '../../shared/project.ts';
import { Turns } from '../../shared/turns.ts';
import { readKept, writeKept } from './kept-file.ts';
import { withKnownChoices } from './known-choices.ts';

const maxJournals = 50;
const suffix = '.journal.json';

const journalSchema = z.object({
  at: z.number(),
  kind: z.string(),
  path: z.string(),
  writer: z.string(),
  seen: z.string().nullable().default(null),
  unsaved: z.boolean().default(true),
  contents: z.unknown(),
});

/**
 * What the windows hold and have not saved, one file for each window and its project, or drive without one: no window
 * writes over what another holds. The oldest go first.
 */
export class Journals {
  readonly #folder: string | null;
  /** In the order asked for: what was discarded is not written behind that. */
  readonly #turns = new Turns();

  /** @param folder null: nothing is kept. */
  constructor(folder: string | null) {
    this.#folder = folder === null ? null : join(folder, 'journals');
  }

  /**
   * Writes a window's journal, and lets go of those that it goes on from.
   * @returns whether it is kept.
   * @throws SteerscopeError `output-not-writable`, `disk-full`.
   */
  async write({
    key,
    contents,
    seen = null,
    unsaved = true,
    writer = '',
    goesOnFrom = [],
  }: JournalRequest): Promise<boolean> {
    const path = this.#pathOf(key, writer);
    if (path === null) return false;
    return this.#turns.run(async () => {
      await writeKept(path, JSON.stringify({ at: Date.now(), ...key, writer, seen, unsaved, contents }));
      for (const version of goesOnFrom) if (version.writer !== writer) await this.#remove(key, version);
      await this.#dropOldest();
      return true;
    });
  }

  /** Those of every window, the newest first. */
  async read(key: JournalKey): Promise<readonly WindowJournal[]> {
    const folder = this.#folder;
    if (folder === null) return [];
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(nameOf(key)));
    const read = await Promise.all(names.map((name) => readJournal(join(folder, name), key)));
    return read.filter((journal) => journal !== null).sort((a, b) => b.at - a.at);
  }

  /** Lets go of a window's journal, and of those that it goes on from. @param at only where it is of this time. */
  async discard(
    key: JournalKey,
    writer: string,
    at?: number,
    goesOnFrom: readonly JournalVersion[] = [],
  ): Promise<void> {
    await this.#turns.run(async () => {
      for (const version of [{ writer, at }, ...goesOnFrom]) await this.#remove(key, version);
    });
  }

  async #remove(key: JournalKey, { writer, at }: { writer: string; at?: number | undefined }): Promise<void> {
    const path = this.#pathOf(key, writer);
    if (path === null || (at !== undefined && (await readJournal(path, key))?.at !== at)) return;
    await rm(path, { force: true }).catch(() => undefined);
  }

  #pathOf(key: JournalKey, writer: string): string | null {
    return this.#folder === null ? null : join(this.#folder, `${nameOf(key)}${writer}${suffix}`);
  }

  async #dropOldest(): Promise<void> {
    const folder = this.#folder ?? '';
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(suffix));
    if (names.length <= maxJournals) return;
    const aged = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0 })),
    );
    const surplus = aged.sort((a, b) => a.at - b.at).slice(0, names.length - maxJournals);
    await Promise.all(surplus.map(({ name }) => rm(join(folder, name), { force: true }).catch(() => undefined)));
  }
}

/** How the files of all journals of a project or drive begin; behind it stands the window. */
const nameOf = ({ kind, path }: JournalKey): string =>
  `${createHash('sha256').update(`${kind}\n${path}`).digest('hex').slice(0, 32)}-`;

/** Null when it is absent, damaged, or of something else. */
async function readJournal(path: string, { kind, path: of }: JournalKey): Promise<WindowJournal | null> {
  const { data } = journalSchema.safeParse(await readKept(path, 2 * maxProjectBytes));
  if (data?.kind !== kind || data.path !== of) return null;
  const { known, problems } = withKnownChoices(data.contents);
  const { data: contents } = projectContentsSchema.safeParse(known);
  const { writer, at, seen, unsaved } = data;
  return contents ? { writer, at, seen, unsaved, contents, problems } : null;
}
