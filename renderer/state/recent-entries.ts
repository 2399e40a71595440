import type { PaletteEntry } from './palette-entries.ts';
import type { Workbench } from './workbench.svelte.ts';

/** What was opened last and is still there, for the palette. */
export function recentEntries(workbench: Workbench): PaletteEntry[] {
  return workbench.recents.list
    .filter(({ exists }) => exists)
    .map(({ kind, path }) => ({
      id: `recent ${kind} ${path}`,
      group: 'Opened last',
      title: path.split(/[\\/]/).at(-1) || path,
      hint: `${kind} · ${path}`,
      caps: [],
      run: () => void workbench.opening.openPath(path, kind),
    }));
}
