import { describe, expect, test } from 'vitest';
import { editPicture } from '../../../../../main/frames/edits/edit-picture.ts';
import type { RgbaImage } from '../../../../../shared/pixels.ts';
import { pictureEditsSchema, type PictureEdit } from '../../../../../shared/what-if.ts';

/** A grey picture, one number a pixel. */
function grey(rows: readonly (readonly number[])[]): RgbaImage {
  const width = rows[0]?.length ?? 0;
  const data = Uint8ClampedArray.from(rows.flat().flatMap((level) => [level, level, level, 255]));
  return { width, height: rows.length, data };
}

function edited(image: RgbaImage, edits: readonly object[], frame = 0): number[][] {
  const { width, height, data } = editPicture(image, pictureEditsSchema.parse(edits), frame);
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => data[(y * width + x) * 4] ?? Number.NaN),
  );
}

const spread = (values: readonly number[]): readonly [mean: number, deviation: number] => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
};

describe('tones', () => {
  const picture = grey([[0, 100, 200, 255]]);
  test.each<[object, number[]]>([
    [{ op: 'brightness', by: 60 }, [60, 160, 255, 255]],
    [{ op: 'brightness', by: -120 }, [0, 0, 80, 135]],
    // 127.5 ± half the distance; halves to even.
    [{ op: 'contrast', factor: 0.5 }, [64, 114, 164, 191]],
    [{ op: 'contrast', factor: 2 }, [0, 72, 255, 255]],
    // sRGB 100 is 0.1274 of the light; twice that is 0.2548, which is written as 138. 200 is 0.5776: more than half is white.
    [{ op: 'exposure', stops: 1 }, [0, 138, 255, 255]],
    [{ op: 'exposure', stops: -1 }, [0, 71, 146, 188]],
  ])('%o', (edit, levels) => {
    expect(edited(picture, [edit])).toEqual([levels]);
  });

  test('one after the other, in the order given', () => {
    expect(
      edited(grey([[100]]), [
        { op: 'brightness', by: 100 },
        { op: 'contrast', factor: 0 },
      ]),
    ).toEqual([[128]]);
    expect(
      edited(grey([[100]]), [
        { op: 'contrast', factor: 0 },
        { op: 'brightness', by: 100 },
      ]),
    ).toEqual([[228]]);
  });
});

describe('places', () => {
  const picture = grey([
    [10, 20, 30],
    [40, 50, 60],
  ]);
  test.each<[object, number[][]]>([
    [
      { op: 'flip' },
      [
        [30, 20, 10],
        [60, 50, 40],
      ],
    ],
    [
      { op: 'shift', dx: 1 },
      [
        [10, 10, 20],
        [40, 40, 50],
      ],
    ],
    [
      { op: 'shift', dx: -2, dy: 1 },
      [
        [30, 30, 30],
        [30, 30, 30],
      ],
    ],
    [
      { op: 'rotate', degrees: 180 },
      [
        [60, 50, 40],
        [30, 20, 10],
      ],
    ],
  ])('%o', (edit, rows) => {
    expect(edited(picture, [edit])).toEqual(rows);
  });

  test('a quarter turn is clockwise', () => {
    expect(
      edited(
        grey([
          [1, 2, 3],
          [4, 5, 6],
          [7, 8, 9],
        ]),
        [{ op: 'rotate', degrees: 90 }],
      ),
    ).toEqual([
      [7, 4, 1],
      [8, 5, 2],
      [9, 6, 3],
    ]);
  });
});

describe('blur', () => {
  test('a point becomes a Gaussian, an even picture stays', () => {
    // exp(0), exp(-1/2), exp(-2), exp(-9/2) over their sum, 2.5066: 0.3989, 0.2420, 0.0540, 0.0044, times 200.
    const line = [0, 0, 0, 0, 200, 0, 0, 0, 0];
    expect(edited(grey([line]), [{ op: 'blur', sigma: 1 }])).toEqual([[0, 1, 11, 48, 80, 48, 11, 1, 0]]);
    expect(
      edited(
        grey([
          [77, 77],
          [77, 77],
        ]),
        [{ op: 'blur', sigma: 4 }],
      ),
    ).toEqual([
      [77, 77],
      [77, 77],
    ]);
  });
});

