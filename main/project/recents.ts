import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { filePathSchema } from '../../shared/file-path.ts';
import { recentKinds, type Recent, type RecentKind } from '../../shared/project.ts';
import { Turns } from '../../shared/turns.ts';
import { readKept, writeKept } from './kept-file.ts';

const maxOfAKind = 10;
const maxBytes = 1024 * 1024;

const entrySchema = z.object({ kind: z.enum(recentKinds), path: filePathSchema, at: z.number() });
type Entry = z.infer<typeof entrySchema>;

/** The drives, networks and projects that were opened last, in one file for all windows and hosts. */
export class Recents {
  /** Told when there are others. */
  onChanged: () => void = () => undefined;
  readonly #path: string | null;
  readonly #turns = new Turns();

  /** @param folder null: nothing is kept. */
  constructor(folder: string | null) {
    this.#path = folder === null ? null : join(folder, 'recents.json');
  }

  /** The newest first. */
  async list(): Promise<Recent[]> {
    const entries = await this.#read();
    const isThere = (path: string): Promise<boolean> =>
      access(path).then(
        () => true,
        () => false,
      );
    return Promise.all(entries.map(async (entry) => ({ ...entry, exists: await isThere(entry.path) })));
  }

  /** Something was opened. Where nothing can be written it is forgotten. */
  note(kind: RecentKind, path: string): Promise<void> {
    return this.#change((entries) => {
      const others = entries.filter((entry) => entry.kind !== kind || entry.path !== path);
      const ofKind = others.filter((entry) => entry.kind === kind).slice(0, maxOfAKind - 1);
      return [
        { kind, path, at: Date.now() },
        ...others.filter((entry) => entry.kind !== kind || ofKind.includes(entry)),
      ];
    });
  }

  /** Forgets one path, or all. */
  forget(path: string | null): Promise<void> {
    return this.#change((entries) => (path === null ? [] : entries.filter((entry) => entry.path !== path)));
  }

  async #change(change: (entries: Entry[]) => Entry[]): Promise<void> {
    const path = this.#path;
    if (path === null) return;
    await this.#turns.run(async () => {
      const entries = change(await this.#read());
      await writeKept(path, `${JSON.stringify(entries, null, 2)}\n`).catch(() => undefined);
    });
    this.onChanged();
  }

  async #read(): Promise<Entry[]> {
    const read = this.#path === null ? null : await readKept(this.#path, maxBytes);
    const entries = Array.isArray(read) ? read : [];
    return entries.flatMap((entry) => entrySchema.safeParse(entry).data ?? []).sort((a, b) => b.at - a.at);
  }
}
