import { expect, test } from 'vitest';
import { isKeyName, isWholeKey, keyCaps, keyName, type KeyPress } from '../../../../renderer/state/key-names.ts';

const press = (more: Partial<KeyPress> & { key: string }): KeyPress => ({
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const altGr = { getModifierState: (modifier: string) => modifier === 'AltGraph' };

test.each<[Partial<KeyPress> & { key: string }, string]>([
  [{ key: ' ' }, 'Space'],
  [{ key: 'k' }, 'K'],
  [{ key: 'K', shiftKey: true }, 'Shift+K'],
  [{ key: 'ArrowLeft', shiftKey: true }, 'Shift+ArrowLeft'],
  [{ key: 'ArrowLeft', metaKey: true }, 'Ctrl+ArrowLeft'],
  [{ key: '?', shiftKey: true }, '?'],
  [{ key: 'x', altKey: true }, 'Alt+X'],
  [{ key: 'O', ctrlKey: true, shiftKey: true }, 'Ctrl+Shift+O'],
  [{ key: '1', code: 'Digit1' }, '1'],
  [{ key: '+', code: 'Equal', shiftKey: true }, '+'],
])('%o is %s', (more, name) => expect(keyName(press(more))).toBe(name));

test.each<[string, Partial<KeyPress> & { key: string }, string]>([
  ['US', { key: '1', code: 'Digit1', altKey: true }, 'Alt+1'],
  ['US, with Shift', { key: '!', code: 'Digit1', altKey: true, shiftKey: true }, 'Alt+Shift+1'],
  ['French', { key: '&', code: 'Digit1', altKey: true }, 'Alt+1'],
  ['French, with Ctrl', { key: '&', code: 'Digit1', ctrlKey: true }, 'Ctrl+1'],
  ['macOS', { key: '¡', code: 'Digit1', altKey: true }, 'Alt+1'],
  ['the digits apart', { key: '1', code: 'Numpad1', altKey: true }, 'Alt+1'],
  ['layouts by key', { key: '2', code: 'Digit2', ctrlKey: true, altKey: true }, 'Ctrl+Alt+2'],
])('digits with Alt or Ctrl go by their place: %s', (_keyboard, more, name) => expect(keyName(press(more))).toBe(name));

test.each<[string, Partial<KeyPress> & { key: string }, string]>([
  ['brackets with Alt', { key: '{', code: 'BracketLeft', altKey: true, shiftKey: true }, 'Alt+Shift+['],
  ['Option on macOS', { key: '≈', code: 'KeyX', altKey: true }, 'Alt+X'],
  ['a dead key', { key: 'Dead', code: 'KeyN', altKey: true }, 'Alt+N'],
  ['Russian', { key: 'л', code: 'KeyK' }, 'K'],
  ['letters that a keyboard has elsewhere', { key: 'q', code: 'KeyA' }, 'Q'],
  ['signs that a keyboard has there', { key: ',', code: 'KeyM' }, ','],
])('letters and signs: %s', (_what, more, name) => expect(keyName(press(more))).toBe(name));

test.each<[string, Partial<KeyPress> & { key: string }, string]>([
  ['as Windows reports it', { key: '\\', code: 'Minus', ctrlKey: true, altKey: true, ...altGr }, '\\'],
  ['as Linux reports it', { key: '[', code: 'Digit8', ...altGr }, '['],
  ['where nobody says it was AltGr', { key: '\\', ctrlKey: true, altKey: true }, '\\'],
])('AltGr reaches a character and is no modifier: %s', (_system, more, name) =>
  expect(keyName(press(more))).toBe(name),
);

test('modifiers alone are no key yet', () => {
  for (const key of ['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Process'])
    expect(isWholeKey(press({ key }))).toBe(false);
  expect(isWholeKey(press({ key: 'Dead', code: 'KeyN', altKey: true }))).toBe(true);
  expect(isWholeKey(press({ key: 'a' }))).toBe(true);
});

test('names that a press can have', () => {
  for (const name of ['K', 'Ctrl+Alt+Shift+F5', 'Alt+1', '?', '+', 'Ctrl++', 'Space', 'ö'])
    expect([name, isKeyName(name)]).toEqual([name, true]);
  for (const name of ['', 'k', 'Shift+Ctrl+K', 'Ctrl+', 'ab', ' ', 'Ctrl+Meta+K!'])
    expect([name, isKeyName(name)]).toEqual([name, false]);
});

test('caps for people', () => {
  expect(keyCaps('Shift+ArrowLeft')).toEqual(['Shift', '←']);
  expect(keyCaps('+')).toEqual(['+']);
  expect(keyCaps('Ctrl++')).toEqual(['Ctrl', '+']);
});
