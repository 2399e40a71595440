import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { zstdDecompressSync } from 'node:zlib';
import { DamagedContainer } from './damaged-container.ts';
import { noteRead } from './file-stamps.ts';
import type { RecordedMessages } from './read-message.ts';

/** Names and definitions of topics. */
const maxTextBytes = 1024 * 1024;
/** One raw 8K picture is 100 MB. */
const maxMessageBytes = 256 * 1024 * 1024;
const zstdMagic = 0xfd2fb528;
const readOnly = { readOnly: true, allowExtension: false, defensive: false };
/** The tables of a bag; nothing else in the file is ever read. */
const tables = ['sqlite_master', 'topics', 'messages', 'message_definitions'];

/*
 * A ROS 2 bag in SQLite (rosbag2_storage_sqlite3): tables of topics and of messages. The file is opened as one that nobody
 * changes, so that no lock, journal or index of one is ever made beside it. A database from strangers can hold views, triggers
 * and computed columns: only our own queries of plain tables are let through, and no function.
 */
export class SqliteBag implements RecordedMessages {
  readonly #database: DatabaseSync;
  #findMessage: StatementSync | null = null;

  /** @throws DamagedContainer when it is no database that can be read. */
  static async open(path: string): Promise<SqliteBag> {
    noteRead(path);
    const sqlite = await import('node:sqlite');
    const url = pathToFileURL(path);
    url.search = '?immutable=1&mode=ro';
    return damageOf(() => {
      const limits = { length: maxTextBytes, sqlLength: maxTextBytes, exprDepth: 100, attach: 0 };
      const database = new sqlite.DatabaseSync(url, { ...readOnly, limits });
      try {
        // The last one lets a file be read that was cut short, as far as it goes.
        database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA writable_schema = ON');
        const { SQLITE_SELECT, SQLITE_READ, SQLITE_OK, SQLITE_DENY } = sqlite.constants;
        database.setAuthorizer((action, table, _column, _database, view) => {
          const isOurs = action === SQLITE_SELECT || (action === SQLITE_READ && tables.includes(table ?? ''));
          return isOurs && view === null ? SQLITE_OK : SQLITE_DENY;
        });
        return new SqliteBag(database);
      } catch (thrown) {
        database.close();
        throw thrown;
      }
    });
  }

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Whether the file holds a plain table of that name. */
  has(table: string): boolean {
    const sql = "SELECT rootpage, sql FROM sqlite_master WHERE type = 'table' AND name = ?";
    const found = this.rows(sql, table).next().value;
    return typeof found?.['rootpage'] === 'number' && found['rootpage'] > 0 && isPlain(found['sql']);
  }

  /** @throws DamagedContainer, on the way too. */
  *rows(sql: string, ...values: (string | number)[]): Generator<Readonly<Record<string, unknown>>> {
    const rows = damageOf(() => this.#database.prepare(sql).iterate(...values));
    for (;;) {
      const next = damageOf(() => rows.next());
      if (next.done === true) return;
      yield next.value;
    }
  }

  /** The message with that number, unpacked. @throws DamagedContainer. */
  message(rowid: number): Promise<Uint8Array> {
    // A promise as those of other containers, rejected and not thrown.
    return Promise.resolve().then(() => this.#message(rowid));
  }

  #message(rowid: number): Uint8Array {
    const data = damageOf(() => {
      this.#database.limits.length = maxMessageBytes;
      this.#findMessage ??= this.#database.prepare('SELECT data FROM messages NOT INDEXED WHERE rowid = ?');
      return this.#findMessage.get(rowid)?.['data'];
    });
    if (!(data instanceof Uint8Array)) throw new DamagedContainer(`there is no message ${rowid}`);
    // A recorder can pack messages one by one; one in CDR never begins so.
    if (data.length < 4 || new DataView(data.buffer, data.byteOffset).getUint32(0, true) !== zstdMagic) return data;
    return damageOf(() => zstdDecompressSync(data, { maxOutputLength: maxMessageBytes }));
  }

  unpack(): Promise<Uint8Array> {
    return Promise.reject(new DamagedContainer('a bag in SQLite has no chunks'));
  }

  close(): Promise<void> {
    this.#database.close();
    return Promise.resolve();
  }
}

const isPlain = (sql: unknown): boolean => typeof sql === 'string' && /^CREATE TABLE\s/i.test(sql);

/** What the library throws is about the file. */
function damageOf<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    throw new DamagedContainer(thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
  }
}
