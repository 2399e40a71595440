/** Within these, nothing that a stage does leaves float64. */
const smallest = 2 ** -256;
const largestAllowed = 2 ** 256;

/** Within these, float32 holds a map with all its detail. */
const smallestStored = 2 ** -100;
const largestStored = 2 ** 120;

/**
 * The power of two by which a running mask was divided so far to stay within float64. Multiplying by powers of two is
 * exact, and positive factors cancel in the final normalisation, so the mask is bit for bit as without.
 */
export class PowerOfTwoScale {
  #exponent = 0;

  /** What the running mask was divided by; 0 or Infinity where float64 cannot hold it. */
  get divisor(): number {
    return 2 ** this.#exponent;
  }

  /**
   * Brings `values`, of which `largest` is the largest magnitude, back into range when it has left it, and `stored`,
   * their float32 copy, to their true values where float32 can hold them and to about 1 where not.
   */
  settle(values: Float64Array, largest: number, stored: Float32Array): void {
    if (largest === 0 || !Number.isFinite(largest)) return;
    const trueLargest = largest * 2 ** this.#exponent;
    const isStorable = trueLargest >= smallestStored && trueLargest <= largestStored;
    const storedExponent = isStorable ? this.#exponent : -Math.floor(Math.log2(largest));
    if (storedExponent !== 0) multiplyInto(stored, values, 2 ** storedExponent);
    if (largest >= smallest && largest <= largestAllowed) return;
    const exponent = Math.floor(Math.log2(largest));
    multiplyInto(values, values, 2 ** -exponent);
    this.#exponent += exponent;
  }
}

function multiplyInto(target: Float64Array | Float32Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < values.length; i++) target[i] = values[i]! * factor;
}
