/** As much of a keyboard event as a key's name needs. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const named: Record<string, string> = { ' ': 'Space' };

/**
 * The name of a key press in the command table: `Ctrl+Shift+ArrowLeft`, `K`, `?`. Command counts as Ctrl; Shift is part of
 * the name only where it does not already show in the character; Alt is left out where it made the character (AltGr).
 */
export function keyName({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string {
  const isLetter = /^[a-z]$/i.test(key);
  const isSign = key.length === 1 && !isLetter && key !== ' ';
  const parts = [
    (ctrlKey || metaKey) && !(isSign && altKey) ? 'Ctrl+' : '',
    altKey && !isSign ? 'Alt+' : '',
    shiftKey && !isSign ? 'Shift+' : '',
  ];
  return parts.join('') + (isLetter ? key.toUpperCase() : (named[key] ?? key));
}

const shownAs: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
};

/** The caps of a key for people: `Shift+ArrowLeft` → `['Shift', '←']`. */
export function keyCaps(name: string): string[] {
  const caps = name === '+' ? ['+'] : name.split('+');
  return caps.map((cap) => shownAs[cap] ?? cap);
}
