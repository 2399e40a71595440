import { frameFigures, type FrameFigure } from '../../shared/frame-figures.ts';
import type { AnalysedFrame } from '../analysis/analysis-session.ts';
import type { OutputColumn } from './output-columns.ts';

/** `mask-mass` as a column is called. */
const columnName = (figure: FrameFigure): string => figure.replaceAll('-', '_');

export const figureHeader = frameFigures.map(columnName);

/** Keeps of every frame the figures of its mask, as columns of predictions.csv. */
export class FigureColumns {
  readonly columns: readonly OutputColumn[];
  readonly #from: number;

  /** @param range frames `from` to `to`, exclusive. */
  constructor(range: { readonly from: number; readonly to: number }) {
    const values = (): Float64Array => new Float64Array(range.to - range.from).fill(Number.NaN);
    this.columns = frameFigures.map((figure) => ({ name: columnName(figure), values: values() }));
    this.#from = range.from;
  }

  add(analyses: readonly AnalysedFrame[]): void {
    for (const { frame, figures } of analyses)
      frameFigures.forEach((figure, index) => {
        const column = this.columns[index];
        if (column && figures) column.values[frame - this.#from] = figures[figure];
      });
  }
}
