import { describe, expect, test } from 'vitest';
import { ByteLru } from '../../../../renderer/state/byte-lru.ts';
import { onMultiple, playingStep, prefetchOrder } from '../../../../renderer/state/prefetch-order.ts';

describe('ByteLru', () => {
  test('drops the least recently used beyond its bytes', () => {
    const evicted: string[] = [];
    const cache = new ByteLru<number, string>(30, (value) => evicted.push(value));
    cache.set(1, 'one', 10);
    cache.set(2, 'two', 10);
    cache.set(3, 'three', 10);
    cache.get(1);
    cache.set(4, 'four', 10);
    expect(evicted).toEqual(['two']);
    expect(cache.heldBytes).toBe(30);
    expect(cache.get(2)).toBeUndefined();
  });

  test('keeps the newest, however large', () => {
    const cache = new ByteLru<number, string>(30);
    cache.set(1, 'small', 10);
    cache.set(2, 'huge', 1000);
    expect([cache.has(1), cache.has(2)]).toEqual([false, true]);
  });

  test('replacing an entry counts it once', () => {
    const cache = new ByteLru<number, string>(30);
    cache.set(1, 'a', 20);
    cache.set(1, 'b', 25);
    expect([cache.heldBytes, cache.get(1)]).toEqual([25, 'b']);
  });
});

describe('prefetchOrder', () => {
  test('two ahead for one behind, nearest first', () => {
    expect(prefetchOrder(50, 100, 1, 6)).toEqual([51, 52, 49, 53, 54, 48]);
    expect(prefetchOrder(50, 100, -1, 6)).toEqual([49, 48, 51, 47, 46, 52]);
  });

  test('in steps: ahead only, on the same multiples whatever the frame', () => {
    expect(prefetchOrder(50, 100, 4, 3)).toEqual([52, 56, 60]);
    expect(prefetchOrder(51, 100, 4, 3)).toEqual([52, 56, 60]);
    expect(prefetchOrder(50, 100, -4, 3)).toEqual([48, 44, 40]);
    expect(prefetchOrder(97, 100, 4, 3)).toEqual([]);
    expect([onMultiple(51, 4), onMultiple(51, -4)]).toEqual([48, 52]);
  });

  test('the step is a power of two that loading keeps up with', () => {
    expect(playingStep(1, 20, 10)).toBe(1);
    expect(playingStep(1, 80, 20)).toBe(2);
    expect(playingStep(-1, 20, 300)).toBe(-8);
  });

  test('stays within the drive', () => {
    expect(prefetchOrder(98, 100, 1, 4)).toEqual([99, 97, 96, 95]);
    expect(prefetchOrder(0, 2, 1, 8)).toEqual([1]);
  });
});
