import { describe, expect, test } from 'vitest';
import type { GeometryStep, Stage } from '../../../../shared/geometry.ts';
import { clipName, inFolder } from '../../../../renderer/panels/export-dialog/clip-path.ts';
import { placed, scaledToUnit } from '../../../../renderer/panels/frame-view/overlay-map.ts';
import { stageRegion } from '../../../../shared/stage-region.ts';
import { fitted, isFitted, zoomAt, zoomedRect } from '../../../../renderer/state/zoom.ts';

describe('zoom of the picture', () => {
  test('what lies under the pointer stays there', () => {
    const zoom = zoomAt(fitted, 4, 100, -50);
    // The point 100, -50 from the centre is at 4 * (100, -50) of the picture's centre after zooming.
    expect([zoom.offsetX + 4 * 100, zoom.offsetY + 4 * -50]).toEqual([100, -50]);
  });

  test('a picture that is shown again as it was kept fits as one that was never zoomed', () => {
    expect(isFitted(JSON.parse(JSON.stringify(fitted)) as typeof fitted)).toBe(true);
    expect(isFitted({ ...fitted, offsetX: 1 })).toBe(false);
  });

  test('zooming out again fits the picture, and only then makes it smaller', () => {
    expect(zoomAt(zoomAt(fitted, 4, 9, 9), 0.1, 3, 3)).toEqual(fitted);
    expect(zoomAt(fitted, 0.5, 0, 0).scale).toBe(0.5);
    expect(zoomAt(fitted, 0.01, 0, 0).scale).toBe(1 / 8);
  });

  test('fitted fills the view', () =>
    expect(zoomedRect(fitted, 800, 600, 2)).toEqual({ left: 0, top: 0, width: 800, height: 600 }));
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
