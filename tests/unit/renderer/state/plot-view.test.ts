import { describe, expect, test } from 'vitest';
import { PlotView } from '../../../../renderer/state/plot-view.svelte.ts';

function viewOf(frameCount: number): PlotView {
  const view = new PlotView();
  view.reset(frameCount);
  return view;
}

describe('the way back', () => {
  test('turns of the wheel at one go are one step', () => {
    const view = viewOf(1001);
    view.zoom(2, 0, 1000);
    view.zoom(2, 0, 1200);
    expect(view.window).toEqual({ min: 0, max: 250 });
    view.zoom(5, 0, 5000);
    view.back();
    expect(view.window).toEqual({ min: 0, max: 250 });
    view.back();
    expect(view.window).toEqual({ min: 0, max: 1000 });
    expect([view.canGoBack, view.canGoForward]).toEqual([false, true]);
    view.forward();
    view.forward();
    expect(view.window).toEqual({ min: 0, max: 50 });
  });

  test('another zoom forgets what was ahead', () => {
    const view = viewOf(1001);
    view.showFrames(100, 200);
    view.back();
    view.showFrames(400, 500);
    expect(view.canGoForward).toBe(false);
    view.forward();
    expect(view.window).toEqual({ min: 398, max: 502 });
  });

  test('heights of tracks belong to it', () => {
    const view = viewOf(1001);
    view.zoomHeight('steering', 2, 0.5, 0);
    expect(view.heightOf('steering')).toEqual({ min: 0.25, max: 0.75 });
    expect(view.heightOf('speed')).toEqual({ min: 0, max: 1 });
    expect(view.isZoomed).toBe(true);
    view.back();
    expect(view.heightOf('steering')).toEqual({ min: 0, max: 1 });
    expect(view.isZoomed).toBe(false);
  });

  test('a height that is not zoomed does not move', () => {
    const view = viewOf(1001);
    view.panHeight('steering', 0.2, 0);
    expect([view.isZoomed, view.canGoBack]).toEqual([false, false]);
  });
});

describe('the current frame', () => {
  test('is followed while playing, in the middle; without following it runs out', () => {
    const view = viewOf(1001);
    view.showFrames(0, 100);
    view.keepInSight(500, true);
    expect(view.window).toEqual({ min: 448, max: 552 });
    view.follows = false;
    view.keepInSight(900, true);
    expect(view.window).toEqual({ min: 448, max: 552 });
    view.keepInSight(900, false);
    expect(view.window.min).toBeLessThanOrEqual(900);
    expect(view.window.max).toBeGreaterThanOrEqual(900);
    view.back();
    expect(view.window).toEqual({ min: 0, max: 1000 });
  });
});

describe('a drive that grows', () => {
  test('is shown whole as long as it was', () => {
    const view = viewOf(101);
    view.resize(201);
    expect(view.window).toEqual({ min: 0, max: 200 });
    view.showFrames(50, 100);
    view.resize(301);
    expect(view.window).toEqual({ min: 49, max: 101 });
  });
});
