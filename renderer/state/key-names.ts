/** As much of a keyboard event as a key's name needs. */
export interface KeyPress {
  readonly key: string;
  /** The key's place, whatever is printed on it: `Digit1`, `KeyQ`. */
  readonly code?: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  getModifierState?(modifier: string): boolean;
}

const named: Record<string, string> = { ' ': 'Space' };

/** What most keyboards have in these places: with Alt another character may come of them, or none. */
const signAt: Record<string, string> = {
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Minus: '-',
  Equal: '=',
};

const isLatin = (key: string): boolean => /^[a-z]$/i.test(key);
const isCharacter = (key: string): boolean => [...key].length === 1;
/** A letter of another script, or what Option makes of one. */
const isForeign = (key: string): boolean => key === 'Dead' || (isCharacter(key) && key > '\u007f');

/** AltGr reaches a character, and is no modifier then; some systems report it as Ctrl and Alt together. */
const madeByAltGr = (press: KeyPress): boolean =>
  isCharacter(press.key) && press.ctrlKey === press.altKey && press.getModifierState?.('AltGraph') === true;

/** The key by its place, where its character depends on the keyboard; null where the character counts. */
function byPlace({ key, code = '', ctrlKey, metaKey, altKey }: KeyPress): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter && isForeign(key)) return letter;
  if (!ctrlKey && !metaKey && !altKey) return null;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  return digit ?? (altKey && !isLatin(key) ? (signAt[code] ?? null) : null);
}

/**
 * The name of a key press in the command table: `Ctrl+Shift+ArrowLeft`, `K`, `?`, `Alt+Shift+1`. Command counts as Ctrl;
 * Shift is part of the name only where it does not already show in the character. Digits with Ctrl or Alt are named by their
 * place, so that every keyboard has them; so are letters of other scripts.
 */
export function keyName(press: KeyPress): string {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = press;
  if (madeByAltGr(press)) return isLatin(key) ? key.toUpperCase() : key;
  const place = byPlace(press);
  const base = place ?? (isLatin(key) ? key.toUpperCase() : (named[key] ?? key));
  const isSign = place === null && isCharacter(base) && !isLatin(base);
  const parts = [
    (ctrlKey || metaKey) && !(isSign && altKey) ? 'Ctrl+' : '',
    altKey && !isSign ? 'Alt+' : '',
    shiftKey && !isSign ? 'Shift+' : '',
  ];
  return parts.join('') + base;
}

const unfinished = new Set(
  'Shift Control Alt AltGraph Meta OS CapsLock NumLock ScrollLock Fn FnLock Dead Process Compose Unidentified'.split(
    ' ',
  ),
);

/** Whether a key is pressed, and not only what is held with one. */
export const isWholeKey = (press: KeyPress): boolean =>
  !unfinished.has(press.key) || (press.key === 'Dead' && byPlace(press) !== null);

/** Whether `keyName` could have given it, so that it can be pressed. */
export const isKeyName = (name: string): boolean =>
  /^(Ctrl\+)?(Alt\+)?(Shift\+)?([^\sa-z]|[A-Z][A-Za-z0-9]{1,20})$/u.test(name);

const shownAs: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Delete: 'Del',
};

/** The caps of a key for people: `Shift+ArrowLeft` → `['Shift', '←']`. */
export function keyCaps(name: string): string[] {
  return name.split(/\+(?!$)/).map((cap) => shownAs[cap] ?? cap);
}
