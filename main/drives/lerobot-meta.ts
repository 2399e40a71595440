import { stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { describeIssue } from '../../shared/describe-issue.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { readLog, readStart } from './read-log.ts';

const bytesToRecognise = 16_384;
const infoPath = join('meta', 'info.json');

const namesSchema = z.union([z.array(z.string()), z.record(z.string(), z.array(z.string()))]);
const featureSchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()).optional(),
  names: namesSchema.nullish().catch(null),
});
const infoSchema = z.object({
  codebase_version: z.string(),
  fps: z.number().positive(),
  total_episodes: z.int().nonnegative(),
  chunks_size: z.int().positive().default(1000),
  data_path: z.string(),
  video_path: z.string().nullish(),
  features: z.record(z.string(), featureSchema),
});

/** What `meta/info.json` says. */
export type LerobotInfo = z.infer<typeof infoSchema>;

/** One number in a row: a feature, or one element of a feature that is a list. */
export interface LerobotNumber {
  readonly feature: string;
  readonly element: number;
  /** As `info.json` names it; the index where it does not; empty for a feature that is one number. */
  readonly name: string;
}

/** The data set that a folder is; a file within it is none. */
export async function isLerobot(path: string): Promise<boolean> {
  if (!(await stat(path)).isDirectory()) return false;
  const start = await readStart(join(path, infoPath), bytesToRecognise);
  return start !== null && /"(?:codebase_version|features)"/.test(start);
}

/** @throws SteerscopeError `not-readable` when it is damaged. */
export async function readInfo(folder: string): Promise<LerobotInfo> {
  const path = join(folder, infoPath);
  const text = await readLog(path);
  try {
    return infoSchema.parse(JSON.parse(text));
  } catch (thrown) {
    const issue = thrown instanceof z.ZodError ? thrown.issues[0] : undefined;
    const where = issue === undefined ? 'it is no JSON' : describeIssue(issue);
    throw new SteerscopeError(
      'not-readable',
      `The description of the LeRobot data set is damaged (${where}): ${path}`,
      'Restore the file from a copy, or download the data set again.',
      { cause: thrown },
    );
  }
}

/** Cameras are the features that are videos. */
export function videoKeys({ features }: LerobotInfo): string[] {
  return Object.entries(features).flatMap(([key, { dtype }]) => (dtype === 'video' ? [key] : []));
}

/** Columns that count rows, not readings of the car. */
const counters = ['timestamp', 'frame_index', 'episode_index', 'index', 'task_index'];

/** Every number of a row, in the order of `info.json`: `action` is mostly the last, and is put first. */
export function numbersOf({ features }: LerobotInfo): LerobotNumber[] {
  return Object.entries(features)
    .filter(([key, { dtype }]) => !counters.includes(key) && /^(?:float|int|uint|bool)/.test(dtype))
    .sort(([one], [other]) => Number(other === 'action') - Number(one === 'action'))
    .flatMap(([feature, { shape = [1], names }]) => {
      const count = Math.min(shape.length === 1 ? shape[0]! : 0, 64);
      const list = Array.isArray(names) ? names : (Object.values(names ?? {})[0] ?? []);
      return Array.from({ length: count }, (_, element) => ({
        feature,
        element,
        name: list[element] ?? (count === 1 ? '' : String(element)),
      }));
    });
}

/**
 * A path by one of the templates of `info.json`, as Python's `format` fills it: `{chunk_index:03d}`, `{video_key}`.
 * @returns null when it would lie outside the data set.
 */
export function fillPath(
  folder: string,
  template: string,
  values: Readonly<Record<string, string | number>>,
): string | null {
  const filled = template.replaceAll(/\{(\w+)(?::0?(\d+)d)?\}/g, (_, name: string, digits?: string) =>
    String(Object.hasOwn(values, name) ? values[name] : '').padStart(Math.min(Number(digits ?? 0), 20), '0'),
  );
  const path = resolve(folder, filled);
  const inside = relative(folder, path);
  return inside === '' || inside.startsWith('..') || resolve(inside) === inside || inside.includes(`..${sep}`)
    ? null
    : path;
}
