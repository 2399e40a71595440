import type { ApiClient } from '../../api.ts';
import { ByteLru } from '../../state/byte-lru.ts';

/** In CSS pixels. */
export const thumbnailSize = { width: 72, height: 40 } as const;
/** Device pixels to one of them. */
const sharpness = 2;
const limitBytes = 12 * 2 ** 20;
/** The frame on the screen never waits for more. */
const atOnce = 2;

interface Wanted {
  readonly session: string;
  readonly frame: number;
  readonly signal: AbortSignal;
  readonly answer: (picture: ImageBitmap | null) => void;
}

/** Small pictures of frames, within some megabytes. What is asked for last comes first; what left the list not at all. */
export class FrameThumbnails {
  readonly #api: Pick<ApiClient, 'nearImage' | 'frameImage'>;
  readonly #kept = new ByteLru<number, ImageBitmap>(limitBytes, (picture) => picture.close());
  readonly #wanted: Wanted[] = [];
  #running = 0;
  #source: unknown = null;

  constructor(api: Pick<ApiClient, 'nearImage' | 'frameImage'>) {
    this.#api = api;
  }

  /** @param source changes with what the frames are of. @returns null where there is no picture, or it was aborted. */
  picture(source: unknown, session: string, frame: number, signal: AbortSignal): Promise<ImageBitmap | null> {
    if (source !== this.#source) this.forget();
    this.#source = source;
    const kept = this.#kept.get(frame);
    if (kept) return Promise.resolve(kept);
    return new Promise((answer) => {
      this.#wanted.push({ session, frame, signal, answer });
      void this.#work();
    });
  }

  forget(): void {
    this.#kept.clear();
  }

  async #work(): Promise<void> {
    if (this.#running >= atOnce) return;
    this.#running += 1;
    for (let next = this.#wanted.pop(); next; next = this.#wanted.pop()) next.answer(await this.#load(next));
    this.#running -= 1;
  }

  async #load({ session, frame, signal }: Wanted): Promise<ImageBitmap | null> {
    if (signal.aborted) return null;
    const source = this.#source;
    try {
      const near = await this.#api.nearImage(session, frame, signal);
      const encoded = near.frame === frame ? near.encoded : await this.#api.frameImage(session, frame, signal);
      const picture = await createImageBitmap(encoded, {
        resizeHeight: thumbnailSize.height * sharpness,
        resizeQuality: 'medium',
      });
      if (source === this.#source) this.#kept.set(frame, picture, picture.width * picture.height * 4);
      return picture;
    } catch {
      // Its place stays empty; the camera says why when one goes there.
      return null;
    }
  }
}
