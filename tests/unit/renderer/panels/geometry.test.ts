import { describe, expect, test } from 'vitest';
import type { GeometryStep, Stage } from '../../../../shared/geometry.ts';
import { clipName, inFolder } from '../../../../renderer/panels/export-dialog/clip-path.ts';
import { placed, scaledToUnit } from '../../../../renderer/panels/frame-view/overlay-map.ts';
import { stageRegion } from '../../../../shared/stage-region.ts';
import { fitted, zoomAt, zoomedRect } from '../../../../renderer/state/zoom.ts';
import { finiteRange, traceArea, traceLine } from '../../../../renderer/panels/steering-plot/line-paths.ts';
import { follow, panWindow, wholeDrive, zoomWindow } from '../../../../renderer/panels/steering-plot/plot-window.ts';
import {
  breaksNear,
  columnsOf,
  frameAtX,
  thinned,
  thumbnailFrames,
  xOfBreak,
  xOfFrame,
} from '../../../../renderer/panels/timeline/timeline-geometry.ts';

describe('zoom of the picture', () => {
  test('what lies under the pointer stays there', () => {
    const zoom = zoomAt(fitted, 4, 100, -50);
    // The point 100, -50 from the centre is at 4 * (100, -50) of the picture's centre after zooming.
    expect([zoom.offsetX + 4 * 100, zoom.offsetY + 4 * -50]).toEqual([100, -50]);
  });

  test('zooming out again fits the picture, and only then makes it smaller', () => {
    expect(zoomAt(zoomAt(fitted, 4, 9, 9), 0.1, 3, 3)).toEqual(fitted);
    expect(zoomAt(fitted, 0.5, 0, 0).scale).toBe(0.5);
    expect(zoomAt(fitted, 0.01, 0, 0).scale).toBe(1 / 8);
  });

  test('fitted fills the view', () =>
    expect(zoomedRect(fitted, 800, 600, 2)).toEqual({ left: 0, top: 0, width: 800, height: 600 }));
});

