import { paintMask } from '../../../shared/annotate/mask-image.ts';
import type { FrameAnalysis } from '../../../shared/analysis.ts';
import type { MaskStyle } from '../../../shared/api.ts';
import type { Map2d } from '../../../shared/pixels.ts';

/** The map laid over the picture: the final mask, or the intermediate mask of a stage scaled to 0..1. Null when there is none. */
export function overlayMap(analysis: FrameAnalysis, stage: number | null): Map2d | null {
  if (stage === null) return analysis.mask;
  const map = analysis.stages[stage]?.intermediate;
  return map ? scaledToUnit(map) : analysis.mask;
}

/** Smallest value to 0, largest to 1; a constant map is all 0. */
export function scaledToUnit(map: Map2d): Map2d {
  let min = Infinity;
  let max = -Infinity;
  for (const value of map.values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const span = max - min;
  return { ...map, values: map.values.map((value) => (span > 0 ? (value - min) / span : 0)) };
}

/** Keeps the painted overlay as a canvas and paints it again only when the map or the style is another one. */
export class Overlay {
  readonly #canvas = new OffscreenCanvas(1, 1);
  #pixels = new Uint8ClampedArray(0);
  #map: Map2d | null = null;
  #style: MaskStyle | null = null;

  paint(map: Map2d, style: MaskStyle): OffscreenCanvas {
    if (map === this.#map && style === this.#style) return this.#canvas;
    const { width, height } = map;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    if (this.#pixels.length !== width * height * 4) this.#pixels = new Uint8ClampedArray(width * height * 4);
    const pixels = paintMask(map, style, this.#pixels);
    this.#canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
    this.#map = map;
    this.#style = style;
    return this.#canvas;
  }
}
