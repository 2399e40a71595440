import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { env, platform } from 'node:process';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { isUnchanged, noteRead, withStamps, type FileStamps, type Stamped } from './file-stamps.ts';

/** What takes less to read is not worth a file. */
const minReadMs = 300;
const maxFileBytes = 256 * 2 ** 20;
const maxFolderBytes = 2 ** 30;
const magic = Buffer.from('steerscope index\n');
const suffix = '.index';

/** What a kept file holds behind its magic and its checksum. */
interface Entry {
  readonly reader: string;
  readonly key: string;
  readonly stamps: FileStamps;
  readonly value: unknown;
}

/**
 * What `read` finds out, or what it found out earlier, in this program or another one, while the files it read are the
 * same. Only plain data that took a while to find out is kept. A kept file that is damaged, or was written by other readers,
 * counts as none, and where nothing can be written nothing is kept.
 * @param key what it is about: the kind of thing, the path, whatever else the outcome depends on.
 * @param alsoBehind further files that the outcome stands for, unread.
 * @param isWhole what is found out in part is not kept.
 */
export async function keptIndex<Value>(
  key: readonly string[],
  read: () => Promise<Value>,
  alsoBehind?: (value: Value) => readonly string[],
  isWhole: () => boolean = () => true,
): Promise<Stamped<Value>> {
  const folder = cacheFolder();
  const name = JSON.stringify(key);
  const path = folder === null ? null : join(folder, createHash('sha256').update(name).digest('hex') + suffix);
  const kept = path === null ? null : await load(path, name);
  if (kept !== null && path !== null) {
    for (const read of kept.stamps.keys()) noteRead(read);
    await utimes(path, new Date(), new Date()).catch(() => undefined);
    return { value: kept.value as Value, stamps: kept.stamps };
  }
  const start = performance.now();
  const found = await withStamps(read, alsoBehind);
  const tookMs = performance.now() - start;
  if (folder !== null && path !== null && tookMs >= minReadMs && isWhole() && isUnchanged(found.stamps))
    await save(folder, path, { reader: readerFingerprint(), key: name, ...found }).catch(() => undefined);
  return found;
}

/** Null when nothing is to be kept: `STEERSCOPE_CACHE` is `off`, else it names the folder. */
function cacheFolder(): string | null {
  const { STEERSCOPE_CACHE: wanted, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = env;
  if (wanted === 'off') return null;
  if (wanted) return wanted;
  if (platform === 'win32') return join(local ?? join(homedir(), 'AppData', 'Local'), 'Steerscope', 'Cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Steerscope');
  return join(xdg || join(homedir(), '.cache'), 'steerscope');
}

/** Null where there is nothing to be believed. */
async function load(path: string, key: string): Promise<Entry | null> {
  try {
    const { size, uid } = await stat(path);
    // What another user left there is not even looked at.
    if (size > maxFileBytes || uid !== (process.getuid?.() ?? uid)) return null;
    const bytes = await readFile(path);
    const head = magic.length + 4;
    if (!bytes.subarray(0, magic.length).equals(magic)) return null;
    const body = bytes.subarray(head);
    if (bytes.readUInt32LE(magic.length) !== crc32(body)) return null;
    const entry = deserialize(body) as Entry;
    return entry.reader === readerFingerprint() && entry.key === key && isUnchanged(entry.stamps) ? entry : null;
  } catch {
    return null;
  }
}

async function save(folder: string, path: string, entry: Entry): Promise<void> {
  const body = serialize(entry);
  if (body.length > maxFileBytes) return;
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(body));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, [magic, checksum, body], { mode: 0o600 });
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
  await dropOldest(folder);
}

/** What was used least lately goes, until the rest is small enough; also what a program left half written. */
async function dropOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.includes(suffix));
  const files = await Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return { path: join(folder, name), size, mtimeMs };
    }),
  );
  let bytes = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of files.sort((one, other) => one.mtimeMs - other.mtimeMs)) {
    if (bytes <= maxFolderBytes) return;
    await rm(path, { force: true });
    bytes -= size;
  }
}

let fingerprint: string | null = null;

/** Of the programs that read drives, and of what they share: what other ones found out may be something else. */
function readerFingerprint(): string {
  if (fingerprint !== null) return fingerprint;
  const hash = createHash('sha256');
  const here = import.meta.dirname;
  for (const folder of [here, join(here, '..', 'drives'), join(here, '..', '..', 'shared')])
    for (const name of readdirSync(folder).sort())
      if (/\.(?:js|ts)$/.test(name)) hash.update(name).update(readFileSync(join(folder, name)));
  return (fingerprint = hash.digest('hex'));
}
