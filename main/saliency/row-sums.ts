import type { Block, KernelMemory } from './kernels/kernel-memory.ts';
import type { RowsOfEnds } from './rows-of-ends.ts';

/**
 * A map of which every row is the sum of three rows of a table: what up-scaling makes, not written down, since it is only
 * multiplied or stretched next. All of it lies in one kernel memory.
 */
export interface RowSums {
  readonly height: number;
  readonly width: number;
  readonly memory: KernelMemory;
  /** `[row, column]`, as wide as the map. */
  readonly table: Block<Float64Array>;
  /** Where in `memory` the three begin, for each row of the map. */
  readonly addresses: Block<Uint32Array>;
  readonly allRows: Block<Uint32Array>;
  /** Where the largest and the least value are, if nothing in the table is negative. */
  readonly largestRows: Block<Uint32Array>;
  readonly leastRows: Block<Uint32Array>;
  /** Takes what a search has found: the least, the largest. */
  readonly found: Block<Float64Array>;
}

/** The least and the largest of some values. */
export interface Ends {
  readonly min: number;
  readonly max: number;
}

interface Size {
  readonly height: number;
  readonly width: number;
}

/** The table is the map, and a row of zeros after it. */
export function writtenRows(memory: KernelMemory, size: Size): RowSums {
  const zeros = size.height;
  const table = memory.float64((zeros + 1) * size.width);
  return sumsOfRows(memory, size, table, Array.from({ length: size.height }, (_, y) => [y, zeros, zeros]).flat());
}

export function rowsOfOnes(memory: KernelMemory, size: Size): RowSums {
  const table = memory.float64(2 * size.width);
  table.values.fill(1, 0, size.width);
  return sumsOfRows(memory, size, table, Array.from({ length: size.height }, () => [0, 1, 1]).flat());
}

/** @param triples the three rows of `table` for each row of the map, one after the other. */
export function sumsOfRows(
  memory: KernelMemory,
  { height, width }: Size,
  table: Block<Float64Array>,
  triples: readonly number[],
  ends: RowsOfEnds | null = null,
): RowSums {
  const rowBytes = width * Float64Array.BYTES_PER_ELEMENT;
  const allRows = memory.uint32(Array.from({ length: height }, (_, y) => y));
  return {
    height,
    width,
    memory,
    table,
    addresses: memory.uint32(triples.map((row) => table.at + row * rowBytes)),
    allRows,
    largestRows: ends ? memory.uint32(ends.largest) : allRows,
    leastRows: ends ? memory.uint32(ends.least) : allRows,
    found: memory.float64(2),
  };
}

export function writeRows({ height, width, memory, addresses }: RowSums, target: Block<Float64Array>): void {
  memory.kernels.writeRows(addresses.at, height, width, target.at);
}

/** The sums times `map`, into `product` and its float32 `copy`. Returns the ends of product and 0; NaN when a NaN is in it. */
export function multiplyRows(
  { height, width, memory, addresses, found }: RowSums,
  map: Block<Float32Array>,
  product: Block<Float64Array>,
  copy: Block<Float32Array>,
): Ends {
  memory.kernels.multiplyRows(addresses.at, height, width, map.at, product.at, copy.at, found.at);
  return foundEnds(found);
}

/** (sum − min) · factor of every element. */
export function stretchRows(
  { height, width, memory, addresses }: RowSums,
  min: number,
  factor: number,
  values: Block<Float32Array>,
): void {
  memory.kernels.stretchRows(addresses.at, height, width, min, factor, values.at);
}

/** @param hasNegative whether something in the table may be negative. */
export function endsOfRows(sums: RowSums, hasNegative: boolean): Ends {
  const { allRows, leastRows, largestRows } = sums;
  if (hasNegative || largestRows === allRows) return endsAmong(sums, allRows, -Infinity);
  return { min: endsAmong(sums, leastRows, 0).min, max: endsAmong(sums, largestRows, -Infinity).max };
}

/** @param lowest a value that nothing lies below: once found, the search is over. */
function endsAmong({ width, memory, addresses, found }: RowSums, rows: Block<Uint32Array>, lowest: number): Ends {
  memory.kernels.findEnds(addresses.at, width, rows.at, rows.length, lowest, found.at);
  return foundEnds(found);
}

function foundEnds({ values }: Block<Float64Array>): Ends {
  return { min: values[0]!, max: values[1]! };
}
