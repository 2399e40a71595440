import { readFile, stat } from 'node:fs/promises';
import { isRecord } from '../is-record.ts';
import { startsWithJson } from '../starts-with-json.ts';

/** The description has some kilobytes for each layer, and no weights. */
const largestDescriptionBytes = 16 * 2 ** 20;

/** The `model.json` of a network in TF.js's own format, layers or graph. */
export interface TfjsDescription extends Readonly<Record<string, unknown>> {
  readonly modelTopology: Readonly<Record<string, unknown>>;
  readonly weightsManifest: unknown;
}

/** Null for any other file. */
export async function readTfjsDescription(path: string): Promise<TfjsDescription | null> {
  const found = await stat(path);
  if (!found.isFile() || found.size > largestDescriptionBytes || !(await startsWithJson(path))) return null;
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isRecord(json) && 'weightsManifest' in json && isRecord(json['modelTopology'])
      ? (json as Record<string, unknown> & TfjsDescription)
      : null;
  } catch {
    return null;
  }
}
