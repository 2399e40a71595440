/**
 * A map of which every row is the sum of three rows of a table: what up-scaling makes, not written down, since it is only
 * multiplied or stretched next. Rows 2n and 2n + 1 have the first two of their three in common, so that the loops here
 * make two elements a turn.
 */
export interface RowSums {
  readonly height: number;
  readonly width: number;
  /** `[row, column]`, as wide as the map. */
  readonly table: Float64Array;
  /** Where in `table` the three begin, for each row of the map. */
  readonly starts: Int32Array;
  /** Null: anywhere. */
  readonly endsAt: PlacesOfEnds | null;
}

/** Where a map has its largest and its least value, if nothing in its table is negative. */
export interface PlacesOfEnds {
  readonly largest: Places;
  readonly least: Places;
}

/** Some columns of some rows. */
export interface Places {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
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
export function writtenRows({ height, width }: Size): RowSums {
  const zeros = height * width;
  const triples = Array.from({ length: height }, (_, y) => [zeros, zeros, y * width]);
  return sumsOfRows({ height, width }, new Float64Array(zeros + width), triples);
}

export function rowsOfOnes({ height, width }: Size): RowSums {
  const triples = Array.from({ length: height }, () => [width, width, 0]);
  return sumsOfRows({ height, width }, new Float64Array(2 * width).fill(1, 0, width), triples);
}

function sumsOfRows(size: Size, table: Float64Array, triples: readonly (readonly number[])[]): RowSums {
  return { ...size, table, starts: Int32Array.from(triples.flat()), endsAt: null };
}

export function writeRows({ height, width, table, starts }: RowSums, target: Float64Array): void {
  for (let y = 0; y < height; y += 2) {
    const next = y + 1 < height ? y + 1 : y;
    const [a, b, c, d] = [starts[3 * y]!, starts[3 * y + 1]!, starts[3 * y + 2]!, starts[3 * next + 2]!];
    const [upper, lower] = [y * width, next * width];
    for (let x = 0; x < width; x++) {
      const shared = table[a + x]! + table[b + x]!;
      target[upper + x] = shared + table[c + x]!;
      target[lower + x] = shared + table[d + x]!;
    }
  }
}

/** The sums times `map`, into `product` and its float32 `copy`. Returns the ends of product and 0; NaN when a NaN is in it. */
export function multiplyRows(
  { height, width, table, starts }: RowSums,
  map: Float32Array,
  product: Float64Array,
  copy: Float32Array,
): Ends {
  let min = 0;
  let max = 0;
  let hasNaN = false;
  for (let y = 0; y < height; y += 2) {
    const next = y + 1 < height ? y + 1 : y;
    const [a, b, c, d] = [starts[3 * y]!, starts[3 * y + 1]!, starts[3 * y + 2]!, starts[3 * next + 2]!];
    const [upper, lower] = [y * width, next * width];
    for (let x = 0; x < width; x++) {
      const shared = table[a + x]! + table[b + x]!;
      const above = (shared + table[c + x]!) * map[upper + x]!;
      const below = (shared + table[d + x]!) * map[lower + x]!;
      product[upper + x] = above;
      product[lower + x] = below;
      copy[upper + x] = above;
      copy[lower + x] = below;
      if (above < min) min = above;
      if (below < min) min = below;
      // Also true for NaN, which is then caught off the common path.
      if (!(above <= max)) {
        hasNaN ||= Number.isNaN(above);
        max = above;
      }
      if (!(below <= max)) {
        hasNaN ||= Number.isNaN(below);
        max = below;
      }
    }
  }
  return hasNaN ? { min: Number.NaN, max: Number.NaN } : { min, max };
}

/** (sum − min) · factor of every element. */
export function stretchRows(
  { height, width, table, starts }: RowSums,
  min: number,
  factor: number,
  values: Float32Array,
): void {
  for (let y = 0; y < height; y += 2) {
    const next = y + 1 < height ? y + 1 : y;
    const [a, b, c, d] = [starts[3 * y]!, starts[3 * y + 1]!, starts[3 * y + 2]!, starts[3 * next + 2]!];
    const [upper, lower] = [y * width, next * width];
    for (let x = 0; x < width; x++) {
      const shared = table[a + x]! + table[b + x]!;
      values[upper + x] = (shared + table[c + x]! - min) * factor;
      values[lower + x] = (shared + table[d + x]! - min) * factor;
    }
  }
}

/** @param hasNegative whether something in the table may be negative. */
export function endsOfRows(sums: RowSums, hasNegative: boolean): Ends {
  const { endsAt } = sums;
  if (hasNegative || !endsAt) return endsAnywhere(sums);
  return { min: endsAmong(sums, endsAt.least, 0).min, max: endsAmong(sums, endsAt.largest).max };
}

function endsAnywhere({ height, width, table, starts }: RowSums): Ends {
  let min = Infinity;
  let max = -Infinity;
  for (let y = 0; y < height; y += 2) {
    const next = y + 1 < height ? y + 1 : y;
    const [a, b, c, d] = [starts[3 * y]!, starts[3 * y + 1]!, starts[3 * y + 2]!, starts[3 * next + 2]!];
    for (let x = 0; x < width; x++) {
      const shared = table[a + x]! + table[b + x]!;
      const above = shared + table[c + x]!;
      const below = shared + table[d + x]!;
      if (above < min) min = above;
      if (below < min) min = below;
      if (above > max) max = above;
      if (below > max) max = below;
    }
  }
  return { min, max };
}

/** @param lowest a value that nothing lies below: once found, the search is over. */
function endsAmong({ table, starts }: RowSums, { rows, columns }: Places, lowest = -Infinity): Ends {
  let min = Infinity;
  let max = -Infinity;
  for (let index = 0; index < rows.length && min > lowest; index++) {
    const y = rows[index]!;
    const [a, b, c] = [starts[3 * y]!, starts[3 * y + 1]!, starts[3 * y + 2]!];
    const { length } = columns;
    for (let place = 0; place < length; place++) {
      const x = columns[place]!;
      const sum = table[a + x]! + table[b + x]! + table[c + x]!;
      if (sum < min) min = sum;
      if (sum > max) max = sum;
    }
  }
  return { min, max };
}
