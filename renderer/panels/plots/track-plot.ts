import uPlot from 'uplot';
import { fontFamily, themeColours } from '../../../shared/annotate/theme.ts';
import type { PlotLine, PlotTrack } from '../../state/plot-lines.ts';
import type { PlotWindow } from '../../state/plot-window.ts';
import { traceArea, traceLine, type PathScales, type Samples } from './line-paths.ts';
import { tickTexts, valueTicks, type FrameAxis } from './track-scales.ts';

/** In CSS pixels, of the numbers beside a plot. */
export const axisWidth = 56;
/** Where there is no axis at the right. */
export const rightRoom = 12;
/** Above and below the lines. */
const plotPadding = 4;
/** In CSS pixels. */
export const lineWidth = 1.5;
export const errorOpacity = 0.28;

const axisLook = { font: `11px ${fontFamily}`, size: axisWidth, gap: 6 } as const;
const fine = { stroke: themeColours.line, width: 1 } as const;

/** The samples as they are now. */
export function samplesNow({ samples }: PlotLine): Samples {
  const { pyramid } = samples;
  return { valueAt: samples.valueAt, rangeOf: (first, last) => pyramid.rangeOf(first, last) };
}

/** Those in a window, and one on each side, so that lines run out of it. */
export function frameSpan({ min, max }: PlotWindow, { lastFrame }: FrameAxis): [first: number, last: number] {
  return [Math.max(0, Math.floor(min) - 1), Math.min(lastFrame(), Math.ceil(max) + 1)];
}

/** Where the frames of a window lie on a stretch of the canvas, and where they do not go on. */
export function scalesAlong(
  axis: FrameAxis,
  { min, max }: PlotWindow,
  { left, width }: { readonly left: number; readonly width: number },
): Omit<PathScales, 'yAt'> {
  const pixelsPerFrame = width / Math.max(max - min, 1e-9);
  return {
    xAt: (frame) => left + (frame - min) * pixelsPerFrame,
    indexAt: (x) => (x - left) / pixelsPerFrame + min,
    isCut: (frame) => axis.isCut(frame),
  };
}

/**
 * uPlot keeps the canvas, the scales and the axes of a track. What it draws comes from the pyramids of the lines: its own data
 * is a stand-in of two points.
 */
export function makeTrackPlot(
  element: HTMLElement,
  track: PlotTrack,
  axis: FrameAxis,
  hasRightRoom: boolean,
  colourOf: (line: PlotLine) => string,
): uPlot {
  const lines = track.lines.filter(({ kind }) => kind === 'value');
  const valueAxis = (side: 'left' | 'right', colour: string): uPlot.Axis => ({
    ...axisLook,
    scale: side,
    side: side === 'left' ? 3 : 1,
    stroke: colour,
    ticks: { ...fine, size: 4 },
    grid: { ...fine, show: side === 'left' },
    splits: (plot, _axis, min, max) => valueTicks([min, max], plot.bbox.height / devicePixelRatio),
    values: (_plot, ticks) => tickTexts(ticks, track.tickSigns[side]),
  });
  const right = track.lines.find((line) => line.axis === 'right');
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [plotPadding, right ? 0 : hasRightRoom ? axisWidth : rightRoom, plotPadding, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, auto: false, range: (_plot, min, max) => [min, max] },
      left: { auto: false, range: (_plot, min, max) => [min, max] },
      right: { auto: false, range: (_plot, min, max) => [min, max] },
    },
    axes: [
      { show: false },
      valueAxis('left', themeColours.textFaint),
      ...(right ? [valueAxis('right', colourOf(right))] : []),
    ],
    series: [
      {},
      ...(track.errorBetween ? [errorSeries(track, axis, colourOf)] : []),
      ...lines.flatMap((line) => lineSeries(line, axis, colourOf(line))),
    ],
  };
  const standIn = options.series.map(() => [0, 1]) as unknown as uPlot.AlignedData;
  return new uPlot(options, standIn, element);
}

/** A line, and behind it in uPlot's order the bars of its crowded parts, which are found at the same time. */
function lineSeries(line: PlotLine, axis: FrameAxis, colour: string): uPlot.Series[] {
  let bars = new Path2D();
  const look = { scale: line.axis, stroke: colour, points: { show: false } };
  return [
    {
      ...look,
      width: lineWidth,
      paths: (plot) => {
        const stroke = new Path2D();
        bars = new Path2D();
        const { scales, first, last } = placed(plot, line.axis, axis);
        traceLine({ stroke, bars, thickness: lineWidth * devicePixelRatio }, samplesNow(line), first, last, scales);
        return { stroke } as uPlot.Series.Paths;
      },
    },
    { ...look, width: 1 / devicePixelRatio, paths: () => ({ stroke: bars }) as uPlot.Series.Paths },
  ];
}

/** As in the exported clip, the error is the area between the two lines. */
function errorSeries(track: PlotTrack, axis: FrameAxis, colourOf: (line: PlotLine) => string): uPlot.Series {
  const error = track.lines.find(({ kind }) => kind === 'error');
  const alpha = Math.round(errorOpacity * 255).toString(16);
  const colour = error ? `${colourOf(error)}${alpha}` : 'transparent';
  return {
    ...{ scale: 'left', stroke: colour, fill: colour, width: 1 / devicePixelRatio, points: { show: false } },
    paths: (plot) => {
      const [fill, bars] = [new Path2D(), new Path2D()];
      const { scales, first, last } = placed(plot, 'left', axis);
      if (track.errorBetween) {
        const [one, other] = track.errorBetween;
        traceArea({ fill, bars }, samplesNow(one), samplesNow(other), first, last, scales);
      }
      return { fill, stroke: bars } as uPlot.Series.Paths;
    },
  };
}

function placed(
  plot: uPlot,
  side: 'left' | 'right',
  axis: FrameAxis,
): { scales: PathScales; first: number; last: number } {
  const window = { min: plot.scales['x']?.min ?? 0, max: plot.scales['x']?.max ?? 1 };
  const [first, last] = frameSpan(window, axis);
  const yAt = (value: number): number => plot.valToPos(value, side, true);
  return { first, last, scales: { ...scalesAlong(axis, window, plot.bbox), yAt } };
}
