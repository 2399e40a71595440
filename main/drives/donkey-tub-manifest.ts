import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { noteRead } from '../containers/file-stamps.ts';
import type { Problem, ProblemSeverity } from '../../shared/problem.ts';
import { readLog, readStart } from './read-log.ts';

/** What a tub's manifest says. */
export interface TubManifest {
  /** Names of the catalog files, in order. */
  readonly catalogs: readonly string[];
  /** `_index` of the records that the user marked as deleted. */
  readonly deleted: ReadonlySet<number>;
  readonly problems: readonly Problem[];
}

export const manifestName = 'manifest.json';
const bytesToRecognise = 64;

/** Each key by itself, so that one damaged does not take the other with it. */
const pathsSchema = z.object({ paths: z.array(z.string()) });
const deletedSchema = z.object({ deleted_indexes: z.array(z.int()) });

/** Whether a folder is a Tub v2: a manifest whose first line is a JSON array, or else the first catalog. */
export async function isTub(folder: string): Promise<boolean> {
  const start = await readStart(join(folder, manifestName), bytesToRecognise);
  if (start?.trimStart().startsWith('[') === true) return true;
  return (await readStart(join(folder, 'catalog_0.catalog'), 1)) !== null;
}

/**
 * Reads `manifest.json`: five lines of JSON (column names, their types, metadata, times, catalogs and deletions),
 * of which the last matters here; some tubs have fewer. A damaged one costs nothing but the deletions.
 */
export async function readManifest(folder: string): Promise<TubManifest> {
  const present = await catalogsIn(folder);
  const missing = (await readStart(join(folder, manifestName), 1)) === null;
  const lines = missing ? [] : (await readLog(join(folder, manifestName))).split('\n').map(parseJson);
  const listed = lines.map((line) => pathsSchema.safeParse(line).data?.paths).findLast((paths) => paths !== undefined);
  const deleted = lines
    .map((line) => deletedSchema.safeParse(line).data?.deleted_indexes)
    .findLast((indexes) => indexes !== undefined);
  const problems: Problem[] = [];
  const report = (severity: ProblemSeverity, code: string, message: string): void => {
    problems.push({ severity, code, message, place: manifestName, frame: null });
  };

  if (listed === undefined)
    report(
      'warning',
      'manifest-damaged',
      missing
        ? 'The manifest is missing: every catalog in the folder is read, and deletions are unknown.'
        : 'The manifest lists no catalogs: every catalog in the folder is read.',
    );
  else if (deleted === undefined)
    report('warning', 'manifest-damaged', 'The manifest lists no deletions: every record counts as kept.');

  // Only the last part of a listed path counts: a catalog lies in its tub.
  const named = listed?.map((path) => basename(path.replaceAll('\\', '/'))) ?? present;
  const absent = named.filter((name) => !present.includes(name));
  if (absent.length > 0)
    report('error', 'catalog-missing', `Catalogs that the manifest lists are missing: ${absent.join(', ')}`);
  const unlisted = present.filter((name) => !named.includes(name));
  if (unlisted.length > 0)
    report(
      'warning',
      'catalog-not-listed',
      `Catalogs that the manifest does not list are left out: ${unlisted.join(', ')}`,
    );
  return { catalogs: named.filter((name) => present.includes(name)), deleted: new Set(deleted), problems };
}

/** The catalogs in a folder by number. macOS leaves a `._catalog_0.catalog` beside a copied one; it is no catalog. */
async function catalogsIn(folder: string): Promise<string[]> {
  const order = new Intl.Collator('en', { numeric: true });
  noteRead(folder);
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.catalog') && !name.startsWith('.'))
    .sort((one, other) => order.compare(one, other));
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
