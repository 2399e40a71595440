import { beforeEach, expect, test } from 'vitest';
import type { ProjectPart } from '../../../../renderer/state/project-part.ts';
import { WindowParts } from '../../../../renderer/state/window-parts.ts';
import type { ProjectContents } from '../../../../shared/project.ts';

/** Holds a number, and the sum of what other windows kept. */
class NumberPart implements ProjectPart {
  readonly name: string;
  held = 0;

  constructor(name: string) {
    this.name = name;
  }

  take(): number {
    return this.held;
  }

  put(held: unknown): boolean {
    if (typeof held !== 'number') return false;
    this.held = held;
    return true;
  }

  add(held: unknown): void {
    this.held += Number(held);
  }
}

let parts: WindowParts;
beforeEach(() => {
  parts = new WindowParts([new NumberPart('a'), new NumberPart('b')]);
});

test('what is taken is put back', () => {
  expect(parts.put({ a: 1, b: 2 })).toEqual([]);
  expect(parts.take()).toEqual({ a: 1, b: 2 });
});

test('those that are spoilt or unknown are named, the rest goes on', () => {
  expect(parts.put({ a: 'one', b: 2, hologram: 3 })).toEqual(['a', 'hologram']);
  expect(parts.take()).toEqual({ a: 0, b: 2 });
});

test('of some names only, others are no matter', () => {
  expect(parts.put({ a: 1, b: 'two', hologram: 3 }, ['a'])).toEqual([]);
  expect(parts.take()).toEqual({ a: 1, b: 0 });
});

test('what other windows kept comes besides', () => {
  const windows = [{ parts: { a: 10, b: 20 } }, { parts: { a: 100, b: 200 } }] as unknown as ProjectContents[];
  parts.put({ a: 1, b: 2 });
  parts.add(windows.map((contents) => ({ contents })));
  parts.add([]);
  expect(parts.take()).toEqual({ a: 111, b: 222 });
});