describe('lines of the plot', () => {
  /** One pixel a sample, upside up. */
  const oneToOne = {
    xAt: (index: number) => index,
    indexAt: (x: number) => x,
    yAt: (value: number) => value,
    isCut: (_index: number) => false,
  };
  const squeezed = { ...oneToOne, xAt: (index: number) => index / 10, indexAt: (x: number) => x * 10 };
  function recorder() {
    const drawn: (readonly [string, ...number[]])[] = [];
    return {
      drawn,
      moveTo: (x: number, y: number) => void drawn.push(['M', x, y]),
      lineTo: (x: number, y: number) => void drawn.push(['L', x, y]),
      rect: (...numbers: number[]) => void drawn.push(['R', ...numbers]),
    };
  }

  test('NaN is a gap, and a sample between two gaps a dash', () => {
    const path = recorder();
    traceLine(path, [1, 2, NaN, 5, NaN, 7, 8], 0, 6, oneToOne);
    expect(path.drawn).toEqual([
      ['M', 0, 1],
      ['L', 1, 2],
      ['M', -2, 5],
      ['L', 8, 5],
      ['M', 5, 7],
      ['L', 6, 8],
    ]);
  });

  test('a crowded pixel column is its first, lowest, highest and last', () => {
    const path = recorder();
    traceLine(path, [3, 9, 1, 4, 4, 4, 4, 4, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6], 0, 19, squeezed);
    expect(path.drawn.slice(0, 4)).toEqual([
      ['M', 0, 3],
      ['L', 0, 1],
      ['L', 0, 9],
      ['L', 0, 5],
    ]);
    expect(path.drawn[4]).toEqual(['L', 1, 6]);
  });

  test('a crowded column without a number is a gap', () => {
    const path = recorder();
    traceLine(path, [...new Array<number>(10).fill(1), ...new Array<number>(10).fill(NaN), 2, 2], 0, 21, squeezed);
    expect(path.drawn.filter(([kind]) => kind === 'M').map(([, x]) => x)).toEqual([0, 2]);
  });

  test('no line and no area joins what a cut tells apart', () => {
    const path = recorder();
    const cutAt2And3 = { ...oneToOne, isCut: (index: number) => index === 2 || index === 3 };
    traceLine(path, [1, 2, 5, 7, 8], 0, 4, cutAt2And3);
    expect(path.drawn).toEqual([
      ['M', 0, 1],
      ['L', 1, 2],
      ['M', -3, 5],
      ['L', 7, 5],
      ['M', 3, 7],
      ['L', 4, 8],
    ]);
    const area = recorder();
    traceArea(area, [0, 0, 0, 0, 0], [1, 1, 1, 1, 1], 0, 4, cutAt2And3);
    expect(area.drawn.filter(([kind]) => kind === 'M').map(([, x]) => x)).toEqual([0, 3]);
  });

  test('a crowded pixel column behind a cut begins a new line', () => {
    const path = recorder();
    traceLine(path, new Array<number>(30).fill(1), 0, 29, { ...squeezed, isCut: (index) => index === 20 });
    expect(path.drawn.filter(([kind]) => kind === 'M').map(([, x]) => x)).toEqual([0, 2]);
  });

  test('a million samples cost what the width costs', () => {
    const values = Float64Array.from({ length: 1_000_000 }, (_, index) => Math.sin(index / 1000));
    const path = recorder();
    const scale = 1_000_000 / 1200;
    traceLine(path, values, 0, values.length - 1, {
      ...oneToOne,
      xAt: (index) => index / scale,
      indexAt: (x) => x * scale,
    });
    expect(path.drawn.length).toBeLessThanOrEqual(1201 * 4);
    expect(Math.max(...path.drawn.map(([, , y]) => y ?? 0))).toBeCloseTo(1, 5);
  });

  test('the error is the area between the lines where both are known', () => {
    const path = recorder();
    traceArea(path, [0, 0, NaN, 0], [1, 2, 2, 2], 0, 3, oneToOne);
    expect(path.drawn).toEqual([
      ['M', 0, 0],
      ['L', 1, 0],
      ['L', 1, 2],
      ['L', 0, 1],
    ]);
  });

  test('the range leaves out what is no finite number', () => {
    expect(finiteRange([NaN, 3, -Infinity, -1, Infinity])).toEqual([-1, 3]);
    expect(finiteRange([NaN])).toBeNull();
    expect(finiteRange(null)).toBeNull();
  });
});

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
    expect(follow({ min: 0, max: 10 }, 11, 101)).toEqual({ min: 10, max: 20 });
    const held = { min: 0, max: 10 };
    expect(follow(held, 5, 101)).toBe(held);
  });
});

describe('timeline', () => {
  test('frames and pixels are inverse', () => {
    for (const frame of [0, 1, 57, 99]) expect(frameAtX(xOfFrame(frame, 100, 730), 100, 730)).toBe(frame);
    expect(frameAtX(-5, 100, 730)).toBe(0);
    expect(frameAtX(9999, 100, 730)).toBe(99);
  });
  test('a break lies between two frames, and the pointer finds the nearest', () => {
    expect(xOfBreak(1, 2, 100)).toBe(50);
    const breaks = [{ frame: 0 }, { frame: 10 }, { frame: 10 }, { frame: 11 }];
    // Ten pixels a frame: at 100, 100 and 110.
    expect(breaksNear(breaks, 103, 100, 1000)).toEqual([{ frame: 10 }, { frame: 10 }]);
    expect(breaksNear(breaks, 107, 100, 1000)).toEqual([{ frame: 11 }]);
    expect(breaksNear(breaks, 130, 100, 1000)).toEqual([]);
  });
  test('in a crowd of marks one stands for many', () => {
    const marks = Array.from({ length: 1000 }, (_, frame) => ({ frame }));
    expect(thinned(marks, 2, 1000, 100)).toHaveLength(50);
    expect(thinned([{ frame: 0 }, { frame: 30 }], 2, 1000, 100)).toHaveLength(2);
  });
  test('a pixel shows the largest error under it and how much of it is analysed', () => {
    const columns = columnsOf(Float64Array.of(0.1, -0.7, NaN, NaN), Uint8Array.of(1, 1, 1, 0), 2);
    expect(columns).toEqual([
      { analysed: 1, error: 0.7 },
      { analysed: 0.5, error: 0 },
    ]);
  });
  test('thumbnails: as many as fit, never more than frames', () => {
    expect(thumbnailFrames(100, 200, 50)).toEqual([12, 37, 62, 87]);
    expect(thumbnailFrames(2, 1000, 50)).toEqual([0, 1]);
  });
});

