/** Reads single pixels of pictures. */
export class PictureColour {
  readonly #context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });

  /** Red, green and blue, 0..255; null where the picture is gone. */
  at(image: ImageBitmap, x: number, y: number): readonly [red: number, green: number, blue: number] | null {
    if (!this.#context || image.width === 0) return null;
    this.#context.drawImage(image, x, y, 1, 1, 0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = this.#context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  }
}
