import { describe, expect, test } from 'vitest';
import {
  centreOn,
  panHeight,
  panWindow,
  reveal,
  wholeDrive,
  wholeHeight,
  windowOver,
  zoomHeight,
  zoomWindow,
} from '../../../../renderer/state/plot-window.ts';

describe('window of the plots', () => {
  test('zooms around a frame that stays where it is', () => {
    expect(zoomWindow({ min: 0, max: 100 }, 2, 25, 101)).toEqual({ min: 12.5, max: 62.5 });
  });
  test('never leaves the drive, never gets narrower than 8 frames', () => {
    expect(zoomWindow({ min: 0, max: 100 }, 0.1, 50, 101)).toEqual(wholeDrive(101));
    expect(zoomWindow({ min: 0, max: 100 }, 1e6, 50, 101)).toEqual({ min: 46, max: 54 });
    expect(panWindow({ min: 90, max: 100 }, 50, 101)).toEqual({ min: 90, max: 100 });
  });
  test('a single frame has room around it, and nothing moves it', () => {
    expect(wholeDrive(1)).toEqual({ min: -1, max: 1 });
    expect(zoomWindow(wholeDrive(1), 2, 0, 1)).toEqual({ min: -1, max: 1 });
    expect(panWindow(wholeDrive(1), 5, 1)).toEqual({ min: -1, max: 1 });
  });
  test('shows a frame that ran out of it, and stays where it is for one that did not', () => {
    expect(reveal({ min: 0, max: 10 }, 11, 101)).toEqual({ min: 10, max: 20 });
    const held = { min: 0, max: 10 };
    expect(reveal(held, 5, 101)).toBe(held);
  });
  test('follows with the frame in the middle, but for the ends', () => {
    expect(centreOn({ min: 0, max: 10 }, 50, 101)).toEqual({ min: 45, max: 55 });
    expect(centreOn({ min: 0, max: 10 }, 99, 101)).toEqual({ min: 90, max: 100 });
  });
  test('shows a range with a fiftieth of it on each side', () => {
    expect(windowOver(100, 200, 1001)).toEqual({ min: 98, max: 202 });
    expect(windowOver(50, 50, 1001)).toEqual({ min: 46, max: 54 });
  });
});

describe('height of a track', () => {
  test('zooms around a share that stays where it is', () => {
    expect(zoomHeight(wholeHeight, 2, 0.25)).toEqual({ min: 0.125, max: 0.625 });
    expect(zoomHeight(wholeHeight, 0.1, 0.5)).toEqual({ min: -0.5, max: 1.5 });
  });
  test('is moved, with a tenth of it left in sight', () => {
    expect(panHeight({ min: 0.25, max: 0.5 }, 0.25)).toEqual({ min: 0.5, max: 0.75 });
    expect(panHeight({ min: 0, max: 1 }, 5)).toEqual({ min: 0.9, max: 1.9 });
    expect(panHeight({ min: 0, max: 1 }, -5).max).toBeCloseTo(0.1, 9);
  });
});
