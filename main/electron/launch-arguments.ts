import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What a command line asks the window to open. */
export interface LaunchArguments {
  /** Absolute. */
  readonly drivePath: string | null;
  readonly modelPath: string | null;
  /** A file with the mapping of the drive. */
  readonly mappingPath: string | null;
  /** Paths given bare, as a file association does; what each is shows when it is opened. */
  readonly paths: readonly string[];
}

/** Understands `--drive D --mapping F --model M path ...`; Chromium's and Electron's own switches pass by. */
export function parseLaunchArguments(args: readonly string[], workingFolder: string): LaunchArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { drive: { type: 'string' }, mapping: { type: 'string' }, model: { type: 'string' } },
    allowPositionals: true,
    strict: false,
  });
  const path = (value: unknown): string | null => (typeof value === 'string' ? resolve(workingFolder, value) : null);
  return {
    drivePath: path(values['drive']),
    modelPath: path(values['model']),
    mappingPath: path(values['mapping']),
    paths: positionals.map((positional) => resolve(workingFolder, positional)),
  };
}
