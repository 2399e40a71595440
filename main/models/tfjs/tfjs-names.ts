/** Names as TF.js takes them: it wants letters, digits and `-._/`, a letter or digit first, and each name once. */
export class TfjsNames {
  readonly #taken = new Set<string>();

  /** `wanted` itself where it can be. */
  take(wanted: string): string {
    const valid = wanted.replaceAll(/[^-\w./]/g, '_').replace(/^[^A-Za-z0-9]/, 'layer$&');
    let name = valid;
    for (let count = 2; this.#taken.has(name); count += 1) name = `${valid}-${count}`;
    this.#taken.add(name);
    return name;
  }
}
