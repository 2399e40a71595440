import type { ApiClient } from '../../api.ts';
import { ByteLru } from '../../state/byte-lru.ts';

/** In device pixels; two to a CSS pixel at most. */
export const thumbnailWidth = 128;
const limitBytes = 8 * 1024 * 1024;

/** Small pictures of bookmarked frames, within a few megabytes. */
export class MarkThumbnails {
  readonly #api: ApiClient;
  readonly #kept = new ByteLru<string, ImageBitmap>(limitBytes, (bitmap) => bitmap.close());

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /**
   * Draws the picture of a frame, or of the nearest that is there at once.
   * @param drive names what the frame is of, so that another drive's pictures are never taken for it.
   */
  async draw(
    canvas: HTMLCanvasElement,
    session: string,
    drive: string,
    frame: number,
    signal: AbortSignal,
  ): Promise<void> {
    const key = `${session} ${frame} ${drive}`;
    const bitmap = this.#kept.get(key) ?? (await this.#load(key, session, frame, signal));
    if (!bitmap || signal.aborted) return;
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  }

  forget(): void {
    this.#kept.clear();
  }

  async #load(key: string, session: string, frame: number, signal: AbortSignal): Promise<ImageBitmap | null> {
    try {
      const { encoded } = await this.#api.nearImage(session, frame, signal);
      const bitmap = await createImageBitmap(encoded, { resizeWidth: thumbnailWidth, resizeQuality: 'medium' });
      this.#kept.set(key, bitmap, bitmap.width * bitmap.height * 4);
      return bitmap;
    } catch {
      // A picture that is damaged or late leaves its place empty; the frame view says why.
      return null;
    }
  }
}
