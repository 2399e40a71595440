import type uPlot from 'uplot';
import { formatNumber } from '../../../shared/annotate/number-format.ts';
import { niceAxis } from '../../../shared/annotate/nice-ticks.ts';
import { seriesColours } from '../../../shared/annotate/series-colours.ts';
import { fontFamily, themeColours } from '../../../shared/annotate/theme.ts';
import { traceArea, traceLine, type PathScales } from './line-paths.ts';

export interface PlotAxis {
  /** Whether the axis counts in seconds. */
  inSecs(): boolean;
  secsAt(frame: number): number;
  frameAt(secs: number): number;
  lastFrame(): number;
  /** Whether a frame does not go on from the one before it. */
  isCut(frame: number): boolean;
  /** Appended to steering values: `°` or nothing. */
  unitSign(): string;
}

/** Rows of the plot's data. */
export const rows = { frame: 0, error: 1, recorded: 2, predicted: 3 } as const;

function scalesOf(plot: uPlot, { isCut }: PlotAxis): PathScales {
  const { min = 0, max = 1 } = plot.scales['x'] ?? {};
  const { left, width } = plot.bbox;
  const pixelsPerIndex = width / Math.max((max ?? 1) - (min ?? 0), 1e-9);
  return {
    xAt: (index) => left + (index - (min ?? 0)) * pixelsPerIndex,
    indexAt: (x) => (x - left) / pixelsPerIndex + (min ?? 0),
    yAt: (value) => plot.valToPos(value, 'y', true),
    isCut,
  };
}

const only = (part: { stroke?: Path2D; fill?: Path2D }): uPlot.Series.Paths => part as uPlot.Series.Paths;

const linePaths =
  (axis: PlotAxis): uPlot.Series.PathBuilder =>
  (plot, row, first, last) => {
    const stroke = new Path2D();
    const values = plot.data[row] as ArrayLike<number>;
    traceLine(stroke, values, Math.max(0, first - 1), Math.min(values.length - 1, last + 1), scalesOf(plot, axis));
    return only({ stroke });
  };

/** As in the exported clip, the error is the area between the two lines. */
const errorPaths =
  (axis: PlotAxis): uPlot.Series.PathBuilder =>
  (plot, _row, first, last) => {
    const fill = new Path2D();
    const [recorded, predicted] = [plot.data[rows.recorded], plot.data[rows.predicted]] as ArrayLike<number>[];
    if (recorded && predicted) {
      const end = Math.min(recorded.length, predicted.length) - 1;
      traceArea(fill, recorded, predicted, Math.max(0, first - 1), Math.min(end, last + 1), scalesOf(plot, axis));
    }
    return only({ fill });
  };

const axisLook = {
  stroke: themeColours.textFaint,
  font: `11px ${fontFamily}`,
  ticks: { stroke: themeColours.line, width: 1, size: 4 },
};

export function plotOptions(axis: PlotAxis, width: number, height: number): uPlot.Options {
  return {
    width,
    height,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: false, y: false, setScale: false },
    },
    scales: {
      x: { time: false, auto: false, range: (_plot, min, max) => [min, max] },
      y: { auto: false, range: (_plot, min, max) => [min, max] },
    },
    axes: [
      {
        ...axisLook,
        size: 26,
        gap: 4,
        grid: { show: false },
        splits: (plot, _axis, min, max) => frameTicks(axis, min, max, plot.bbox.width / devicePixelRatio),
        values: (_plot, frames) =>
          frames.map((frame) => (axis.inSecs() ? `${formatNumber(axis.secsAt(frame), 1)} s` : String(frame))),
      },
      {
        ...axisLook,
        size: 52,
        gap: 6,
        grid: { stroke: themeColours.line, width: 1 },
        splits: (plot, _axis, min, max) => {
          const wanted = Math.max(2, Math.round(plot.bbox.height / devicePixelRatio / 24));
          return [...niceAxis(min, max, wanted).ticks].filter((tick) => tick >= min && tick <= max);
        },
        values: (_plot, ticks) => {
          const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0));
          const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
          return ticks.map((tick) => formatNumber(tick, decimals) + axis.unitSign());
        },
      },
    ],
    series: [
      {},
      {
        label: 'Error',
        scale: 'y',
        fill: `${seriesColours.error}47`,
        paths: errorPaths(axis),
        points: { show: false },
      },
      {
        label: 'Recorded',
        scale: 'y',
        stroke: seriesColours.recorded,
        width: 1.5,
        paths: linePaths(axis),
        points: { show: false },
      },
      {
        label: 'Predicted',
        scale: 'y',
        stroke: seriesColours.predicted,
        width: 1.5,
        paths: linePaths(axis),
        points: { show: false },
      },
    ],
  };
}

/** Whole frames at round frame numbers, or nearest to round times. */
function frameTicks(axis: PlotAxis, min: number, max: number, widthPx: number): number[] {
  const wanted = Math.max(2, Math.round(widthPx / 110));
  if (!axis.inSecs()) {
    const { step } = niceAxis(min, max, wanted);
    const whole = Math.max(1, Math.round(step));
    const first = Math.ceil(Math.max(0, min) / whole) * whole;
    const last = Math.min(max, axis.lastFrame());
    return Array.from(
      { length: Math.max(0, Math.floor((last - first) / whole) + 1) },
      (_, index) => first + index * whole,
    );
  }
  const { ticks } = niceAxis(axis.secsAt(Math.max(0, Math.ceil(min))), axis.secsAt(Math.floor(max)), wanted);
  const frames = ticks.map((secs) => axis.frameAt(secs)).filter((frame) => frame >= min && frame <= max);
  return [...new Set(frames)];
}
