type Values = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** Numbers that come one after the other, of which nobody knows how many there will be. */
export class GrowingColumn<Column extends Values> {
  readonly #type: new (length: number) => Column;
  #values: Column;
  length = 0;

  constructor(type: new (length: number) => Column) {
    this.#type = type;
    this.#values = new type(64);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const longer = new this.#type(2 * this.length);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.length++] = value;
  }

  /** What there is, until the next `push`: a view, of which a copy is to be kept. */
  get values(): Column {
    return this.#values.subarray(0, this.length) as Column;
  }
}
