/**
 * Many short texts as plain data, a million of which are no million strings: text `i` is `prefixes[prefixOf[i]]`, which is
 * empty without `prefixOf`, and the UTF-8 between `ends[i - 1]` and `ends[i]` of `bytes`.
 */
export interface Texts {
  readonly bytes: Uint8Array;
  /** One for each text. */
  readonly ends: Uint32Array;
  readonly prefixes: readonly string[];
  /** One for each text; empty when none has a prefix. */
  readonly prefixOf: Uint32Array;
}

const nothing = new Uint32Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Gathers texts without prefixes, one after the other. */
export class TextsBuilder {
  #bytes = new Uint8Array(1024);
  #ends = new Uint32Array(64);
  #end = 0;
  length = 0;

  add(text: string): void {
    // No UTF-16 unit is longer in UTF-8.
    const mostBytes = this.#end + 3 * text.length;
    if (mostBytes > this.#bytes.length) this.#bytes = longer(this.#bytes, mostBytes);
    if (this.length === this.#ends.length) this.#ends = longer(this.#ends, this.length + 1);
    this.#end += encoder.encodeInto(text, this.#bytes.subarray(this.#end)).written;
    this.#ends[this.length++] = this.#end;
  }

  at(index: number): string {
    return textAt(this.view(), index);
  }

  /** What was added so far, uncopied: good until more is. */
  view(): Texts {
    const ends = this.#ends.subarray(0, this.length);
    return { bytes: this.#bytes.subarray(0, this.#end), ends, prefixes: [], prefixOf: nothing };
  }
}

export function textsOf(list: Iterable<string>): Texts {
  const builder = new TextsBuilder();
  for (const text of list) builder.add(text);
  return pickTexts(builder.view());
}

/** A copy, in memory of its own: of all, or of some, whose indices rise. Prefixes are left out. */
export function pickTexts({ bytes, ends }: Texts, indices?: Int32Array): Texts {
  const none = { prefixes: [], prefixOf: new Uint32Array(0) };
  if (!indices || indices.length === ends.length) return { bytes: bytes.slice(), ends: ends.slice(), ...none };
  const pickedEnds = new Uint32Array(indices.length);
  let end = 0;
  indices.forEach((index, at) => (pickedEnds[at] = end += (ends[index] ?? 0) - (ends[index - 1] ?? 0)));
  const picked = new Uint8Array(end);
  indices.forEach((index, at) =>
    picked.set(bytes.subarray(ends[index - 1] ?? 0, ends[index] ?? 0), pickedEnds[at - 1] ?? 0),
  );
  return { bytes: picked, ends: pickedEnds, ...none };
}

/** Empty for an index outside. */
export function textAt({ bytes, ends, prefixes, prefixOf }: Texts, index: number): string {
  const own = decoder.decode(bytes.subarray(ends[index - 1] ?? 0, ends[index] ?? 0));
  return (prefixes[prefixOf[index] ?? -1] ?? '') + own;
}

export function listTexts(texts: Texts): string[] {
  return Array.from({ length: texts.ends.length }, (_, index) => textAt(texts, index));
}

/** Whether the first `count` texts are the same. */
export function haveSameTexts(one: Texts, other: Texts, count: number): boolean {
  if (count > one.ends.length || count > other.ends.length) return false;
  for (let index = 0; index < count; index++) if (!isSameText(one, index, other, index)) return false;
  return true;
}

export function isSameText(one: Texts, index: number, other: Texts, otherIndex: number): boolean {
  if (prefixAt(one, index) !== prefixAt(other, otherIndex)) return textAt(one, index) === textAt(other, otherIndex);
  const [start, end] = [one.ends[index - 1] ?? 0, one.ends[index] ?? 0];
  const [otherStart, otherEnd] = [other.ends[otherIndex - 1] ?? 0, other.ends[otherIndex] ?? 0];
  if (end - start !== otherEnd - otherStart) return false;
  for (let at = start; at < end; at++) if (one.bytes[at] !== other.bytes[at - start + otherStart]) return false;
  return true;
}

const prefixAt = ({ prefixes, prefixOf }: Texts, index: number): string => prefixes[prefixOf[index] ?? -1] ?? '';

function longer<Values extends Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(
  values: Values,
  least: number,
): Values {
  const length = Math.max(least, 2 * values.length);
  const copy = (values instanceof Uint8Array ? new Uint8Array(length) : new Uint32Array(length)) as Values;
  copy.set(values);
  return copy;
}
