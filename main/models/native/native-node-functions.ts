import { createRequire } from 'node:module';

/**
 * Node 23 removed functions from `util` that version 4.22 of the native package still calls (`isNullOrUndefined`), and warns
 * about others (`isArray`). Upstream has stopped calling them, and never released it. Puts them back, on the object that
 * `require('util')` gives: an import's names cannot be added to.
 */
export function restoreRemovedNodeFunctions(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  util['isArray'] = Array.isArray;
}
