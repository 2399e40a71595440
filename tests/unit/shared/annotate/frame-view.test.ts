import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { drawFrameView, fitFrame, rectOnCanvas } from '../../../../shared/annotate/frame-view.ts';

const rect = { left: 10, top: 20, width: 200, height: 100 };

describe('a frame on the canvas', () => {
  test('of the same proportions fills the rectangle', () => {
    expect(fitFrame(rect, 100, 50)).toEqual({ scale: 2, left: 10, top: 20 });
  });
  test('that is taller has bars at the sides', () => {
    // 100 x 100 at scale 1 leaves 100 pixels, half on each side.
    expect(fitFrame(rect, 100, 100)).toEqual({ scale: 1, left: 60, top: 20 });
  });
  test('that is wider has bars above and below', () => {
    expect(fitFrame(rect, 400, 100)).toEqual({ scale: 0.5, left: 10, top: 45 });
  });
  test('puts a part of itself where its pixels lie', () => {
    const toCanvas = fitFrame(rect, 100, 100);
    expect(rectOnCanvas({ left: 10, top: 60, width: 80, height: 40 }, toCanvas)).toEqual({
      left: 70,
      top: 80,
      width: 80,
      height: 40,
    });
  });
});

describe('drawing a frame', () => {
  const solid = (colour: string, width: number, height: number): Canvas => {
    const canvas = createCanvas(width, height);
    const context = canvas.getContext('2d');
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height);
    return canvas;
  };
  const draw = (picture: Partial<Parameters<typeof drawFrameView<Canvas>>[2]>) => {
    const canvas = createCanvas(220, 140);
    const context = canvas.getContext('2d');
    drawFrameView<Canvas>(context, rect, {
      image: solid('rgb(0, 0, 200)', 100, 100),
      imageWidth: 100,
      imageHeight: 100,
      maskBitmap: null,
      networkView: { left: 0, top: 0, width: 100, height: 100 },
      crop: null,
      ...picture,
    });
    return (x: number, y: number) => [...context.getImageData(x, y, 1, 1).data];
  };

  test('leaves the bars alone and frames nothing when the network saw all', () => {
    const at = draw({ crop: { left: 0, top: 0, width: 100, height: 100 } });
    expect(at(30, 70)).toEqual([0, 0, 0, 0]);
    expect(at(60, 20)).toEqual([0, 0, 200, 255]);
    expect(at(159, 119)).toEqual([0, 0, 200, 255]);
    expect(at(160, 119)).toEqual([0, 0, 0, 0]);
  });

  test('stretches the mask over what the network saw, and only there', () => {
    const at = draw({
      maskBitmap: solid('rgba(0, 255, 0, 1)', 4, 2),
      networkView: { left: 0, top: 50, width: 100, height: 50 },
    });
    expect(at(110, 40)).toEqual([0, 0, 200, 255]);
    expect(at(62, 72)).toEqual([0, 255, 0, 255]);
    expect(at(157, 117)).toEqual([0, 255, 0, 255]);
  });

  test('dims what the network did not see and draws a line around what it saw', () => {
    const at = draw({ crop: { left: 0, top: 50, width: 100, height: 50 } });
    // 55 % of the picture's blue and 45 % of the dimming colour's 12.
    const [, , blue = 0] = at(110, 40);
    expect(Math.abs(blue - (0.55 * 200 + 0.45 * 12))).toBeLessThanOrEqual(1);
    expect(at(110, 70)).toEqual([244, 247, 250, 255]);
    expect(at(110, 95)).toEqual([0, 0, 200, 255]);
  });

  test('shows a dark field in the place of a picture that is missing', () => {
    const at = draw({ image: null });
    expect(at(65, 25)).toEqual([10, 12, 14, 255]);
  });
});
