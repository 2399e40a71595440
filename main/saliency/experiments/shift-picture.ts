import type { ShiftTest } from '../../../shared/lab.ts';
import { meanColour } from '../mean-colour.ts';
import type { SaliencyQuestion } from '../mask-method.ts';

/** How far each part moves to the right, in pixels. */
export interface Shifts {
  readonly salient: number;
  readonly background: number;
}

/** No pixel of the background came to lie here. */
const uncovered = -1;

/**
 * Pictures with the salient pixels and the background moved sideways, each by itself: the background is laid down where it
 * moves to, what it leaves open is filled, and the salient pixels are laid over it where they move to. What leaves the
 * picture is lost.
 */
export class PictureShifter {
  readonly #input: Float32Array;
  readonly #size: SaliencyQuestion['size'];
  readonly #salient: Uint8Array;
  readonly #fill: ShiftTest['fill'];
  readonly #mean: Float64Array;
  /** Of one row: the column each pixel of the background came from. */
  readonly #source: Int32Array;

  /** @param salient 1 for each salient pixel, `[row, column]`. */
  constructor({ input, size }: Pick<SaliencyQuestion, 'input' | 'size'>, salient: Uint8Array, fill: ShiftTest['fill']) {
    this.#input = input;
    this.#size = size;
    this.#salient = salient;
    this.#fill = fill;
    this.#mean = meanColour(input, size.channels);
    this.#source = new Int32Array(size.width);
  }

  write(shifts: Shifts, into: Float32Array): void {
    for (let row = 0; row < this.#size.height; row++) {
      this.#layBackground(row, shifts.background, into);
      this.#laySalient(row, shifts.salient, into);
    }
  }

  #layBackground(row: number, shift: number, into: Float32Array): void {
    const { width } = this.#size;
    const source = this.#source;
    for (let column = 0; column < width; column++) {
      const from = column - shift;
      const isBackground = from >= 0 && from < width && !this.#salient[row * width + from];
      source[column] = isBackground ? from : uncovered;
    }
    for (let column = 0; column < width; column++) {
      const from = source[column]!;
      if (from !== uncovered) this.#copy(row, from, column, into);
      else this.#fillIn(row, column, into);
    }
  }

  #laySalient(row: number, shift: number, into: Float32Array): void {
    const { width } = this.#size;
    for (let from = Math.max(0, -shift); from < Math.min(width, width - shift); from++)
      if (this.#salient[row * width + from]) this.#copy(row, from, from + shift, into);
  }

  #copy(row: number, from: number, to: number, into: Float32Array): void {
    const { width, channels } = this.#size;
    const [start, end] = [(row * width + from) * channels, (row * width + to) * channels];
    for (let channel = 0; channel < channels; channel++) into[end + channel] = this.#input[start + channel]!;
  }

  #fillIn(row: number, column: number, into: Float32Array): void {
    if (this.#fill === 'keep') return this.#copy(row, column, column, into);
    const { width, channels } = this.#size;
    const source = this.#source;
    let [left, right] = [column - 1, column + 1];
    while (left >= 0 && source[left] === uncovered) left -= 1;
    while (right < width && source[right] === uncovered) right += 1;
    const at = (row * width + column) * channels;
    if (this.#fill === 'mean' || (left < 0 && right === width)) return into.set(this.#mean, at);
    if (left < 0) return this.#copy(row, source[right]!, column, into);
    if (right === width) return this.#copy(row, source[left]!, column, into);
    if (this.#fill === 'edge')
      return this.#copy(row, source[column - left <= right - column ? left : right]!, column, into);
    const weight = (column - left) / (right - left);
    for (let channel = 0; channel < channels; channel++) {
      const [one, other] = [left, right].map(
        (side) => this.#input[(row * width + source[side]!) * channels + channel]!,
      );
      into[at + channel] = one! + weight * (other! - one!);
    }
  }
}
