import { frameFigures, type FigureValues, type FrameFigure } from '../../shared/frame-figures.ts';
import { ChangedFrames } from './changed-frames.ts';

/** Figures of the mask over the whole drive; fill in while the drive is analysed. */
export class FrameFigureSeries {
  /** Counts changes of the arrays, which are changed in place: read it to be told. */
  revision = $state(0);
  /** Where they changed. */
  readonly changes = new ChangedFrames();
  #values: Record<FrameFigure, Float64Array> = emptyOf(0);

  /** One number a frame; NaN where it is not known. */
  of(figure: FrameFigure): Float64Array {
    return this.#values[figure];
  }

  /** Forget everything: another drive, network or way to make the mask. */
  reset(frameCount: number): void {
    this.#values = emptyOf(frameCount);
    this.changes.noteAll();
    this.revision += 1;
  }

  /** More frames of the same drive: what is known stays. */
  grow(frameCount: number): void {
    const known = this.#values;
    this.#values = emptyOf(frameCount);
    for (const figure of frameFigures) this.#values[figure].set(known[figure].subarray(0, frameCount));
    this.revision += 1;
  }

  /** Of frames `first`, `first + 1`, ... */
  fill(first: number, figures: FigureValues): void {
    let count = 0;
    for (const figure of frameFigures) {
      count = Math.max(count, figures[figure]?.length ?? 0);
      const into = this.#values[figure];
      figures[figure]?.forEach((value, index) => {
        if (first + index < into.length) into[first + index] = value ?? Number.NaN;
      });
    }
    this.changes.note(first, first + count);
    this.revision += 1;
  }
}

function emptyOf(frameCount: number): Record<FrameFigure, Float64Array> {
  const empty = (): Float64Array => new Float64Array(frameCount).fill(Number.NaN);
  return Object.fromEntries(frameFigures.map((figure) => [figure, empty()])) as Record<FrameFigure, Float64Array>;
}
