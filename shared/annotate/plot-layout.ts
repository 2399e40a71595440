import type { SteeringOutputUnit } from '../steering-output.ts';
import type { CanvasRect } from './context.ts';
import { niceAxis, type NiceAxis } from './nice-ticks.ts';

/** Steering over time; all series of one length. NaN is a gap in a line, never a zero. */
export interface PlotSeries {
  /** Ascending: seconds, or frame numbers where the drive has no time. */
  readonly x: ArrayLike<number>;
  readonly xUnit: 's' | 'frame';
  readonly recorded: ArrayLike<number> | null;
  readonly predicted: ArrayLike<number> | null;
  /** Samples that do not go on from the one before them: no line joins the two. @default none */
  readonly cuts?: ReadonlySet<number>;
  readonly unit: SteeringOutputUnit;
  /** Another than `unit` gives the predicted steering an axis of its own, at the right. @default `unit` */
  readonly predictedUnit?: SteeringOutputUnit;
}

/** Where the numbers of a strip lie on the canvas. */
export interface PlotStrip {
  /** The area of the lines, inside the labels. */
  readonly area: CanvasRect;
  readonly yAxis: NiceAxis;
  /** Of the predicted steering: `yAxis` itself where both have one unit. */
  readonly predictedAxis: NiceAxis;
  readonly xAxis: NiceAxis;
  readonly xMin: number;
  readonly xMax: number;
}

/** Beside an axis, and below the strip. */
const labelWidth = 52;
const labelHeight = 20;

/** Scales from the data: x as far as the samples go, y to round numbers around all finite values. */
export function layoutPlotStrip(rect: CanvasRect, series: PlotSeries): PlotStrip {
  const { x, recorded, predicted } = series;
  const apart = isApart(series);
  const area = {
    left: rect.left + labelWidth,
    top: rect.top + 6,
    width: Math.max(rect.width - labelWidth - (apart ? labelWidth : 10), 1),
    height: Math.max(rect.height - labelHeight - 6, 1),
  };
  const axisOf = (...values: readonly (ArrayLike<number> | null)[]): NiceAxis =>
    niceAxis(...finiteRange(...values), Math.max(2, Math.round(area.height / 30)));
  const yAxis = apart ? axisOf(recorded) : axisOf(recorded, predicted);
  const [xMin, xMax] = finiteRange(x);
  return {
    area,
    yAxis,
    predictedAxis: apart ? axisOf(predicted) : yAxis,
    xAxis: niceAxis(xMin, xMax, Math.max(2, Math.round(area.width / 120))),
    xMin,
    xMax,
  };
}

/** Whether the predicted steering has an axis of its own, in its own unit. */
export const isApart = ({ unit, predictedUnit = unit }: PlotSeries): boolean => predictedUnit !== unit;

/** A single sample, or samples all at one time, lie in the middle. */
export function plotX({ area, xMin, xMax }: PlotStrip, x: number): number {
  return area.left + (xMax > xMin ? (x - xMin) / (xMax - xMin) : 0.5) * area.width;
}

export function plotY({ area, yAxis }: PlotStrip, value: number, { min, max }: NiceAxis = yAxis): number {
  return area.top + ((max - value) / (max - min)) * area.height;
}

/** What the numbers of a line are measured by. */
export const lineAxis = ({ yAxis, predictedAxis }: PlotStrip, name: 'recorded' | 'predicted'): NiceAxis =>
  name === 'predicted' ? predictedAxis : yAxis;

function finiteRange(...series: readonly (ArrayLike<number> | null)[]): [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (const values of series)
    for (let at = 0; values && at < values.length; at++) {
      const value = values[at] as number;
      if (!Number.isFinite(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  return min <= max ? [min, max] : [0, 0];
}
