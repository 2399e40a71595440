import { resolve } from 'node:path';
import { Option } from 'commander';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import { readGivenMapping } from '../drives/mapping-in-use.ts';

export const mappingOption = (): Option =>
  new Option(
    '--mapping <file>',
    'JSON file that says what the columns of the drive’s log mean, instead of the one beside it (docs/drives.md)',
  );

/** What --mapping names; null without it. @throws SteerscopeError when the file cannot be used. */
export const givenMapping = async (file: string | undefined): Promise<DriveMapping | null> =>
  file === undefined ? null : readGivenMapping(resolve(file));
