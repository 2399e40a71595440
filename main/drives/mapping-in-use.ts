import { describeIssue } from '../../shared/describe-issue.ts';
import { driveMappingSchema, mappingSuffix, type DriveMapping } from '../../shared/drive-mapping.ts';
import type { MappingState } from '../../shared/drive.ts';
import { shortText } from '../../shared/readable-text.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { readStart } from './read-log.ts';
import { userMappingPath } from './user-mappings.ts';

const maxMappingBytes = 256 * 1024;

/**
 * The mapping of a log: the one given, else the one beside it, else the user's own for logs with these columns.
 * @param log path of the log; of a folder that is one, a path in it under the folder's name.
 * @param columns see `userMappingPath`; null where nothing can be kept for others like it.
 * @throws SteerscopeError `not-readable` when what lies there is no mapping.
 */
export async function mappingInUse(
  log: string,
  columns: readonly string[] | null,
  given?: DriveMapping,
): Promise<MappingState> {
  const guessed = guessedMapping(log, columns);
  if (given) return { ...guessed, source: 'given', mapping: given };
  const beside = await readMapping(guessed.file);
  if (beside) return { ...guessed, source: 'file', mapping: beside };
  const own = guessed.userFile === null ? null : await readMapping(guessed.userFile);
  return own ? { ...guessed, source: 'user', mapping: own } : guessed;
}

/** Of a log without a mapping. @param columns as for `mappingInUse`. */
export function guessedMapping(log: string, columns: readonly string[] | null): MappingState {
  const userFile = columns && userMappingPath(columns);
  return { source: 'guessed', file: log + mappingSuffix, userFile, mapping: null };
}

/** The mapping in a file; null where there is none. @throws SteerscopeError `not-readable` when it is no mapping. */
export async function readMapping(path: string): Promise<DriveMapping | null> {
  const text = await readStart(path, maxMappingBytes);
  return text === null ? null : parseMapping(text, path);
}

/** The mapping in a file that must be there. @throws SteerscopeError `not-found`, `not-readable`. */
export async function readGivenMapping(path: string): Promise<DriveMapping> {
  const mapping = await readMapping(path);
  if (mapping) return mapping;
  throw new SteerscopeError('not-found', `There is no such file: ${path}`, 'Check the path of the mapping.');
}

/** Every column that a mapping names. */
export function columnsNamed({ images, steering, time, speed, throttle, columns }: DriveMapping): readonly string[] {
  const single = [steering, time, speed, throttle].flatMap((part) => part?.column ?? []);
  return [...new Set([...(images ?? []), ...single, ...(columns ?? [])])];
}

/** Whether a mapping says what columns mean, and not just how picture and numbers lie in time. */
export const saysColumns = ({ alignment: _, ...meanings }: DriveMapping): boolean =>
  Object.values(meanings).some((meaning) => meaning !== undefined);

/** @throws SteerscopeError `not-readable`. @param path for the message. */
function parseMapping(text: string, path: string): DriveMapping {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw noMapping(shortText(thrown instanceof Error ? thrown.message : String(thrown), 200), path);
  }
  const { data, error } = driveMappingSchema.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw noMapping(issue ? describeIssue(issue) : 'unknown', path);
}

const noMapping = (reason: string, path: string): SteerscopeError =>
  new SteerscopeError(
    'not-readable',
    `This is no mapping of a log's columns (${reason}): ${path}`,
    'Correct it, or take it away to have the columns guessed: {"images": ["image"], "steering": {"column": "angle", "unit": "deg"}}.',
  );
