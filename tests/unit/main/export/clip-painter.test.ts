import { describe, expect, test } from 'vitest';
import { ClipPainter, type ClipPicture } from '../../../../main/export/clip-painter.ts';
import { maskStyleSchema } from '../../../../shared/mask-style.ts';
import type { FrameAnalysis } from '../../../../shared/analysis.ts';
import { pathSketchSchema } from '../../../../shared/path-sketch.ts';
import { clipSize } from '../../../../shared/annotate/clip-layout.ts';

const base = {
  driveName: 'a drive with a name far too long for the line that it has to share with the frame number',
  modelName: 'network.h5',
  engine: 'ONNX Runtime · CPU',
  series: {
    x: [0, 1, 2],
    xUnit: 's',
    recorded: [0.1, NaN, 0.3],
    predicted: [0.2, 0.2, NaN],
    unit: 'normalised',
  },
  unit: 'normalised',
  fullScale: 0.5,
  positive: 'right',
  straight: 0,
} as const;

const image = (width: number, height: number, grey: number) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 4 }, (_, at) => (at % 4 === 3 ? 255 : grey)),
});
const picture = (changes: Partial<ClipPicture>): ClipPicture => ({
  sample: 0,
  frame: 7,
  timeSecs: 1.5,
  recorded: 0.1,
  image: image(8, 4, 100),
  analysis: null,
  crop: null,
  missingText: 'No picture',
  ...changes,
});
const analysis = (changes: Partial<FrameAnalysis>): FrameAnalysis => ({
  frame: 7,
  predictedSteering: 0.2,
  outputs: [],
  mask: null,
  stages: [],
  networkView: { left: 0, top: 0, width: 8, height: 4 },
  timings: { decodeMs: 0, preprocessMs: 0, forwardMs: 0, saliencyMs: 0 },
  problems: [],
  ...changes,
});
const lookOf = (style: Record<string, unknown>, largest = 0) => ({
  mask: { style: maskStyleSchema.parse(style), largest, name: 'VisualBackProp', signs: null, atPercentile: false },
  pathSketch: null,
  frameCount: 3,
});
const painter = (): ClipPainter => new ClipPainter(base, lookOf({ opacity: 1 }), 99);
const at = (rgba: Buffer, x: number, y: number): number[] => {
  const start = (y * clipSize.width + x) * 4;
  return [...rgba.subarray(start, start + 4)];
};
/* The camera frame lies at 24..871 x 64..487. */
const [left, top, middleX, middleY] = [26, 200, 448, 276];

