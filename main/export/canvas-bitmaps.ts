import { createCanvas, ImageData, type Canvas } from '@napi-rs/canvas';

/** Bitmaps for `drawImage`, one canvas for each name, kept and overwritten from frame to frame. */
export class CanvasBitmaps {
  readonly #canvases = new Map<string, Canvas>();

  /** @param rgba straight alpha, length height * width * 4. */
  put(name: string, width: number, height: number, rgba: Uint8Array | Uint8ClampedArray): Canvas {
    const canvas = this.#canvasOf(name, width, height);
    const clamped = new Uint8ClampedArray(rgba.buffer, rgba.byteOffset, rgba.byteLength);
    canvas.getContext('2d').putImageData(new ImageData(clamped, width, height), 0, 0);
    return canvas;
  }

  #canvasOf(name: string, width: number, height: number): Canvas {
    const known = this.#canvases.get(name);
    if (known?.width === width && known.height === height) return known;
    const canvas = createCanvas(width, height);
    this.#canvases.set(name, canvas);
    return canvas;
  }
}
