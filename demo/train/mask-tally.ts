import { tfBilinear } from '../../main/preprocess/tf-bilinear.ts';
import { denseLayout, type PixelOperation } from '../../main/preprocess/pixel-operation.ts';
import type { Map2d } from '../../shared/pixels.ts';
import { label } from '../render/ground.ts';

/** Ground truth of one frame: `label` of each pixel, `[row, column]`. */
export interface FrameLabels {
  readonly width: number;
  readonly height: number;
  readonly labels: Uint8Array;
}

/**
 * Compares masks with ground truth, over any number of frames. A mask is brought to the size of the frame (bilinear,
 * as the window draws it); each pixel of the ground truth then counts once. Pixels where an object hides the road
 * count as neither.
 */
export class MaskTally {
  #resize: PixelOperation | null = null;
  #resized = new Float32Array();
  #markingSum = 0;
  #markingCount = 0;
  #roadSum = 0;
  #roadCount = 0;
  #pictureSum = 0;
  #pictureCount = 0;

  add(mask: Map2d, truth: FrameLabels): void {
    this.#resize ??= tfBilinear(
      denseLayout({ width: mask.width, height: mask.height, channels: 1, isFloat: true }),
      truth.width,
      truth.height,
    );
    if (this.#resized.length !== truth.labels.length) this.#resized = new Float32Array(truth.labels.length);
    this.#resize.run(mask.values, 0, this.#resized);
    this.#pictureCount += this.#resized.length;
    for (const [pixel, value] of this.#resized.entries()) {
      this.#pictureSum += value;
      if (truth.labels[pixel] === label.marking) {
        this.#markingSum += value;
        this.#markingCount++;
      } else if (truth.labels[pixel] === label.road) {
        this.#roadSum += value;
        this.#roadCount++;
      }
    }
  }

  /** Mean mask on marking pixels, 0..1. */
  get onMarkings(): number {
    return this.#markingSum / this.#markingCount;
  }
  /** Mean mask on road pixels without marking, 0..1. */
  get elsewhereOnRoad(): number {
    return this.#roadSum / this.#roadCount;
  }
  /** Mean mask over whole pictures, 0..1. */
  get inPicture(): number {
    return this.#pictureSum / this.#pictureCount;
  }
}
