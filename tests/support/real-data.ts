import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Real drives and networks made by other people lie beside the checkout, never in it; tests on them are skipped
 * where they are absent. `STEERSCOPE_REAL_DATA` names another place.
 */
const realDataFolder = resolve(
  process.env['STEERSCOPE_REAL_DATA'] ?? join(import.meta.dirname, '..', '..', '..', 'shared'),
);

/** The absolute path of a piece of real data, or null where this machine has none: `test.skipIf(path === null)`. */
export function realData(...parts: string[]): string | null {
  const path = join(realDataFolder, ...parts);
  return existsSync(path) ? path : null;
}
