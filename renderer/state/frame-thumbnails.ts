import type { ApiClient } from '../api.ts';
import { ByteLru } from './byte-lru.ts';
import { fetchThumbnail } from './fetch-thumbnail.ts';
import type { Session } from './session.svelte.ts';

/** In pixels: as high as the rows of lists show them on a screen of double density. */
const heightPx = 80;
const limitBytes = 12 * 2 ** 20;
/** The frame on the screen never waits for more. */
const atOnce = 2;

type Load = (signal: AbortSignal) => Promise<ImageBitmap | null>;

interface Wanted {
  readonly session: string;
  readonly frame: number;
  readonly signal: AbortSignal;
  readonly answer: (picture: ImageBitmap | null) => void;
}

/** Small pictures for a list of frames, within some megabytes. What is asked for last comes first; what left the list not at all. */
export class FrameThumbnails {
  readonly #api: Pick<ApiClient, 'nearImage' | 'frameImage'>;
  readonly #session: Pick<Session, 'id' | 'picturesRevision'>;
  readonly #kept = new ByteLru<number, ImageBitmap>(limitBytes, (picture) => picture.close());
  readonly #wanted: Wanted[] = [];
  #running = 0;
  /** Of the frames that `#kept` is of. */
  #picturesRevision = -1;

  constructor(api: Pick<ApiClient, 'nearImage' | 'frameImage'>, session: Pick<Session, 'id' | 'picturesRevision'>) {
    this.#api = api;
    this.#session = session;
  }

  /** How to get a frame's picture, for `Thumbnail`: another way once the frames have other pictures. Null without a session. */
  loaderOf(frame: number): Load | null {
    const { id, picturesRevision } = this.#session;
    return id === null ? null : (signal) => this.#picture(id, picturesRevision, frame, signal);
  }

  forget(): void {
    this.#kept.clear();
  }

  /** Null where there is no picture, or it was aborted. */
  #picture(session: string, picturesRevision: number, frame: number, signal: AbortSignal): Promise<ImageBitmap | null> {
    if (picturesRevision !== this.#picturesRevision) this.forget();
    this.#picturesRevision = picturesRevision;
    const kept = this.#kept.get(frame);
    if (kept) return Promise.resolve(kept);
    return new Promise((answer) => {
      this.#wanted.push({ session, frame, signal, answer });
      void this.#work();
    });
  }

  async #work(): Promise<void> {
    if (this.#running >= atOnce) return;
    this.#running += 1;
    for (let next = this.#wanted.pop(); next; next = this.#wanted.pop()) next.answer(await this.#load(next));
    this.#running -= 1;
  }

  async #load({ session, frame, signal }: Wanted): Promise<ImageBitmap | null> {
    if (signal.aborted) return null;
    const picturesRevision = this.#picturesRevision;
    try {
      const picture = await fetchThumbnail(this.#api, session, { frame, within: 0 }, heightPx, signal);
      if (picturesRevision === this.#picturesRevision)
        this.#kept.set(frame, picture, picture.width * picture.height * 4);
      return picture;
    } catch {
      // Its place stays empty; the camera says why when one goes there.
      return null;
    }
  }
}
