import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  maxProjectBytes,
  projectContentsSchema,
  type Journal,
  type JournalKey,
  type ProjectContents,
} from '../../shared/project.ts';
import { readKept, writeKept } from './kept-file.ts';

const maxJournals = 50;
const suffix = '.journal.json';

const journalSchema = z.object({ at: z.number(), kind: z.string(), path: z.string(), contents: projectContentsSchema });

/** What the windows hold and have not saved, one file for each project, or drive without one; the oldest go first. */
export class Journals {
  readonly #folder: string | null;

  /** @param folder null: nothing is kept. */
  constructor(folder: string | null) {
    this.#folder = folder === null ? null : join(folder, 'journals');
  }

  /** @returns whether it is kept. @throws SteerscopeError `output-not-writable`, `disk-full`. */
  async write(key: JournalKey, contents: ProjectContents): Promise<boolean> {
    const path = this.#pathOf(key);
    if (path === null) return false;
    await writeKept(path, JSON.stringify({ at: Date.now(), ...key, contents }));
    await this.#dropOldest();
    return true;
  }

  async read(key: JournalKey): Promise<Journal | null> {
    const path = this.#pathOf(key);
    if (path === null) return null;
    const { data } = journalSchema.safeParse(await readKept(path, 2 * maxProjectBytes));
    if (data?.kind !== key.kind || data.path !== key.path) return null;
    return { at: data.at, contents: data.contents };
  }

  async discard(key: JournalKey): Promise<void> {
    const path = this.#pathOf(key);
    if (path !== null) await rm(path, { force: true }).catch(() => undefined);
  }

  #pathOf({ kind, path }: JournalKey): string | null {
    if (this.#folder === null) return null;
    const name = createHash('sha256').update(`${kind}\n${path}`).digest('hex').slice(0, 32);
    return join(this.#folder, name + suffix);
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
