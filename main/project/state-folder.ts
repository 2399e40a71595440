import { homedir } from 'node:os';
import { join } from 'node:path';
import { env, platform } from 'node:process';

/**
 * Where journals and recents are kept, of no worth to another machine: the system's folder for such, the one that
 * `STEERSCOPE_STATE` names, or null where that is `off` and nothing is kept.
 */
export function stateFolder(): string | null {
  const { STEERSCOPE_STATE: wanted, XDG_STATE_HOME: xdg, LOCALAPPDATA: local } = env;
  if (wanted === 'off') return null;
  if (wanted) return wanted;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Steerscope');
  if (platform === 'win32') return join(local ?? join(homedir(), 'AppData', 'Local'), 'Steerscope');
  return join(xdg ?? join(homedir(), '.local', 'state'), 'steerscope');
}
