import { describe, expect, test } from 'vitest';
import { planOnesDeconvolution } from '../../../../main/saliency/ones-deconvolution.ts';
import {
  endsOfRows,
  multiplyRows,
  rowsOfOnes,
  stretchRows,
  writeRows,
  writtenRows,
} from '../../../../main/saliency/row-sums.ts';
import type { WindowAxis } from '../../../../shared/geometry.ts';

/** Rows 0 and 1 are 3 and 5, written down; row 2 has no neighbour to be made with. */
function threeRows() {
  const rows = writtenRows({ height: 3, width: 2 });
  rows.table.set([3, 4, 5, 6, 7, 8]);
  return rows;
}

test('an odd row at the end is made alone', () => {
  const target = new Float64Array(6);
  writeRows(threeRows(), target);
  expect([...target]).toEqual([3, 4, 5, 6, 7, 8]);
});

test('a product and its copy, with the ends of both and 0', () => {
  const [product, copy] = [new Float64Array(6), new Float32Array(6)];
  const ends = multiplyRows(threeRows(), Float32Array.of(1, -2, 0, 0.5, 1, 2), product, copy);
  expect([...product]).toEqual([3, -8, 0, 3, 7, 16]);
  expect([...copy]).toEqual([...product]);
  expect(ends).toEqual({ min: -8, max: 16 });
});

test.each([0, 1, 2, 3, 4, 5])('NaN at %d of a product is told', (place) => {
  const map = new Float32Array(6).fill(1);
  map[place] = Number.NaN;
  const ends = multiplyRows(threeRows(), map, new Float64Array(6), new Float32Array(6));
  expect(ends).toEqual({ min: Number.NaN, max: Number.NaN });
});

test('ones times a map are the map', () => {
  const product = new Float64Array(6);
  multiplyRows(rowsOfOnes({ height: 3, width: 2 }), Float32Array.of(1, 2, 3, 4, 5, 6), product, new Float32Array(6));
  expect([...product]).toEqual([1, 2, 3, 4, 5, 6]);
});

test('stretched: less the least, times the factor', () => {
  const values = new Float32Array(6);
  stretchRows(threeRows(), 3, 0.2, values);
  expect([...values]).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1].map(Math.fround));
});

describe('ends of sums are found where they are', () => {
  const axis = (kernel: number, stride: number, padBefore: number, inputSize: number): WindowAxis => {
    const outputSize = Math.floor((inputSize + 2 * padBefore - kernel) / stride) + 1;
    return { kernel, stride, dilation: 1, padBefore, inputSize, outputSize };
  };
  const windows = [1, 2, 3, 4, 5, 7].flatMap((kernel) =>
    [1, 2, 3].flatMap((stride) => [0, 1].map((pad) => [kernel, stride, Math.min(pad, kernel - 1)] as const)),
  );

  test.each(windows)('kernel %d, stride %d, padding %d', (kernel, stride, padding) => {
    const upscale = planOnesDeconvolution(axis(kernel, stride, padding, 11), axis(3, 2, 1, 12));
    const across = planOnesDeconvolution(axis(5, 2, 0, 13), axis(kernel, stride, padding, 15));
    let state = 7;
    for (const { sumsOf, height, width, run } of [upscale, across])
      for (let round = 0; round < 40; round++) {
        // Among them maps of zeros and of one value; every other round some are negative.
        const source = Float64Array.from({ length: 400 }, () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          const value = (state >>> 8) % (round + 1);
          return (round % 2 === 0 ? value : value - round / 2) / 7;
        });
        const written = new Float64Array(height * width);
        run(source, written);
        const ends = { min: Math.min(...written), max: Math.max(...written) };
        expect(endsOfRows(sumsOf!(source), round % 2 === 1)).toEqual(ends);
      }
  });
});
