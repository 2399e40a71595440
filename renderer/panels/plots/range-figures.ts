import { formatNumber } from '../../../shared/annotate/number-format.ts';
import type { PlotLine, PlotTrack } from '../../state/plot-lines.ts';
import type { BrushedRange } from '../../state/plot-measures.svelte.ts';

/** What is told of a line over a range, as text. */
export interface RangeFigures {
  readonly line: PlotLine;
  readonly title: string;
  readonly count: number;
  readonly mean: string;
  readonly min: string;
  readonly max: string;
  readonly deviation: string;
  /** Of an error alone: mean absolute error, root of the mean square, mean. Null for other lines. */
  readonly error: { readonly mae: string; readonly rmse: string; readonly bias: string } | null;
}

/** Of every line of the tracks over a range of frames; at the cost of a few looks, however long it is. */
export function rangeFigures(tracks: readonly PlotTrack[], { first, last }: BrushedRange): RangeFigures[] {
  return tracks.flatMap((track) =>
    track.lines.map((line) => {
      const figures = line.samples.pyramid.figuresOf(first, last);
      const { mean, standardDeviation } = figures;
      const absolute = line.magnitude?.pyramid.figuresOf(first, last);
      return {
        line,
        title: track.lines.length > 1 ? line.name : track.title,
        count: figures.count,
        ...{ mean: line.format(mean), min: line.format(figures.min), max: line.format(figures.max) },
        deviation: line.format(standardDeviation),
        error: absolute
          ? {
              mae: line.format(absolute.mean),
              // The mean square is the square of the mean and the variance.
              rmse: line.format(Math.hypot(mean, standardDeviation)),
              bias: line.format(mean),
            }
          : null,
      };
    }),
  );
}

/** `B − A` of every line. */
export function cursorDeltas(
  tracks: readonly PlotTrack[],
  a: number,
  b: number,
): { line: PlotLine; title: string; delta: string }[] {
  return tracks.flatMap((track) =>
    track.lines.map((line) => ({
      line,
      title: track.lines.length > 1 ? line.name : track.title,
      delta: line.format(line.samples.valueAt(b) - line.samples.valueAt(a)),
    })),
  );
}

/** `+1.25 s`, `−3 frames`. */
export function signed(value: number, decimals: number, unit: string): string {
  return `${value > 0 ? '+' : ''}${formatNumber(value, decimals)} ${unit}`;
}
