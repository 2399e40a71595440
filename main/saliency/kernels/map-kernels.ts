/*
 * The inner loops of VisualBackProp, two float64 numbers an instruction. AssemblyScript: TypeScript with the types of
 * WebAssembly, which `npm run kernels` compiles into map-kernels.wasm.ts. Addresses are in bytes; sizes, places in a row and
 * counts in elements. Maps lie row by row without gaps. `rows` is three addresses for each row of a map that is the sum of
 * them. Nothing is checked here: the callers in row-sums.ts and ones-deconvolution.ts pass blocks of one kernel memory.
 */

/** Bytes of a float64, of a float32 and of an address. */
const wide: usize = 8;
const narrow: usize = 4;

/** Bytes of two float64 and of two float32. */
const twoWide: usize = 16;
const twoNarrow: usize = 8;

/**
 * Spreads each row of a map along itself, with all weights 1, into a row of `width` elements. Element x of it is the sum of
 * the elements `sources[begins[x]]` .. `sources[begins[x + 1] - 1]`. Elements `from` .. `to - 1`, a multiple of four, are
 * those of a window without dilation, of stride 1 or 2 and a kernel no smaller than that, which lies wholly within the row;
 * `newest` is the last that element `from` sums.
 */
export function spreadRows(
  source: usize,
  height: usize,
  sourceWidth: usize,
  target: usize,
  width: usize,
  begins: usize,
  sources: usize,
  from: usize,
  to: usize,
  newest: usize,
  kernel: usize,
  stride: usize,
): void {
  for (let y: usize = 0; y < height; y++) {
    spreadElements(source, target, begins, sources, 0, from);
    const at = source + newest * wide;
    if (stride === 1) spreadByOne(at, target + from * wide, target + to * wide, kernel);
    else spreadByTwo(at, target + from * wide, target + to * wide, kernel);
    spreadElements(source, target, begins, sources, to, width);
    source += sourceWidth * wide;
    target += width * wide;
  }
}

function spreadElements(source: usize, target: usize, begins: usize, sources: usize, from: usize, to: usize): void {
  for (let x = from; x < to; x++) {
    const end = sources + load<usize>(begins + x * narrow, narrow) * narrow;
    let sum: f64 = 0;
    for (let at = sources + load<usize>(begins + x * narrow) * narrow; at < end; at += narrow)
      sum += load<f64>(source + load<usize>(at) * wide);
    store<f64>(target + x * wide, sum);
  }
}

function spreadByOne(source: usize, target: usize, end: usize, kernel: usize): void {
  const reach = kernel * wide;
  for (; target < end; target += twoWide, source += twoWide) {
    let sum = v128.load(source);
    for (let back = wide; back < reach; back += wide) sum = f64x2.add(sum, v128.load(source - back));
    v128.store(target, sum);
  }
}

/** Of two neighbours the first has one element more to sum when the kernel is odd. */
function spreadByTwo(source: usize, target: usize, end: usize, kernel: usize): void {
  const reach = (kernel >> 1) * wide;
  const isOdd = (kernel & 1) === 1;
  for (; target < end; target += 2 * twoWide, source += twoWide) {
    let second = v128.load(source);
    for (let back = wide; back < reach; back += wide) second = f64x2.add(second, v128.load(source - back));
    const first = isOdd ? f64x2.add(second, v128.load(source - reach)) : second;
    v128.store(target, v128.shuffle<f64>(first, second, 0, 2));
    v128.store(target, v128.shuffle<f64>(first, second, 1, 3), twoWide);
  }
}

/** The sum of `count` rows, the addresses of which lie at `rows`. */
export function addRows(rows: usize, count: usize, target: usize, width: usize): void {
  for (let offset: usize = 0; offset < width * wide; offset += wide) {
    let sum: f64 = 0;
    for (let at = rows; at < rows + count * narrow; at += narrow) sum += load<f64>(load<usize>(at) + offset);
    store<f64>(target + offset, sum);
  }
}

export function writeRows(rows: usize, height: usize, width: usize, target: usize): void {
  for (let y: usize = 0; y < height; y++, rows += 3 * narrow) {
    const a = load<usize>(rows);
    const b = load<usize>(rows, narrow);
    const c = load<usize>(rows, 2 * narrow);
    for (let offset: usize = 0; offset < width * wide; offset += wide, target += wide)
      store<f64>(target, sumOfOne(a + offset, b + offset, c + offset));
  }
}

/**
 * The sums times the float32 `map`, into the float64 `product` and its float32 `copy`. At `ends`, the least and the largest
 * of product and 0; both are NaN when a NaN is in it.
 */
