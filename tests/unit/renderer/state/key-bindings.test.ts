import { beforeEach, describe, expect, test, vi } from 'vitest';
import { commandNames, type CommandId, type CommandName } from '../../../../shared/commands.ts';
import { KeyBindings } from '../../../../renderer/state/key-bindings.svelte.ts';
import { keyPresetNames } from '../../../../renderer/state/key-presets.ts';

const stored = new Map<string, string>();
beforeEach(() => {
  stored.clear();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
  });
});

describe('keys of the table', () => {
  test.each(keyPresetNames)('the preset %s gives no key to two commands, and takes none away', (preset) => {
    const bindings = new KeyBindings();
    bindings.usePreset(preset);
    const ids = Object.keys(commandNames) as CommandId[];
    const keys = ids.flatMap((id) => bindings.keysOf(id));
    expect(new Set(keys).size).toBe(keys.length);
    for (const id of ids)
      if ((commandNames[id] as CommandName).keys.length > 0) expect([id, bindings.keysOf(id)]).not.toEqual([id, []]);
  });

  test('CVAT: D and F step, and what they did before is done with Alt', () => {
    const bindings = new KeyBindings();
    bindings.usePreset('cvat');
    expect(['D', 'F', 'Alt+D', 'ArrowLeft'].map((key) => bindings.commandOf(key))).toEqual([
      'previous-frame',
      'next-frame',
      'engines',
      'previous-frame',
    ]);
  });

  test('caps: of a command, and of two that share their modifiers', () => {
    const bindings = new KeyBindings();
    expect(bindings.capsOf('clear-range')).toEqual(['Alt', 'X']);
    expect(bindings.capsOf('more-opaque', 'less-opaque')).toEqual(['↑', '↓']);
    expect(bindings.capsOf('more-threshold', 'less-threshold')).toEqual(['Shift', '↑', '↓']);
    expect(bindings.capsOf('slower', 'back-10')).toEqual(['[', 'Shift', '←']);
    expect(bindings.capsOf('toggle-theme')).toEqual([]);
  });
});

describe('rebinding', () => {
  test('in the place of a key, as one more, and away', () => {
    const bindings = new KeyBindings();
    bindings.bind('next-frame', '.', 'Ctrl+7');
    expect(bindings.keysOf('next-frame')).toEqual(['ArrowRight', 'Ctrl+7']);
    bindings.bind('next-frame', null, 'Ctrl+8');
    expect(bindings.keysOf('next-frame')).toEqual(['ArrowRight', 'Ctrl+7', 'Ctrl+8']);
    bindings.unbind('next-frame', 'ArrowRight');
    expect(bindings.keysOf('next-frame')).toEqual(['Ctrl+7', 'Ctrl+8']);
    expect([bindings.commandOf('ArrowRight'), bindings.commandOf('.'), bindings.commandOf('Ctrl+8')]).toEqual([
      null,
      null,
      'next-frame',
    ]);
  });

  test('a key that another command has is taken from it', () => {
    const bindings = new KeyBindings();
    bindings.bind('export', 'E', 'W');
    expect(bindings.keysOf('export')).toEqual(['W']);
    expect(bindings.keysOf('worst-frame')).toEqual([]);
    expect([bindings.isChanged('export'), bindings.isChanged('worst-frame'), bindings.changedCount]).toEqual([
      true,
      true,
      2,
    ]);
  });

  test('or the two swap', () => {
    const bindings = new KeyBindings();
    bindings.bind('export', 'E', 'W', true);
    expect([bindings.keysOf('export'), bindings.keysOf('worst-frame')]).toEqual([['W'], ['E']]);
  });

  test('one of its own keys again changes nothing but the order', () => {
    const bindings = new KeyBindings();
    bindings.bind('next-frame', 'ArrowRight', '.');
    expect(bindings.keysOf('next-frame')).toEqual(['.']);
    bindings.bind('next-frame', null, '.');
    expect(bindings.keysOf('next-frame')).toEqual(['.']);
  });

  test('reset of one takes its keys back from who has them; what is as the preset has it counts as unchanged', () => {
    const bindings = new KeyBindings();
    bindings.bind('export', null, 'W');
    bindings.reset('worst-frame');
    expect([bindings.keysOf('worst-frame'), bindings.keysOf('export'), bindings.changedCount]).toEqual([
      ['W'],
      ['E'],
      0,
    ]);
  });

  test('reset of all leaves the preset', () => {
    const bindings = new KeyBindings();
    bindings.usePreset('cvat');
    bindings.bind('export', 'E', 'W');
    bindings.resetAll();
    expect([bindings.keysOf('export'), bindings.commandOf('D'), bindings.changedCount]).toEqual([
      ['E'],
      'previous-frame',
      0,
    ]);
  });

  test('Escape and Tab stay what they are', () => {
    const bindings = new KeyBindings();
    expect(bindings.refusal('Escape')).toContain('closes');
    expect(bindings.refusal('Tab')).not.toBeNull();
    expect(bindings.refusal('T')).toBeNull();
  });
});

describe('kept', () => {
  test('from one start to the next', () => {
    const first = new KeyBindings();
    first.usePreset('cvat');
    first.bind('export', 'E', 'Ctrl+E');
    const next = new KeyBindings();
    expect([next.preset, next.keysOf('export'), next.commandOf('D')]).toEqual(['cvat', ['Ctrl+E'], 'previous-frame']);
  });

  test('a key that the user gave away stays so when a newer table gives it to another command', () => {
    stored.set('steerscope.keys', JSON.stringify({ preset: 'standard', keys: { export: ['E', 'W'] } }));
    const bindings = new KeyBindings();
    expect([bindings.commandOf('W'), bindings.keysOf('worst-frame')]).toEqual(['export', []]);
  });

  test.each([
    ['no JSON', '{'],
    ['another shape', '{"keys":[1,2]}'],
    [
      'commands and keys that do not exist',
      '{"preset":"vi","keys":{"gone":["Q"],"__proto__":["Q"],"export":["no key",""]}}',
    ],
  ])('a spoilt store is no reason to fail: %s', (_what, text) => {
    stored.set('steerscope.keys', text);
    const bindings = new KeyBindings();
    expect([bindings.preset, bindings.commandOf('Space')]).toEqual(['standard', 'toggle-play']);
  });

  test('written to a file and read again; another file is refused', () => {
    const one = new KeyBindings();
    one.bind('export', 'E', 'Ctrl+E');
    one.usePreset('cvat');
    const text = one.toJson();
    stored.clear();
    const other = new KeyBindings();
    other.fromJson(text);
    expect([other.preset, other.keysOf('export')]).toEqual(['cvat', ['Ctrl+E']]);
    expect(() => other.fromJson('{"frames":[]}')).toThrow('no keys of Steerscope');
    expect(other.keysOf('export')).toEqual(['Ctrl+E']);
  });
});
