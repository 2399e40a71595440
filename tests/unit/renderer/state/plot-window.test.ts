import { describe, expect, test } from 'vitest';
import { panWindow, reveal, wholeDrive, zoomWindow } from '../../../../renderer/state/plot-window.ts';

describe('window of the plot', () => {
  test('zooms around a frame that stays where it is', () => {
    expect(zoomWindow({ min: 0, max: 100 }, 2, 25, 101)).toEqual({ min: 12.5, max: 62.5 });
  });
  test('never leaves the drive, never gets narrower than 8 frames', () => {
    expect(zoomWindow({ min: 0, max: 100 }, 0.1, 50, 101)).toEqual(wholeDrive(101));
    expect(zoomWindow({ min: 0, max: 100 }, 1e6, 50, 101)).toEqual({ min: 46, max: 54 });
    expect(panWindow({ min: 90, max: 100 }, 50, 101)).toEqual({ min: 90, max: 100 });
  });
  test('follows a frame that runs out of it', () => {
    expect(reveal({ min: 0, max: 10 }, 11, 101)).toEqual({ min: 10, max: 20 });
    const held = { min: 0, max: 10 };
    expect(reveal(held, 5, 101)).toBe(held);
  });
});