export function multiplyRows(
  rows: usize,
  height: usize,
  width: usize,
  map: usize,
  product: usize,
  copy: usize,
  ends: usize,
): void {
  const even = (width & ~1) * wide;
  let least = f64x2.splat(0);
  let largest = f64x2.splat(0);
  let isNotNumber = f64x2.splat(0);
  for (let y: usize = 0; y < height; y++, rows += 3 * narrow) {
    const a = load<usize>(rows);
    const b = load<usize>(rows, narrow);
    const c = load<usize>(rows, 2 * narrow);
    for (let offset: usize = 0; offset < even; offset += twoWide) {
      const sums = sumOfTwo(a + offset, b + offset, c + offset);
      const values = f64x2.mul(sums, f64x2.promote_low_f32x4(v128.load64_zero(map)));
      v128.store(product, values);
      v128.store64_lane(copy, f32x4.demote_f64x2_zero(values), 0);
      least = f64x2.pmin(least, values);
      largest = f64x2.pmax(largest, values);
      isNotNumber = v128.or(isNotNumber, f64x2.ne(values, values));
      map += twoNarrow;
      product += twoWide;
      copy += twoNarrow;
    }
    if (width & 1) {
      const sum = sumOfOne(a + even, b + even, c + even);
      const value = sum * <f64>load<f32>(map);
      store<f64>(product, value);
      store<f32>(copy, <f32>value);
      const both = f64x2.splat(value);
      least = f64x2.pmin(least, both);
      largest = f64x2.pmax(largest, both);
      isNotNumber = v128.or(isNotNumber, f64x2.ne(both, both));
      map += narrow;
      product += wide;
      copy += narrow;
    }
  }
  const isNumber = !v128.any_true(isNotNumber);
  store<f64>(ends, isNumber ? leastOf(least) : NaN);
  store<f64>(ends, isNumber ? largestOf(largest) : NaN, wide);
}

/** (sum − least) · factor of each element, as float32. */
export function stretchRows(rows: usize, height: usize, width: usize, least: f64, factor: f64, target: usize): void {
  const even = (width & ~1) * wide;
  const leasts = f64x2.splat(least);
  const factors = f64x2.splat(factor);
  for (let y: usize = 0; y < height; y++, rows += 3 * narrow) {
    const a = load<usize>(rows);
    const b = load<usize>(rows, narrow);
    const c = load<usize>(rows, 2 * narrow);
    for (let offset: usize = 0; offset < even; offset += twoWide, target += twoNarrow) {
      const sums = sumOfTwo(a + offset, b + offset, c + offset);
      const values = f64x2.mul(f64x2.sub(sums, leasts), factors);
      v128.store64_lane(target, f32x4.demote_f64x2_zero(values), 0);
    }
    if (width & 1) {
      const sum = sumOfOne(a + even, b + even, c + even);
      store<f32>(target, <f32>((sum - least) * factor));
      target += narrow;
    }
  }
}

/**
 * At `ends`, the least and the largest sum in `count` rows, the numbers of which lie at `chosen`. Once the least is `lowest`,
 * below which none lies, the search is over.
 */
export function findEnds(rows: usize, width: usize, chosen: usize, count: usize, lowest: f64, ends: usize): void {
  const even = (width & ~1) * wide;
  let least = f64x2.splat(Infinity);
  let largest = f64x2.splat(-Infinity);
  for (let index: usize = 0; index < count && leastOf(least) > lowest; index++) {
    const row = rows + load<usize>(chosen + index * narrow) * 3 * narrow;
    const a = load<usize>(row);
    const b = load<usize>(row, narrow);
    const c = load<usize>(row, 2 * narrow);
    for (let offset: usize = 0; offset < even; offset += twoWide) {
      const sums = sumOfTwo(a + offset, b + offset, c + offset);
      least = f64x2.pmin(least, sums);
      largest = f64x2.pmax(largest, sums);
    }
    if (width & 1) {
      const both = f64x2.splat(sumOfOne(a + even, b + even, c + even));
      least = f64x2.pmin(least, both);
      largest = f64x2.pmax(largest, both);
    }
  }
  store<f64>(ends, leastOf(least));
  store<f64>(ends, largestOf(largest), wide);
}

function sumOfOne(a: usize, b: usize, c: usize): f64 {
  return load<f64>(a) + load<f64>(b) + load<f64>(c);
}

function sumOfTwo(a: usize, b: usize, c: usize): v128 {
  return f64x2.add(f64x2.add(v128.load(a), v128.load(b)), v128.load(c));
}

function leastOf(two: v128): f64 {
  return min(f64x2.extract_lane(two, 0), f64x2.extract_lane(two, 1));
}

function largestOf(two: v128): f64 {
  return max(f64x2.extract_lane(two, 0), f64x2.extract_lane(two, 1));
}
