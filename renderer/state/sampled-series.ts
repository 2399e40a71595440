import type { ChangedFrames } from './changed-frames.ts';
import { PlotPyramid } from './plot-pyramid.ts';

/** Where the numbers of a series come from; `changes`: null where they stay as they are. */
export interface SampleSource {
  /** NaN where nothing is known of the frame. */
  valueAt(frame: number): number;
  frameCount(): number;
  readonly changes: ChangedFrames | null;
}

/** One number a frame, with the pyramid over them, which is made when first asked for and takes up what changed since. */
export class SampledSeries {
  readonly valueAt: (frame: number) => number;
  readonly #source: SampleSource;
  #pyramid: PlotPyramid | null = null;
  #seenVersion = 0;

  constructor(source: SampleSource) {
    this.#source = source;
    this.valueAt = (frame) => source.valueAt(frame);
  }

  get pyramid(): PlotPyramid {
    const { changes } = this.#source;
    const frameCount = this.#source.frameCount();
    const changed = changes?.since(this.#seenVersion) ?? (changes ? null : []);
    this.#seenVersion = changes?.version ?? 0;
    if (!this.#pyramid) return (this.#pyramid = new PlotPyramid(this.valueAt, frameCount));
    if (!changed || this.#pyramid.length !== frameCount) this.#pyramid.rebuild(frameCount);
    else for (const { first, end } of changed) this.#pyramid.changed(first, end);
    return this.#pyramid;
  }
}
