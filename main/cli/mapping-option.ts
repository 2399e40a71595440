import { resolve } from 'node:path';
import { Option } from 'commander';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { readMapping } from '../drives/mapping-in-use.ts';

export const mappingOption = (): Option =>
  new Option(
    '--mapping <file>',
    'JSON file that says what the columns of the drive’s log mean, instead of the one beside it (docs/drives.md)',
  );

/** What --mapping names; null without it. @throws SteerscopeError when the file cannot be used. */
export async function givenMapping(file: string | undefined): Promise<DriveMapping | null> {
  if (file === undefined) return null;
  const path = resolve(file);
  const mapping = await readMapping(path);
  if (mapping) return mapping;
  throw new SteerscopeError('not-found', `There is no such file: ${path}`, 'Check the path of the mapping.');
}