describe('overlay of a stage', () => {
  test('is scaled to 0..1, and a constant one is nothing', () => {
    const scaled = scaledToUnit({ height: 1, width: 3, values: Float32Array.of(2, 4, 6) });
    expect([...scaled.values]).toEqual([0, 0.5, 1]);
    expect([...scaledToUnit({ height: 1, width: 2, values: Float32Array.of(3, 3) }).values]).toEqual([0, 0]);
  });
});

describe('region of the stages', () => {
  const input = { name: 'x', height: 160, width: 320, channels: 3, layout: 'NHWC' } as const;
  const axis = { kernel: 5, stride: 2, dilation: 1, padBefore: 0, inputSize: 1, outputSize: 1 };
  const convolution = { kind: 'convolution', layer: 'c', vertical: axis, horizontal: axis } as const;
  const crop = { kind: 'crop', layer: 'k', top: 60, bottom: 26, left: 0, right: 20 } as const;
  const stageOf = (...steps: GeometryStep[]): Stage => {
    return { layer: 'c', tap: 'c', activation: 'relu', height: 1, width: 1, channels: 1, steps };
  };

  test('what the network crops itself is left out', () => {
    const steps = [{ ...crop, inputHeight: 160, inputWidth: 320 }, convolution];
    expect(stageRegion(input, [stageOf(...steps)])).toEqual({ left: 0, top: 60, width: 300, height: 74 });
    expect(stageRegion(input, [stageOf(convolution)])).toEqual({ left: 0, top: 0, width: 320, height: 160 });
  });

  test('a crop after a resize counts in resized pixels', () => {
    const resize = {
      kind: 'resize',
      layer: 'r',
      inputHeight: 160,
      inputWidth: 320,
      outputHeight: 80,
      outputWidth: 160,
    } as const;
    const half = { ...crop, top: 40, bottom: 0, right: 0, inputHeight: 80, inputWidth: 160 };
    expect(stageRegion(input, [stageOf(resize, half, convolution)])).toEqual({
      left: 0,
      top: 80,
      width: 320,
      height: 80,
    });
  });

  test('a map is stretched over its region in blocks, with nothing beside it', () => {
    const map = { height: 1, width: 2, values: Float32Array.of(0.25, 0.75) };
    const { values } = placed(map, { left: 1, top: 1, width: 4, height: 1 }, { width: 6, height: 2 });
    expect([...values]).toEqual([NaN, NaN, NaN, NaN, NaN, NaN, NaN, 0.25, 0.25, 0.75, 0.75, NaN]);
  });
});

describe('path of a clip', () => {
  test('holds nothing that a file name may not', () => expect(clipName('a b:c.csv', 1, 20)).toBe('a_b_c-1-20.mp4'));
  test('joins as the system of the folder does', () => {
    expect(inFolder('/home/x', 'c.mp4')).toBe('/home/x/c.mp4');
    expect(inFolder('C:\\Users\\x', 'c.mp4')).toBe('C:\\Users\\x\\c.mp4');
    expect(inFolder('/', 'c.mp4')).toBe('/c.mp4');
  });
});
