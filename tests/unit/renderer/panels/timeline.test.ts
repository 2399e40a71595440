import { describe, expect, test } from 'vitest';
import { breakFrames } from '../../../../renderer/panels/timeline/break-marks.ts';
import { markAt } from '../../../../renderer/panels/timeline/mark-flags.ts';
import { rulerMarks } from '../../../../renderer/panels/timeline/ruler.ts';
import { roundStep } from '../../../../shared/annotate/nice-ticks.ts';
import { edgeSpeed } from '../../../../renderer/panels/timeline/strip-drag.svelte.ts';
import { fetchOrder, framesAPlace, thumbnailPlaces } from '../../../../renderer/panels/timeline/thumbnail-places.ts';
import {
  firstNotBelow,
  frameAtX,
  nearestFrame,
  positionAt,
  thinnedFrames,
  xOfBreak,
  xOfFrame,
} from '../../../../renderer/panels/timeline/timeline-geometry.ts';
import { tracksOf } from '../../../../renderer/panels/timeline/tracks.ts';
import type { Mark } from '../../../../shared/mark.ts';

const whole = { from: 0, to: 100, width: 730 };
const zoomedIn = { from: 40, to: 60, width: 200 };
const inFrames = { valueAt: (at: number) => at, frameAt: (at: number) => at, suffix: '', leastStep: 1 };

const markOf = (id: string, firstFrame: number, lastFrame = firstFrame): Mark => {
  return { id, firstFrame, lastFrame, name: id, note: '', digit: null };
};

describe('places on the strip', () => {
  test('frames and pixels are inverse, zoomed or not', () => {
    for (const frame of [0, 1, 57, 99]) expect(frameAtX(xOfFrame(frame, whole), whole, 100)).toBe(frame);
    for (const frame of [40, 51, 59]) expect(frameAtX(xOfFrame(frame, zoomedIn), zoomedIn, 100)).toBe(frame);
    expect(positionAt(xOfBreak(43.5, zoomedIn), zoomedIn)).toBeCloseTo(43.5, 9);
  });

  test('what lies beside the drive counts as its ends', () => {
    expect(frameAtX(-5, whole, 100)).toBe(0);
    expect(frameAtX(9999, whole, 100)).toBe(99);
    expect(frameAtX(10, { from: 0, to: 1, width: 0 }, 0)).toBe(0);
  });

  test('a break lies between two frames, and the pointer finds the nearest within reach', () => {
    expect(xOfBreak(1, { from: 0, to: 2, width: 100 })).toBe(50);
    // Ten pixels a frame: at 100 and 110.
    const scale = { from: 0, to: 100, width: 1000 };
    expect(nearestFrame([0, 10, 11], 103, scale)).toBe(10);
    expect(nearestFrame([0, 10, 11], 107, scale)).toBe(11);
    expect(nearestFrame([0, 10, 11], 130, scale)).toBeNull();
    expect(nearestFrame([], 130, scale)).toBeNull();
  });

  test('in a crowd of marks one stands for many, and those out of sight do not count', () => {
    const crowd = Array.from({ length: 1000 }, (_, frame) => frame);
    expect(thinnedFrames(crowd, 2, { from: 0, to: 1000, width: 100 })).toHaveLength(50);
    expect(thinnedFrames([0, 30], 2, { from: 0, to: 1000, width: 100 })).toEqual([0, 30]);
    expect(thinnedFrames([1, 5, 50, 99], 1, { from: 40, to: 60, width: 100 })).toEqual([50]);
  });

  test('the first of rising numbers that is not below a limit', () => {
    expect([0, 1, 3, 4, 9, 10].map((limit) => firstNotBelow([1, 3, 3, 9], limit))).toEqual([0, 0, 1, 3, 3, 4]);
  });
});

