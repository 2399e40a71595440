import { describe, expect, test } from 'vitest';
import { KernelMemory } from '../../../../main/saliency/kernels/kernel-memory.ts';
import { planOnesDeconvolution } from '../../../../main/saliency/ones-deconvolution.ts';
import {
  endsOfRows,
  multiplyRows,
  rowsOfOnes,
  stretchRows,
  sumsOfRows,
  writeRows,
  writtenRows,
  type RowSums,
} from '../../../../main/saliency/row-sums.ts';
import type { WindowAxis } from '../../../../shared/geometry.ts';

const size = { height: 3, width: 3 };

/** Three rows of three, so that two elements of a row are made at once and one alone. */
function writtenDown(numbers: readonly number[]): RowSums {
  const rows = writtenRows(new KernelMemory(), size);
  rows.table.values.set(numbers);
  return rows;
}
const oneToNine = writtenDown([1, 2, 3, 4, 5, 6, 7, 8, 9]);

function product(rows: RowSums, map: readonly number[]) {
  const block = rows.memory.float32(9);
  block.values.set(map);
  const [values, copy] = [rows.memory.float64(9), rows.memory.float32(9)];
  const ends = multiplyRows(rows, block, values, copy);
  return { ends, values: [...values.values], copy: [...copy.values] };
}

test('rows of the table are summed as their addresses say', () => {
  const memory = new KernelMemory();
  const table = memory.float64(12);
  table.values.set([1, 2, 3, 10, 20, 30, 100, 200, 300]);
  const sums = sumsOfRows(memory, size, table, [0, 1, 2, 1, 3, 3, 0, 0, 2]);
  const target = memory.float64(9);
  writeRows(sums, target);
  expect([...target.values]).toEqual([111, 222, 333, 10, 20, 30, 102, 204, 306]);
});

test('a product and its copy, with the ends of both and 0', () => {
  const { values, copy, ends } = product(oneToNine, [1, -2, 0.5, 0, 1, 1, -1, 0.25, 2]);
  expect(values).toEqual([1, -4, 1.5, 0, 5, 6, -7, 2, 18]);
  expect(copy).toEqual(values);
  expect(ends).toEqual({ min: -7, max: 18 });
  expect(product(oneToNine, [1, 1, 1, 1, 1, 1, 1, 1, 1]).ends).toEqual({ min: 0, max: 9 });
});

test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('NaN at %d of a product is told', (place) => {
  const map = new Array<number>(9).fill(1);
  map[place] = Number.NaN;
  expect(product(oneToNine, map).ends).toEqual({ min: Number.NaN, max: Number.NaN });
});

test('ones times a map are the map', () => {
  const map = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  expect(product(rowsOfOnes(new KernelMemory(), size), map).values).toEqual(map);
});

test('stretched: less the least, times the factor', () => {
  const values = oneToNine.memory.float32(9);
  stretchRows(oneToNine, 1, 0.125, values);
  expect([...values.values]).toEqual([0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]);
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
    for (const { place, height, width, run } of [upscale, across]) {
      const { source, sums } = place!(new KernelMemory());
      for (let round = 0; round < 40; round++) {
        // Among them maps of zeros and of one value; every other round some are negative.
        const map = Float64Array.from({ length: source.length }, () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          const value = (state >>> 8) % (round + 1);
          return (round % 2 === 0 ? value : value - round / 2) / 7;
        });
        const written = new Float64Array(height * width);
        run(map, written);
        const ends = { min: Math.min(...written), max: Math.max(...written) };
        source.values.set(map);
        expect(endsOfRows(sums(), round % 2 === 1)).toEqual(ends);
      }
    }
  });
});