describe('noise', () => {
  const even = grey(Array.from({ length: 60 }, () => Array<number>(60).fill(120)));
  const noise = { op: 'noise', sigma: 10 };

  test('of the strength asked for, another in each frame, the same again', () => {
    const [mean, deviation] = spread(edited(even, [noise]).flat());
    expect(Math.abs(mean - 120)).toBeLessThan(1);
    expect(deviation).toBeGreaterThan(9.5);
    expect(deviation).toBeLessThan(10.5);
    expect(edited(even, [noise])).toEqual(edited(even, [noise]));
    const other = edited(even, [noise], 1).flat();
    const differences = edited(even, [noise])
      .flat()
      .map((level, at) => level - (other[at] ?? 0));
    expect(spread(differences)[1]).toBeGreaterThan(13);
    expect(edited(even, [{ ...noise, seed: 2 }])).not.toEqual(edited(even, [noise]));
  });
});

describe('erase', () => {
  const rows = Array.from({ length: 8 }, () => [0, 30, 60, 90, 120, 150, 180, 210]);
  const rectangle = { kind: 'rectangle', left: 3, top: 2, width: 2, height: 3 };

  test('by the mean of the rest', () => {
    const filled = edited(grey(rows), [{ op: 'erase', shapes: [rectangle], fill: 'mean' }]);
    // 8 × 840 less 3 × 210, over 58 pixels.
    expect(filled[1]).toEqual(rows[1]);
    expect(filled[2]).toEqual([0, 30, 60, 105, 105, 150, 180, 210]);
    expect(filled[5]).toEqual(rows[5]);
  });

  test('smoothly: what was a ramp is nearly one again', () => {
    const filled = edited(grey(rows), [{ op: 'erase', shapes: [rectangle] }]);
    const [left = 0, right = 0] = [filled[3]?.[3], filled[3]?.[4]];
    expect(Math.abs(left - 90)).toBeLessThan(20);
    expect(Math.abs(right - 120)).toBeLessThan(20);
    expect(right).toBeGreaterThan(left);
    expect(filled[1]).toEqual(rows[1]);
  });

  test('all of it: grey', () => {
    const all = { kind: 'rectangle', left: 0, top: 0, width: 8, height: 8 };
    for (const fill of ['mean', 'inpaint'])
      expect(edited(grey(rows), [{ op: 'erase', shapes: [all], fill }]).flat()).toEqual(Array<number>(64).fill(128));
  });

  test('along a stroke', () => {
    const stroke = {
      kind: 'stroke',
      radius: 1,
      points: [
        [1, 4],
        [6, 4],
      ],
    };
    const even = grey(Array.from({ length: 8 }, () => Array<number>(8).fill(0)));
    const lit = { ...even, data: even.data.map((level, at) => (at < 8 * 4 * 4 ? 255 : level)) };
    const filled = edited(lit, [{ op: 'erase', shapes: [stroke], fill: 'noise' }]);
    const changed = filled.flatMap((row, y) =>
      row.flatMap((level, x) => (level === (y < 4 ? 255 : 0) ? [] : [`${y},${x}`])),
    );
    // Centres within one pixel of the line: columns 0 to 6 of the rows above and below it.
    expect(changed).toHaveLength(14);
    expect(changed.every((place) => /^[34],[0-6]$/.test(place))).toBe(true);
  });
});

test('the picture given stays as it is', () => {
  const picture = grey([[10, 20, 30, 40]]);
  const all: PictureEdit[] = pictureEditsSchema.parse([
    { op: 'erase', shapes: [{ kind: 'rectangle', left: 0, top: 0, width: 2, height: 1 }] },
    { op: 'rotate', degrees: 5 },
    { op: 'shift', dx: 1 },
    { op: 'flip' },
    { op: 'blur', sigma: 1 },
    { op: 'exposure', stops: 1 },
    { op: 'brightness', by: 5 },
    { op: 'contrast', factor: 2 },
    { op: 'noise', sigma: 5 },
  ]);
  for (const edit of all) editPicture(picture, [edit], 0);
  expect([...picture.data.filter((_, at) => at % 4 === 0)]).toEqual([10, 20, 30, 40]);
  const { data } = editPicture(picture, all, 0);
  expect([...data.filter((_, at) => at % 4 === 3)]).toEqual([255, 255, 255, 255]);
});
