import type { KeyTable } from './key-table.ts';

/** Tables of keys to start from. */
export const keyPresets = {
  standard: { title: 'Standard', keys: {} },
  cvat: {
    title: 'CVAT: D F C V step',
    keys: {
      'previous-frame': ['D', 'ArrowLeft', ','],
      'next-frame': ['F', 'ArrowRight', '.'],
      'back-10': ['C', 'Shift+ArrowLeft'],
      'forward-10': ['V', 'Shift+ArrowRight'],
      // Whose keys these are otherwise.
      engines: ['Alt+D'],
      'follow-drive': ['Alt+F'],
      'toggle-crop': ['Alt+C'],
      'toggle-mask': ['Alt+V'],
    },
  },
} as const satisfies Record<string, { title: string; keys: KeyTable }>;

export type KeyPresetName = keyof typeof keyPresets;
export const keyPresetNames = Object.keys(keyPresets) as [KeyPresetName, ...KeyPresetName[]];
