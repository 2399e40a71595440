import { createCanvas, ImageData, type Canvas } from '@napi-rs/canvas';
import type { RgbaImage } from '../../shared/pixels.ts';

interface Bitmap {
  readonly canvas: Canvas;
  readonly pixels: ImageData;
}

/**
 * Bitmaps for `drawImage`, one for each name, kept and overwritten from frame to frame: megabytes of garbage a second
 * would cost more than the painting.
 */
export class CanvasBitmaps {
  readonly #bitmaps = new Map<string, Bitmap>();

  /** @param fill writes the pixels: RGBA, straight alpha, all of them. */
  paint(
    name: string,
    { width, height }: { readonly width: number; readonly height: number },
    fill: (rgba: Uint8ClampedArray<ArrayBuffer>) => void,
  ): Canvas {
    const { canvas, pixels } = this.#bitmapOf(name, width, height);
    fill(pixels.data as Uint8ClampedArray<ArrayBuffer>);
    canvas.getContext('2d').putImageData(pixels, 0, 0);
    return canvas;
  }

  copy(name: string, image: RgbaImage): Canvas {
    return this.paint(name, image, (rgba) => rgba.set(image.data));
  }

  #bitmapOf(name: string, width: number, height: number): Bitmap {
    const known = this.#bitmaps.get(name);
    if (known?.canvas.width === width && known.canvas.height === height) return known;
    const pixels = new ImageData(new Uint8ClampedArray(width * height * 4), width, height);
    const bitmap = { canvas: createCanvas(width, height), pixels };
    this.#bitmaps.set(name, bitmap);
    return bitmap;
  }
}
