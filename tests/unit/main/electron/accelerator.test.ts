import { expect, test } from 'vitest';
import { commandNames, type CommandName } from '../../../../shared/commands.ts';
import { accelerator } from '../../../../main/electron/accelerator.ts';

test.each([
  ['Ctrl+Shift+O', 'CommandOrControl+Shift+O'],
  ['Alt+Shift+1', 'Alt+Shift+1'],
  ['Shift+ArrowLeft', 'Shift+Left'],
  ['+', 'Plus'],
  ['Ctrl++', 'CommandOrControl+Plus'],
  ['PageUp', 'PageUp'],
  ['\\', '\\'],
  ['F11', 'F11'],
])('%s is %s', (key, name) => expect(accelerator(key, 'linux')).toBe(name));

test('what Electron does not know, and would throw at, is left out', () => {
  for (const key of ['ö', 'AudioVolumeUp', 'Meta+K', '', 'F25']) expect(accelerator(key, 'linux')).toBeNull();
});

test('on macOS, where the menu takes the key, only chords are told', () => {
  expect(accelerator('E', 'darwin')).toBeNull();
  expect(accelerator('Alt+X', 'darwin')).toBeNull();
  expect(accelerator('Ctrl+O', 'darwin')).toBe('CommandOrControl+O');
});

test('the menu can show every key of the command table', () => {
  for (const { keys } of Object.values<CommandName>(commandNames))
    for (const key of keys) expect([key, accelerator(key, 'linux')]).not.toContain(null);
});
