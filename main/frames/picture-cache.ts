import { avImageGetBufferSize, type Frame } from 'node-av/lib';

/** Decoded frames as the decoder left them (1.5 bytes a pixel mostly), all videos of a thread together. */
const maxBytes = 96 * 1024 * 1024;

interface Kept {
  readonly path: string;
  readonly frame: number;
  readonly picture: Frame;
  readonly bytes: number;
}

/** The frames last decoded, by video and number, within a bound in bytes. Holds references, no copies. */
export class PictureCache {
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  /** How many frames of a video there is room for; 0 while none is held, and their size not known. */
  roomFor(path: string): number {
    for (const kept of this.#kept.values()) if (kept.path === path) return Math.floor(maxBytes / kept.bytes);
    return 0;
  }

  get(path: string, frame: number): Frame | null {
    const key = keyOf(path, frame);
    const found = this.#kept.get(key);
    if (!found) return null;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found.picture;
  }

  has(path: string, frame: number): boolean {
    return this.#kept.has(keyOf(path, frame));
  }

  /** The frames of a video that are held, in no order. */
  framesOf(path: string): number[] {
    return [...this.#kept.values()].flatMap((kept) => (kept.path === path ? [kept.frame] : []));
  }

  keep(path: string, frame: number, picture: Frame): void {
    const key = keyOf(path, frame);
    if (this.#kept.has(key)) return;
    const clone = picture.clone();
    if (!clone) return;
    const bytes = bytesOf(picture);
    this.#kept.set(key, { path, frame, picture: clone, bytes });
    this.#bytes += bytes;
    for (const [oldest] of this.#kept) {
      if (this.#bytes <= maxBytes || oldest === key) break;
      this.#drop(oldest);
    }
  }

  /** Lets go of the frames of a video but `from` to `to`, both inclusive. */
  keepOnly(path: string, from: number, to: number): void {
    for (const [key, kept] of this.#kept)
      if (kept.path === path && !(kept.frame >= from && kept.frame <= to)) this.#drop(key);
  }

  /** Lets go of all frames of a video. */
  dropAll(path: string): void {
    for (const [key, kept] of this.#kept) if (kept.path === path) this.#drop(key);
  }

  #drop(key: string): void {
    const found = this.#kept.get(key);
    this.#kept.delete(key);
    found?.picture.free();
    this.#bytes -= found?.bytes ?? 0;
  }
}

const keyOf = (path: string, frame: number): string => `${path}\0${frame}`;

/** FFmpeg lines rows up so. */
const alignBytes = 64;

const bytesOf = ({ format, width, height }: Frame): number =>
  avImageGetBufferSize(format as never, width, height, alignBytes);
