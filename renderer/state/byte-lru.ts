/** A cache bounded by bytes: the least recently used goes first; the newest always stays, however large. */
export class ByteLru<Key, Value> {
  readonly #limitBytes: number;
  readonly #onEvict: (value: Value) => void;
  readonly #entries = new Map<Key, { value: Value; sizeBytes: number }>();
  #heldBytes = 0;

  constructor(limitBytes: number, onEvict: (value: Value) => void = () => undefined) {
    this.#limitBytes = limitBytes;
    this.#onEvict = onEvict;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  keys(): IterableIterator<Key> {
    return this.#entries.keys();
  }

  /** Oldest use first; reading them is no use. */
  *entries(): IterableIterator<readonly [Key, Value]> {
    for (const [key, { value }] of this.#entries) yield [key, value];
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: Key, value: Value, sizeBytes: number): void {
    this.delete(key);
    this.#entries.set(key, { value, sizeBytes });
    this.#heldBytes += sizeBytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#heldBytes <= this.#limitBytes || oldest === key) break;
      this.delete(oldest);
    }
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }

  delete(key: Key): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#heldBytes -= entry.sizeBytes;
    this.#onEvict(entry.value);
  }
}
