/** Reads single pixels of pictures. */
export class PictureColour {
  readonly #context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });

  /** Red, green and blue, 0..255, of what lies at these shares of its width and height; null where the picture is gone. */
  at(image: ImageBitmap, across: number, down: number): readonly [red: number, green: number, blue: number] | null {
    if (!this.#context || image.width === 0) return null;
    const [x, y] = [Math.floor(across * image.width), Math.floor(down * image.height)];
    this.#context.drawImage(image, x, y, 1, 1, 0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = this.#context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  }
}
