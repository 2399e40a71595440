import { paintMask, type DrawnMask } from '../../../shared/annotate/mask-image.ts';
import { ownStretch, type MaskStretch } from '../../../shared/annotate/mask-scale.ts';
import type { MaskStyle } from '../../../shared/mask-style.ts';

/** Keeps the painted overlay as a canvas and paints it again only when the map or the style is another one. */
export class Overlay {
  readonly #canvas = new OffscreenCanvas(1, 1);
  #pixels = new Uint8ClampedArray(0);
  #map: DrawnMask | null = null;
  #style: MaskStyle | null = null;
  #stretch = ownStretch;

  paint(map: DrawnMask, style: MaskStyle, stretch: MaskStretch): OffscreenCanvas {
    const { offset, gain, gamma } = this.#stretch;
    const sameStretch = stretch.offset === offset && stretch.gain === gain && stretch.gamma === gamma;
    if (map === this.#map && style === this.#style && sameStretch) return this.#canvas;
    const { width, height } = map;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    if (this.#pixels.length !== width * height * 4) this.#pixels = new Uint8ClampedArray(width * height * 4);
    const pixels = paintMask(map, style, this.#pixels, stretch);
    this.#canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
    this.#map = map;
    this.#style = style;
    this.#stretch = stretch;
    return this.#canvas;
  }
}
