import type { WindowAxis } from '../../shared/geometry.ts';
import { deconvolutionSources, type AxisSources } from './axis-sources.ts';
import { scratchMemory, type KernelMemory } from './kernels/kernel-memory.ts';
import { sumsOfRows, writeRows } from './row-sums.ts';
import { rowsOfEnds } from './rows-of-ends.ts';
import { placeSpreadRows } from './spread-rows.ts';
import type { PlacedUpscale, Upscale } from './upscale.ts';

/**
 * Deconvolution (transposed convolution) with all weights 1: the up-scaling of VisualBackProp. Along each axis, for a
 * window of kernel k, stride s, dilation d and padding p before the first element, that made m elements out of n,
 *
 *     U[y] = Σ M[j]   over j in 0..m-1 and t in 0..k-1 with   s·j + d·t − p = y,   for y in 0..n-1,
 *
 * and in two dimensions along both. What the window never reached (the remainder of the stride, at the bottom and
 * right) is 0; what it reached only in the padding is cut away. It is the adjoint of the window's sum: `SAME` padding,
 * padding on one side and dilation need nothing more. Where k is no multiple of s the coverage alternates (k 3, s 2:
 * 1, 2, 1, 2): the paper's masks show that checkerboard, so it stays.
 *
 * Separable: each row of M is spread along itself, and rows of U are sums of those.
 */
export function planOnesDeconvolution(vertical: WindowAxis, horizontal: WindowAxis): Upscale {
  const { inputSize: height, outputSize: sourceHeight } = vertical;
  const { inputSize: width, outputSize: sourceWidth } = horizontal;
  const [rows, columns] = [deconvolutionSources(vertical), deconvolutionSources(horizontal)];
  const { triples, totals } = planTriples(rows, sourceHeight);
  const ends = rowsOfEnds(rows);

  const place = (memory: KernelMemory): PlacedUpscale => {
    const source = memory.float64(sourceHeight * sourceWidth);
    const table = memory.float64((sourceHeight + 1 + totals.length) * width);
    const addressOf = (row: number) => table.at + row * width * Float64Array.BYTES_PER_ELEMENT;
    const spread = placeSpreadRows(memory, horizontal, columns, sourceHeight);
    const parts = totals.map((total) => memory.uint32(total.map(addressOf)));
    const sums = sumsOfRows(memory, { height, width }, table, triples, ends);
    return {
      source,
      sums() {
        spread(source, table);
        parts.forEach(({ at, length }, index) =>
          memory.kernels.addRows(at, length, addressOf(sourceHeight + 1 + index), width),
        );
        return sums;
      },
    };
  };

  return {
    height,
    width,
    place,
    run(map, target) {
      const memory = scratchMemory();
      const { source, sums } = place(memory);
      const written = memory.float64(height * width);
      source.values.set(map);
      writeRows(sums(), written);
      target.set(written.values);
    },
  };
}

/**
 * The three rows of a table that make each row of the map: those of the source, a row of zeros after them, and behind it
 * the totals of what three rows do not hold.
 */
function planTriples(sources: AxisSources, zeros: number) {
  const totals: (readonly number[])[] = [];
  const places = new Map<string, number>();
  const totalOf = (rows: readonly number[]): number => {
    const key = rows.join();
    const place = places.get(key) ?? zeros + totals.push(rows);
    places.set(key, place);
    return place;
  };
  const triples = sources.flatMap((rows) =>
    rows.length > 3
      ? [rows[0]!, rows[1]!, totalOf(rows.slice(2))]
      : [rows[0] ?? zeros, rows[1] ?? zeros, rows[2] ?? zeros],
  );
  return { triples, totals };
}
