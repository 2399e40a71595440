import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { SaveMappingRequest } from '../../shared/api.ts';
import type { DriveInfo, MappingState } from '../../shared/drive.ts';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { readMapping } from '../drives/mapping-in-use.ts';
import { notWritable, writeWhole } from './write-whole.ts';

/** A mapping as it was read from its file, or saved there. */
export interface SeenMapping {
  readonly file: string;
  readonly mapping: DriveMapping;
}

/** What the user has seen of a file when a drive is read by it; null when it is read by none. */
export function seenMapping(state: MappingState | null | undefined): SeenMapping | null {
  if (!state?.mapping) return null;
  const file = state.source === 'file' ? state.file : state.source === 'user' ? state.userFile : null;
  return file === null ? null : { file, mapping: state.mapping };
}

/**
 * Saves the mapping of a drive, the whole file or nothing.
 * @returns where the mapping comes from from now on.
 * @throws SteerscopeError `bad-request` when there is none to save, `file-changed` when another mapping is there than the
 * one seen, `output-not-writable`, `disk-full`.
 */
export async function saveMapping(
  { mapping: state, path }: Pick<DriveInfo, 'mapping' | 'path'>,
  seen: SeenMapping | null,
  { where, overwrite = false }: SaveMappingRequest,
): Promise<MappingState> {
  if (!state?.mapping)
    throw new SteerscopeError(
      'bad-request',
      `This drive has no mapping to save, its columns are guessed: ${path}`,
      'Say first what its columns mean.',
    );
  const file = where === 'drive' ? state.file : state.userFile;
  if (file === null)
    throw new SteerscopeError(
      'bad-request',
      `A drive of this kind has no columns that other drives could be known by: ${path}`,
      'Save the mapping beside the drive.',
    );
  // A file belongs to one table.
  const { table: _, ...mapping } = state.mapping;
  if (!overwrite) await refuseOther(file, mapping, seen);
  if (where === 'user')
    await mkdir(dirname(file), { recursive: true }).catch((cause: unknown) => {
      throw notWritable(cause, file, settingsAdvice);
    });
  await writeWhole(file, `${JSON.stringify(mapping, null, 2)}\n`, where === 'drive' ? driveAdvice : settingsAdvice);
  if (where === 'drive') return { ...state, source: 'file', mapping };
  const beside = await readMapping(state.file).catch(() => 'not readable');
  return beside === null ? { ...state, source: 'user', mapping } : state;
}

const driveAdvice = 'Save it in your settings instead, for every log with these columns.';
const settingsAdvice = 'Give the folder of your settings the right to be written to.';

async function refuseOther(file: string, mapping: DriveMapping, seen: SeenMapping | null): Promise<void> {
  // What lies there and cannot be read is another one, too.
  const found = await readMapping(file).catch(() => 'not readable');
  if (found === null || isDeepStrictEqual(found, mapping)) return;
  if (seen?.file === file && isDeepStrictEqual(found, seen.mapping)) return;
  throw new SteerscopeError(
    'file-changed',
    `There is another mapping already: ${file}`,
    'Overwrite it, or open the drive again to use what is in the file.',
  );
}