describe('a painted frame', () => {
  test('is opaque and 1280 x 720', () => {
    const rgba = painter().paint(picture({}));
    expect(rgba).toHaveLength(1280 * 720 * 4);
    expect(rgba.every((value, index) => index % 4 !== 3 || value === 255)).toBe(true);
  });

  test('shows the picture, and the mask where the network looked', () => {
    const mask = { height: 1, width: 2, values: Float32Array.of(0, 1), signed: false, flat: false, min: 0, max: 1 };
    const rgba = painter().paint(picture({ analysis: analysis({ mask }) }));
    expect(at(rgba, left, top)).toEqual([100, 100, 100, 255]);
    expect(at(rgba, 868, top)).toEqual([38, 255, 84, 255]);
  });

  test('shows both sides of a signed mask in their colours, and the picture darker where it says nothing', () => {
    const values = Float32Array.of(-1, -1, 0, 0, 0, 0, 0, 1);
    const mask = { height: 1, width: 8, values, signed: true, flat: false, min: -3, max: 3 };
    const rgba = painter().paint(picture({ analysis: analysis({ mask }) }));
    expect(at(rgba, left, top)).toEqual([46, 150, 255, 255]);
    expect(at(rgba, 868, top)).toEqual([255, 140, 26, 255]);
    // Half of 100, half of the dark that lies over it.
    expect(at(rgba, left + 424, top)).toEqual([55, 56, 57, 255]);
  });

  test('on one scale for all frames is paler than the frame with the largest saliency', () => {
    const mask = { height: 1, width: 2, values: Float32Array.of(0, 1), signed: false, flat: false, min: 0, max: 1 };
    const green = (style: Record<string, unknown>): number => {
      const clip = new ClipPainter(base, lookOf({ opacity: 1, colourMap: 'gray', ...style }, 4), 99);
      return at(clip.paint(picture({ analysis: analysis({ mask }) })), 868, top)[1] ?? NaN;
    };
    expect(green({})).toBe(255);
    // A quarter of the scale: level 64 at alpha 64 over 100.
    expect(green({ scale: { over: 'clip' } })).toBe(91);
    expect(green({ scale: { over: 'fixed', max: 2 } })).toBe(Math.round(128 * (128 / 255) + 100 * (127 / 255)));
  });

  test('of a mask with single peaks has the full colour from its 99th percentile on, and says so', () => {
    const values = new Float32Array(200).fill(0.125);
    values.set([1, 1], 0);
    const mask = { height: 1, width: 200, values, signed: false, flat: false, min: 0, max: 1 };
    const paint = (atPercentile: boolean): Buffer => {
      const look = lookOf({ opacity: 1, colourMap: 'gray' });
      const clip = new ClipPainter(base, { ...look, mask: { ...look.mask, atPercentile } }, 99);
      return clip.paint(picture({ analysis: analysis({ mask }) }));
    };
    // Level 32 at alpha 32 over 100; then the eighth is the full colour.
    expect(at(paint(false), 868, top)[1]).toBe(Math.round(32 * (32 / 255) + 100 * (223 / 255)));
    expect(at(paint(true), 868, top)[1]).toBe(255);
    // The bar is a line higher: its ground lies over what is white.
    expect(at(paint(true), 232, 412)[1]).toBe(255);
    expect(at(paint(true), 232, 420)[1]).toBeLessThan(100);
  });

  test('has contour lines and the bar of the colours over the picture', () => {
    const values = Float32Array.from({ length: 100 }, (_, index) => (index % 10) / 9);
    const mask = { height: 10, width: 10, values, signed: false, flat: false, min: 0, max: 1 };
    const rgba = new ClipPainter(base, lookOf({ opacity: 1, drawn: 'contours' }), 99).paint(
      picture({ analysis: analysis({ mask }) }),
    );
    const inRow = Array.from({ length: 840 }, (_, index) => at(rgba, left + index, top));
    const isGreen = ([red = 0, green = 0]: readonly number[]): boolean => green > 180 && red < 100;
    const groups = inRow.filter((pixel, index) => isGreen(pixel) && !isGreen(inRow[index - 1] ?? [])).length;
    expect(groups).toBe(4);
    // The bar's ground in the lower left corner.
    expect(at(rgba, 40, 474)[0]).toBeLessThan(60);
  });

  test('has the path over the road when it is asked for', () => {
    const clip = new ClipPainter(base, { ...lookOf({}), pathSketch: pathSketchSchema.parse({}) }, 99);
    const [red = 0, , blue = 0] = at(clip.paint(picture({ analysis: analysis({}) })), middleX, 440);
    // The predicted ribbon, amber over grey.
    expect(red).toBeGreaterThan(blue + 20);
    expect(at(painter().paint(picture({ analysis: analysis({}) })), middleX, 440)).toEqual([100, 100, 100, 255]);
  });

  test('has no mask where nothing was active', () => {
    const mask = { height: 1, width: 2, values: new Float32Array(2), signed: false, flat: true, min: 0, max: 0 };
    expect(at(painter().paint(picture({ analysis: analysis({ mask }) })), 868, top)).toEqual([100, 100, 100, 255]);
  });

  test('keeps nothing of the frame before, though their sizes differ', () => {
    const clip = painter();
    clip.paint(picture({ image: image(8, 4, 200) }));
    const narrow = clip.paint(picture({ image: image(4, 4, 50) }));
    expect(at(narrow, left, top)).toEqual([10, 12, 14, 255]);
    expect(at(narrow, middleX, middleY)).toEqual([50, 50, 50, 255]);
    const missing = clip.paint(picture({ image: null }));
    expect(at(missing, middleX, 100)).toEqual([10, 12, 14, 255]);
  });

  test('survives an analysis that saw nothing, and numbers that are none', () => {
    const nothing = analysis({ predictedSteering: NaN, networkView: { left: 0, top: 0, width: 0, height: 0 } });
    const rgba = painter().paint(picture({ analysis: nothing, recorded: null, timeSecs: NaN, sample: 2 }));
    expect(at(rgba, left, top)).toEqual([100, 100, 100, 255]);
  });

  test('has no error where the predicted steering has another unit, and a scale of its own for it', () => {
    const servo = {
      ...base,
      series: { ...base.series, predicted: [50, 80, 98], predictedUnit: 'deg' },
      predictedScale: { unit: 'deg', fullScale: 180, positive: 'right', straight: 0 },
    } as const;
    const clip = new ClipPainter(servo, lookOf({}), 99);
    const rgba = clip.paint(picture({ analysis: analysis({ predictedSteering: 80 }) }));
    type Colour = (red: number, blue: number) => boolean;
    const has = (colour: Colour, x0: number, x1: number, y0: number, y1: number): boolean => {
      for (let y = y0; y < y1; y++)
        for (let x = x0; x < x1; x++) {
          const [red = 0, , blue = 0] = at(rgba, x, y);
          if (colour(red, blue)) return true;
        }
      return false;
    };
    const amber: Colour = (red, blue) => red > blue + 60;
    const white: Colour = (red, blue) => Math.min(red, blue) > 200;
    // The marks of the scale at the right; above it stood the difference in numbers, as at the left the title.
    expect(has(amber, 1204, 1240, 530, 680)).toBe(true);
    expect(has(white, 1100, 1250, 505, 530)).toBe(false);
    expect(has(white, 24, 120, 505, 530)).toBe(true);
  });

  test('differs from the next in its number and cursor', () => {
    const clip = painter();
    const [first, second] = [clip.paint(picture({})), clip.paint(picture({ sample: 1, frame: 8, timeSecs: 1.6 }))];
    const changed = (x0: number, y0: number, x1: number, y1: number): boolean => {
      for (let y = y0; y < y1; y++)
        for (let x = x0; x < x1; x++) if (at(first, x, y).join() !== at(second, x, y).join()) return true;
      return false;
    };
    expect(changed(900, 20, 1256, 60)).toBe(true);
    expect(changed(76, 540, 1240, 660)).toBe(true);
    expect(changed(0, 0, 640, 60)).toBe(false);
  });
});
