import { niceAxis, type NiceAxis } from '../../../shared/annotate/nice-ticks.ts';

/** One line of a chart, and how far single frames lie from it. */
export interface ChartLine {
  readonly name: string;
  /** A CSS colour. */
  readonly colour: string;
  /** One value for each of the chart's x. */
  readonly values: readonly number[];
  /** Lower and upper quartile at each x. */
  readonly band?: { readonly lower: readonly number[]; readonly upper: readonly number[] } | undefined;
}

export interface Plotted {
  readonly x: NiceAxis;
  readonly y: NiceAxis;
  /** Paths of an SVG, in shares of the plot's width and height from its upper left corner times 1000. */
  readonly lines: readonly {
    readonly name: string;
    readonly colour: string;
    readonly path: string;
    readonly band: string;
  }[];
}

const scale = 1000;

/** Lines over rising `x`, with round axes that hold them all. */
export function plotted(x: readonly number[], lines: readonly ChartLine[]): Plotted {
  const all = lines.flatMap(({ values, band }) => [...values, ...(band?.lower ?? []), ...(band?.upper ?? [])]);
  const axes = {
    x: niceAxis(Math.min(...x), Math.max(...x), 5),
    y: niceAxis(Math.min(0, ...all), Math.max(0, ...all), 4),
  };
  const point = (at: number, value: number): string =>
    `${(share(axes.x, x[at] ?? 0) * scale).toFixed(1)} ${((1 - share(axes.y, value)) * scale).toFixed(1)}`;
  const line = (values: readonly number[]): string => values.map((value, at) => point(at, value)).join('L');
  return {
    ...axes,
    lines: lines.map(({ name, colour, values, band }) => ({
      name,
      colour,
      path: `M${line(values)}`,
      band: band
        ? `M${line(band.upper)}L${band.lower
            .map((value, at) => point(at, value))
            .reverse()
            .join('L')}Z`
        : '',
    })),
  };
}

/** Where a value lies between an axis' ends: 0..1. */
export const share = ({ min, max }: NiceAxis, value: number): number => (value - min) / (max - min);

/** The index of the `x` nearest to a share of the chart's width. */
export function nearestX(x: readonly number[], axis: NiceAxis, at: number): number {
  const wanted = axis.min + at * (axis.max - axis.min);
  return x.reduce((best, value, index) => (Math.abs(value - wanted) < Math.abs(x[best]! - wanted) ? index : best), 0);
}
