import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { noteRead } from '../containers/file-stamps.ts';

/** Where the user's settings are kept. */
export function settingsFolder(): string {
  const chosen = process.env['STEERSCOPE_SETTINGS'];
  if (chosen) return chosen;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Steerscope');
  if (process.platform === 'win32')
    return join(process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Steerscope');
  return join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'steerscope');
}

/**
 * The file of the user's mapping for every log with exactly these columns.
 * @param columns names of the columns of a table, or of the topics and their fields.
 */
export function userMappingPath(columns: readonly string[]): string {
  const key = createHash('sha256').update(JSON.stringify(columns)).digest('hex').slice(0, 16);
  return join(mappingsFolder(), `${key}.json`);
}

/** Whether the user keeps any mapping: without one, no log needs to be looked into for it. */
export async function hasUserMappings(): Promise<boolean> {
  noteRead(mappingsFolder());
  const names = await readdir(mappingsFolder()).catch(() => []);
  return names.some((name) => name.endsWith('.json'));
}

const mappingsFolder = (): string => join(settingsFolder(), 'drive-mappings');
