/** Keys of the command table that Electron calls otherwise. */
const calledOtherwise: Readonly<Record<string, string>> = {
  '+': 'Plus',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
};
/** What Electron knows; it throws at anything else. */
const known =
  /^([A-Z0-9]|F([1-9]|1\d|2[0-4])|[)!@#$%^&*(:;=<,_\->.?/~`{\][|\\}"']|Plus|Space|Tab|Backspace|Delete|Insert|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Escape)$/;

/**
 * Electron's word for a key of the command table, for display beside a menu item; null where it has none.
 * @param platform as in `process.platform`. macOS takes the key for the menu instead of only showing it: there, single
 *   letters would fire while they are typed into a field, so only chords are told.
 */
export function accelerator(key: string, platform: string): string | null {
  const parts = key.split(/\+(?!$)/);
  const last = parts.pop() ?? '';
  const name = calledOtherwise[last] ?? last;
  if (!known.test(name) || !parts.every((part) => ['Ctrl', 'Alt', 'Shift'].includes(part))) return null;
  if (platform === 'darwin' && !parts.includes('Ctrl')) return null;
  return [...parts.map((part) => (part === 'Ctrl' ? 'CommandOrControl' : part)), name].join('+');
}
