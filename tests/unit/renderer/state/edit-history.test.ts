import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EditHistory } from '../../../../renderer/state/edit-history.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('goes back and forth, and an edit after going back ends the way forth', () => {
  const history = new EditHistory<string>();
  expect(history.undo('a')).toBeNull();
  history.record('a');
  history.record('b');
  expect(history.undo('c')).toBe('b');
  expect(history.undo('b')).toBe('a');
  expect(history.canUndo).toBe(false);
  expect(history.redo('a')).toBe('b');
  history.record('b');
  expect(history.canRedo).toBe(false);
  expect(history.undo('d')).toBe('b');
});

test('typing into one field is one step, another field or a rest begins the next', () => {
  const history = new EditHistory<number>();
  history.record(0, 'top');
  history.record(1, 'top');
  history.record(2, 'bottom');
  vi.advanceTimersByTime(1000);
  history.record(3, 'bottom');
  expect(history.undo(4)).toBe(3);
  expect(history.undo(3)).toBe(2);
  expect(history.undo(2)).toBe(0);
  expect(history.canUndo).toBe(false);
});
