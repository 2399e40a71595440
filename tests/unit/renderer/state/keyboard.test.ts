import { describe, expect, test } from 'vitest';
import type { CommandId } from '../../../../shared/commands.ts';
import type { Command } from '../../../../renderer/state/commands.ts';
import { Keyboard } from '../../../../renderer/state/keyboard.ts';

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe('Keyboard', () => {
  const ran: string[] = [];
  const command = (id: CommandId, more: Partial<Command> = {}): Command => {
    return { id, title: id, group: 'Play', keys: [], ...more, run: () => void ran.push(id) };
  };
  const keys = new Map<string, CommandId>([
    ['K', 'stop'],
    ['Ctrl+Z', 'undo'],
    ['L', 'play-forwards'],
    ['J', 'play-backwards'],
    ['ArrowRight', 'next-frame'],
    ['Ctrl+K', 'palette'],
    ['H', 'palette'],
  ]);
  const keyboard = new Keyboard(
    [
      command('stop'),
      command('undo'),
      command('play-forwards'),
      command('play-backwards'),
      command('next-frame', { repeats: true }),
      command('palette', { anywhere: true }),
    ],
    { commandOf: (key) => keys.get(key) ?? null },
    (frames) => ran.push(`step ${frames}`),
  );
  const codeOf = (key: string): string => (key.length === 1 ? `Key${key.toUpperCase()}` : key);
  const press = (key: string, more: object = {}): void =>
    keyboard.pressed({
      ...plain,
      key,
      code: codeOf(key),
      preventDefault: () => undefined,
      target: null,
      ...more,
    } as KeyboardEvent);
  const release = (key: string): void => keyboard.released({ ...plain, key, code: codeOf(key) } as KeyboardEvent);

  test('K held turns J and L into single steps', () => {
    ran.length = 0;
    press('k');
    press('l');
    press('j');
    release('k');
    press('l');
    expect(ran).toEqual(['stop', 'step 1', 'step -1', 'play-forwards']);
  });

  test('the key that stops jogs wherever the user put it, and repeats while held', () => {
    ran.length = 0;
    keys.set('S', 'stop');
    press('s');
    press('l');
    press('l', { repeat: true });
    release('k');
    press('l');
    release('s');
    press('l');
    expect(ran).toEqual(['stop', 'step 1', 'step 1', 'step 1', 'play-forwards']);
  });

  test('a text field keeps what it types; chords of commands that run anywhere it lets through, a dialog does not', () => {
    const inField = { closest: (selector: string) => (selector.startsWith('input') ? {} : null) };
    const inDialog = {
      closest: (selector: string) =>
        selector.includes('[role=dialog]') && !selector.includes('[data-state=closed]') ? {} : null,
    };
    ran.length = 0;
    press('l', { target: inField });
    press('h', { target: inField });
    press('z', { target: inField, ctrlKey: true });
    expect(ran).toEqual([]);
    press('k', { target: inField, ctrlKey: true });
    expect(ran).toEqual(['palette']);
    press('k', { target: inDialog, ctrlKey: true });
    expect(ran).toEqual(['palette']);
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
    expect(ran).toEqual(['undo']);
  });

  test('a slider keeps what moves it, and leaves letters and chords', () => {
    const inSlider = { closest: (selector: string) => (selector.includes('[role=slider]') ? {} : null) };
    ran.length = 0;
    press('ArrowRight', { target: inSlider });
    expect(ran).toEqual([]);
    press('l', { target: inSlider });
    press('z', { target: inSlider, ctrlKey: true });
    expect(ran).toEqual(['play-forwards', 'undo']);
  });

  test('an open dialog keeps its keys; one on its way out does not', () => {
    const inDialog = (state: string) => ({
      closest: (selector: string) =>
        (selector.includes('[data-state=closed]') ? state === 'closed' : selector.includes('[role=dialog]'))
          ? {}
          : null,
    });
    ran.length = 0;
    press('l', { target: inDialog('open') });
    expect(ran).toEqual([]);
    press('l', { target: inDialog('closed') });
    expect(ran).toEqual(['play-forwards']);
  });

  test('a field in a dialog on its way out takes no more text', () => {
    const inField = (state: string) => ({
      closest: (selector: string) => (selector.includes('[data-state=closed]') && state !== 'closed' ? null : {}),
    });
    ran.length = 0;
    press('l', { target: inField('open') });
    expect(ran).toEqual([]);
    press('l', { target: inField('closed') });
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
