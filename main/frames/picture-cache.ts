import type { Frame } from 'node-av/lib';

/** Decoded frames as the decoder left them (1.5 bytes a pixel mostly), all videos of a thread together. */
const maxBytes = 96 * 1024 * 1024;

interface Kept {
  readonly picture: Frame;
  readonly bytes: number;
}

/** The frames last decoded, by video and number, within a bound in bytes. Holds references, no copies. */
export class PictureCache {
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  get(key: string): Frame | null {
    const found = this.#kept.get(key);
    if (!found) return null;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found.picture;
  }

  keep(key: string, picture: Frame): void {
    if (this.#kept.has(key)) return;
    const clone = picture.clone();
    if (!clone) return;
    // Somewhat more than it is where colour has fewer rows.
    const bytes = picture.height * picture.linesize.reduce((sum, rowBytes) => sum + Math.abs(rowBytes), 0);
    this.#kept.set(key, { picture: clone, bytes });
    this.#bytes += bytes;
    for (const [oldest] of this.#kept) {
      if (this.#bytes <= maxBytes || oldest === key) break;
      this.#drop(oldest);
    }
  }

  /** Lets go of all frames whose key begins so. */
  dropAll(prefix: string): void {
    for (const key of this.#kept.keys()) if (key.startsWith(prefix)) this.#drop(key);
  }

  #drop(key: string): void {
    const found = this.#kept.get(key);
    this.#kept.delete(key);
    found?.picture.free();
    this.#bytes -= found?.bytes ?? 0;
  }
}
