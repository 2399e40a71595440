/** The parts of the panel that says what a drive's columns mean. */
export type MappingTab = 'columns' | 'steering' | 'units' | 'alignment';

const tabs: Record<string, MappingTab> = {
  'columns-guessed': 'columns',
  'mapping-not-used': 'columns',
  'steering-source': 'steering',
  'steering-off-centre': 'steering',
  'time-offset': 'alignment',
  'numbers-aligned': 'alignment',
};

/** Where a problem of this code can be put right; null for those that cannot. */
export const mappingTabFor = (code: string): MappingTab | null => tabs[code] ?? null;
