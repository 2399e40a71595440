import { describe, expect, test } from 'vitest';
import type { CommandId } from '../../../../shared/commands.ts';
import type { Command } from '../../../../renderer/state/commands.ts';
import { keyCaps, keyName } from '../../../../renderer/state/key-names.ts';
import { Keyboard } from '../../../../renderer/state/keyboard.ts';

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test.each([
  [{ key: ' ' }, 'Space'],
  [{ key: 'k' }, 'K'],
  [{ key: 'K', shiftKey: true }, 'Shift+K'],
  [{ key: 'ArrowLeft', shiftKey: true }, 'Shift+ArrowLeft'],
  [{ key: 'ArrowLeft', metaKey: true }, 'Ctrl+ArrowLeft'],
  [{ key: '?', shiftKey: true }, '?'],
  [{ key: '\\', ctrlKey: true, altKey: true }, '\\'],
  [{ key: 'x', altKey: true }, 'Alt+X'],
  [{ key: 'O', ctrlKey: true, shiftKey: true }, 'Ctrl+Shift+O'],
])('%o is %s', (press, name) => expect(keyName({ ...plain, ...press })).toBe(name));

test('caps for people', () => {
  expect(keyCaps('Shift+ArrowLeft')).toEqual(['Shift', '←']);
  expect(keyCaps('+')).toEqual(['+']);
});

describe('Keyboard', () => {
  const ran: string[] = [];
  const command = (id: CommandId, key: string, repeats?: true): Command => {
    return { id, title: id, group: 'Play', keys: [key], ...(repeats && { repeats }), run: () => void ran.push(id) };
  };
  const keyboard = new Keyboard(
    [
      command('stop', 'K'),
      command('undo-setup', 'Ctrl+Z'),
      command('play-forwards', 'L'),
      command('play-backwards', 'J'),
      command('next-frame', 'ArrowRight', true),
    ],
    (frames) => ran.push(`step ${frames}`),
  );
  const press = (key: string, more: object = {}): void =>
    keyboard.pressed({ ...plain, key, preventDefault: () => undefined, target: null, ...more } as KeyboardEvent);
  const release = (key: string): void => keyboard.released({ ...plain, key } as KeyboardEvent);

  test('K held turns J and L into single steps', () => {
    ran.length = 0;
    press('k');
    press('l');
    press('j');
    release('k');
    press('l');
    expect(ran).toEqual(['stop', 'step 1', 'step -1', 'play-forwards']);
  });

  test('a closed list keeps letters and arrows, but no chords', () => {
    const inList = (open: boolean) => ({
      closest: (selector: string) =>
        selector.includes('[role=combobox]') && !(open && selector.includes('=false')) ? {} : null,
    });
    ran.length = 0;
    press('l', { target: inList(false) });
    press('z', { ctrlKey: true, target: inList(true) });
    expect(ran).toEqual([]);
    press('z', { ctrlKey: true, target: inList(false) });
    expect(ran).toEqual(['undo-setup']);
  });

  test('an open dialog keeps its keys; one on its way out does not', () => {
    const inDialog = (state: string) => ({
      closest: (selector: string) =>
        selector.includes('[role=dialog]:not([data-state=closed])') && state === 'open' ? {} : null,
    });
    ran.length = 0;
    press('l', { target: inDialog('open') });
    expect(ran).toEqual([]);
    press('l', { target: inDialog('closed') });
    expect(ran).toEqual(['play-forwards']);
  });

  test('only stepping repeats while a key is held', () => {
    ran.length = 0;
    press('l', { repeat: true });
    press('ArrowRight', { repeat: true });
    expect(ran).toEqual(['next-frame']);
  });

  test('what another handler took is left alone', () => {
    ran.length = 0;
    press('l', { defaultPrevented: true });
    expect(ran).toEqual([]);
  });
});