describe('thumbnails', () => {
  test('as many as fit, none cut to less than two thirds of its width', () => {
    for (const width of [300, 1280, 1600, 3840])
      for (const frames of [1, 3, 25, 720, 31_337, 1_000_000]) {
        const scale = { from: 0, to: frames, width };
        const place = (framesAPlace(scale, 68) / frames) * width;
        if (framesAPlace(scale, 68) > 1) expect(place).toBeLessThan(68 * 2);
        expect(place).toBeGreaterThanOrEqual(68 - 1e-6);
      }
  });

  test('each is the middle one of its frames; the last place is as wide as what is left', () => {
    // 68 pixels are 34 frames: a place has 48, which is 96 pixels.
    expect(thumbnailPlaces({ from: 0, to: 100, width: 200 }, 68, 100)).toEqual([
      { frame: 23, left: 0, width: 96 },
      { frame: 71, left: 96, width: 96 },
      { frame: 97, left: 192, width: 8 },
    ]);
    expect(thumbnailPlaces({ from: 0, to: 1, width: 200 }, 68, 0)).toEqual([]);
    expect(thumbnailPlaces({ from: 0, to: 1, width: 200 }, 68, 1)).toEqual([{ frame: 0, left: 0, width: 200 }]);
  });

  test('panning keeps the frames, so that their pictures are there', () => {
    const framesOf = (from: number): number[] =>
      thumbnailPlaces({ from, to: from + 1000, width: 1600 }, 68, 1_000_000).map(({ frame }) => frame);
    const [here, there] = [framesOf(5000), framesOf(5100)];
    expect(here.filter((frame) => there.includes(frame)).length).toBeGreaterThanOrEqual(here.length - 3);
  });

  test('those far apart are fetched first', () => {
    const places = Array.from({ length: 9 }, (_, frame) => ({ frame, left: 0, width: 1 }));
    expect(fetchOrder(places, 4).map(({ frame }) => frame)).toEqual([0, 8, 4, 2, 6, 1, 3, 5, 7]);
    expect(fetchOrder(places, 4)[0]?.within).toBe(2);
  });
});

describe('ruler', () => {
  test('round numbers with room between them', () => {
    expect([0.3, 1, 1.1, 3, 70, 200].map(roundStep)).toEqual([0.5, 1, 2, 5, 100, 200]);
    // 72 pixels are 36 frames.
    expect(rulerMarks({ from: 0, to: 200, width: 400 }, 200, inFrames)).toEqual(
      [0, 50, 100, 150].map((frame) => ({ frame, text: String(frame) })),
    );
  });

  test('no finer than a frame, and seconds stand at their frames', () => {
    expect(rulerMarks({ from: 3, to: 5, width: 2000 }, 100, inFrames).map(({ text }) => text)).toEqual(['3', '4', '5']);
    const inSecs = {
      valueAt: (at: number) => at / 20,
      frameAt: (secs: number) => secs * 20,
      suffix: ' s',
      leastStep: 0.01,
    };
    expect(rulerMarks({ from: 0, to: 40, width: 300 }, 40, inSecs)).toEqual([
      { frame: 0, text: '0.0 s' },
      { frame: 10, text: '0.5 s' },
      { frame: 20, text: '1.0 s' },
      { frame: 30, text: '1.5 s' },
    ]);
    expect(rulerMarks({ from: 0, to: 1, width: 300 }, 1, inSecs)).toEqual([{ frame: 0, text: '0.00 s' }]);
  });
});

test('a hand at the end of the strip pulls it, the further the faster', () => {
  expect(edgeSpeed(500, 1000)).toBe(0);
  expect(edgeSpeed(972, 1000)).toBe(0);
  expect(edgeSpeed(1000, 1000)).toBeCloseTo(400, 6);
  expect(edgeSpeed(5000, 1000)).toBe(1600);
  expect(edgeSpeed(-5000, 1000)).toBe(-1600);
});

test('the pointer means a flag before the bar below it, and of two flags the one on top', () => {
  const marks = [markOf('range', 10, 80), markOf('one', 30), markOf('two', 30)];
  const scale = { from: 0, to: 100, width: 1000 };
  expect(markAt(marks, 305, scale)?.id).toBe('two');
  expect(markAt(marks, 500, scale)?.id).toBe('range');
  expect(markAt(marks, 900, scale)).toBeNull();
});

test('breaks are sorted by kind, with every word said of a frame', () => {
  const breaks = breakFrames([
    { frame: 0, kind: 'session', text: 'session a begins' },
    { frame: 7, kind: 'session', text: 'session b begins' },
    { frame: 7, kind: 'gap', text: 'paused 12.3 s' },
  ]);
  expect(breaks.of).toEqual({ session: [7], gap: [7], 'step-back': [], repeat: [] });
  expect(breaks.all).toEqual([0, 7]);
  expect(breaks.texts.get(7)).toEqual(['session b begins', 'paused 12.3 s']);
});

test('the band of the sessions takes room only where there are some', () =>
  expect(tracksOf(true).height - tracksOf(false).height).toBe(tracksOf(true).sessions.height));
