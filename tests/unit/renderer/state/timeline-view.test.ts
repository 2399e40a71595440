import { describe, expect, test } from 'vitest';
import { Playback } from '../../../../renderer/state/playback.svelte.ts';
import { TimelineView } from '../../../../renderer/state/timeline-view.svelte.ts';
import { inside, panned, revealing, wholeDrive, zoomed } from '../../../../renderer/state/timeline-window.ts';

describe('window of the timeline', () => {
  test('what lies under the pointer stays there', () => {
    for (const frameCount of [100, 1_000_000])
      for (const share of [0.2, 0.5, 0.9]) {
        const around = share * frameCount;
        const window = zoomed(wholeDrive(frameCount), 3, around, frameCount, 10);
        expect(window.to - window.from).toBeCloseTo(frameCount / 3, 6);
        expect((around - window.from) / (window.to - window.from)).toBeCloseTo(share, 9);
      }
  });

  test('never leaves the drive, nor gets wider than it or narrower than told', () => {
    expect(zoomed({ from: 10, to: 20 }, 0.001, 15, 100, 5)).toEqual({ from: 0, to: 100 });
    expect(zoomed({ from: 10, to: 20 }, 1e6, 15, 100, 4)).toEqual({ from: 13, to: 17 });
    expect(zoomed({ from: 0, to: 2 }, 5, 1, 2, 16)).toEqual({ from: 0, to: 2 });
    expect(panned({ from: 90, to: 100 }, 50, 100)).toEqual({ from: 90, to: 100 });
    expect(panned({ from: 5, to: 15 }, -50, 100)).toEqual({ from: 0, to: 10 });
    expect(inside({ from: 0, to: 50 }, 0)).toEqual({ from: 0, to: 1 });
  });

  test('turns a page when the frame runs out of one; what is far comes into the middle', () => {
    const window = { from: 100, to: 200 };
    expect(revealing(window, 100, 1000)).toBe(window);
    expect(revealing(window, 199, 1000)).toBe(window);
    expect(revealing(window, 200, 1000)).toEqual({ from: 190.5, to: 290.5 });
    expect(revealing(window, 99, 1000)).toEqual({ from: 9.5, to: 109.5 });
    expect(revealing(window, 700, 1000)).toEqual({ from: 650.5, to: 750.5 });
  });
});

function viewOf(frameCount: number): { view: TimelineView; playback: Playback } {
  const playback = new Playback();
  playback.reset(frameCount, null);
  return { view: new TimelineView(playback), playback };
}

describe('what the timeline shows', () => {
  test('the whole drive, also as it grows; a part of it stays that part', () => {
    const { view, playback } = viewOf(100);
    expect(view.window).toEqual({ from: 0, to: 100 });
    playback.grow(200, null, false);
    expect(view.window).toEqual({ from: 0, to: 200 });
    view.zoomBy(2, 100);
    expect(view.window).toEqual({ from: 50, to: 150 });
    playback.grow(1000, null, false);
    expect(view.window).toEqual({ from: 50, to: 150 });
    playback.reset(80, null);
    expect(view.window).toEqual({ from: 0, to: 80 });
  });

  test('zoomed out to the whole drive it is zoomed no more', () => {
    const { view } = viewOf(100);
    view.zoomBy(3, 20);
    expect(view.isZoomed).toBe(true);
    view.zoomBy(1 / 3, 20);
    expect(view.isZoomed).toBe(false);
  });

  test('keys zoom around the current frame, wherever the window was', () => {
    const { view, playback } = viewOf(10_000);
    view.show({ from: 0, to: 100 });
    playback.seek(5000);
    view.zoomBy(2);
    expect(view.window).toEqual({ from: 4975.5, to: 5025.5 });
  });

  test('a frame gets no wider than 96 pixels', () => {
    const { view } = viewOf(1000);
    view.width = 960;
    view.zoomBy(1e9, 500);
    expect(view.window.to - view.window.from).toBe(10);
  });

  test('follows steps always, and playing unless the user has looked elsewhere', () => {
    const { view, playback } = viewOf(1000);
    view.show({ from: 100, to: 200 });
    playback.play();
    view.follow(200, 199);
    expect(view.window.from).toBe(190.5);
    view.show({ from: 600, to: 700 });
    view.follow(201, 200);
    expect(view.window.from).toBe(600);
    playback.pause();
    view.follow(202, 201);
    expect(view.window).toEqual({ from: 152.5, to: 252.5 });
  });

  test('an end of the window moves alone, and stops before it passes the other', () => {
    const { view } = viewOf(1000);
    view.width = 960;
    view.showFrom(300, 400);
    expect(view.window).toEqual({ from: 300, to: 400 });
    view.showFrom(999, 400);
    expect(view.window).toEqual({ from: 390, to: 400 });
    view.showTo(300, 5000);
    expect(view.window).toEqual({ from: 300, to: 1000 });
  });

  test('the range with room around it', () => {
    const { view, playback } = viewOf(1000);
    playback.markRange(599, 500);
    expect(playback.range).toEqual({ first: 500, last: 599 });
    view.fitRange();
    expect(view.window).toEqual({ from: 495, to: 605 });
  });
});
