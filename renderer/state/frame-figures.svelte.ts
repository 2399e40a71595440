import { frameFigures, type FigureValues, type FrameFigure } from '../../shared/frame-figures.ts';

/** Figures of the mask over the whole drive; fill in while the drive is analysed. */
export class FrameFigureSeries {
  /** Counts changes of the arrays, which are changed in place: read it to be told. */
  revision = $state(0);
  #values: Record<FrameFigure, Float64Array> = emptyOf(0);

  /** One number a frame; NaN where it is not known. */
  of(figure: FrameFigure): Float64Array {
    return this.#values[figure];
  }

  /** Forget everything: another drive, network or way to make the mask. */
  reset(frameCount: number): void {
    this.#values = emptyOf(frameCount);
    this.revision += 1;
  }

  /** Of frames `first`, `first + 1`, ... */
  fill(first: number, figures: FigureValues): void {
    for (const figure of frameFigures) {
      const into = this.#values[figure];
      figures[figure]?.forEach((value, index) => {
        if (first + index < into.length) into[first + index] = value ?? Number.NaN;
      });
    }
    this.revision += 1;
  }
}

function emptyOf(frameCount: number): Record<FrameFigure, Float64Array> {
  const empty = (): Float64Array => new Float64Array(frameCount).fill(Number.NaN);
  return Object.fromEntries(frameFigures.map((figure) => [figure, empty()])) as Record<FrameFigure, Float64Array>;
}
