import type { SteeringUnit } from '../drive.ts';
import type { AnnotationContext, CanvasRect } from './context.ts';
import { niceAxis, type NiceAxis } from './nice-ticks.ts';
import { formatNumber } from './number-format.ts';
import { seriesColours } from './series-colours.ts';
import { drawText } from './text.ts';
import { themeColours } from './theme.ts';

/** Steering over time; all series of one length. NaN is a gap in a line, never a zero. */
export interface PlotSeries {
  /** Ascending: seconds, or frame numbers where the drive has no time. */
  readonly x: ArrayLike<number>;
  readonly xUnit: 's' | 'frame';
  readonly recorded: ArrayLike<number> | null;
  readonly predicted: ArrayLike<number> | null;
  readonly unit: SteeringUnit;
}

/** Where the numbers of a strip lie on the canvas. */
export interface PlotStrip {
  /** The area of the lines, inside the labels. */
  readonly area: CanvasRect;
  readonly yAxis: NiceAxis;
  readonly xAxis: NiceAxis;
  readonly xMin: number;
  readonly xMax: number;
}

const labelWidth = 52;
const labelHeight = 20;
const tickText = { size: 12, colour: themeColours.textFaint } as const;

/** Scales from the data: x as far as the samples go, y to round numbers around all finite values. */
export function layoutPlotStrip(rect: CanvasRect, { x, recorded, predicted }: PlotSeries): PlotStrip {
  const area = {
    left: rect.left + labelWidth,
    top: rect.top + 6,
    width: Math.max(rect.width - labelWidth - 10, 1),
    height: Math.max(rect.height - labelHeight - 6, 1),
  };
  const [yMin, yMax] = finiteRange(recorded, predicted);
  const [xMin, xMax] = finiteRange(x);
  return {
    area,
    yAxis: niceAxis(yMin, yMax, Math.max(2, Math.round(area.height / 30))),
    xAxis: niceAxis(xMin, xMax, Math.max(2, Math.round(area.width / 120))),
    xMin,
    xMax,
  };
}

/** A single sample, or samples all at one time, lie in the middle. */
export function plotX({ area, xMin, xMax }: PlotStrip, x: number): number {
  return area.left + (xMax > xMin ? (x - xMin) / (xMax - xMin) : 0.5) * area.width;
}

export function plotY({ area, yAxis }: PlotStrip, value: number): number {
  return area.top + ((yAxis.max - value) / (yAxis.max - yAxis.min)) * area.height;
}

/** Everything that does not move: grid, labels, error shading, lines. */
export function drawPlotStrip<Image>(ctx: AnnotationContext<Image>, strip: PlotStrip, series: PlotSeries): void {
  drawGrid(ctx, strip, series);
  const { area } = strip;
  ctx.save();
  ctx.beginPath();
  ctx.rect(area.left, area.top - 2, area.width, area.height + 4);
  ctx.clip();
  drawErrorShade(ctx, strip, series);
  if (series.recorded) drawLine(ctx, strip, series.x, series.recorded, seriesColours.recorded);
  if (series.predicted) drawLine(ctx, strip, series.x, series.predicted, seriesColours.predicted);
  ctx.restore();
}

/** The cursor at sample `sample`, with a dot on each line that has a value there. */
export function drawPlotCursor<Image>(
  ctx: AnnotationContext<Image>,
  strip: PlotStrip,
  series: PlotSeries,
  sample: number,
): void {
  const x = plotX(strip, series.x[sample] ?? Number.NaN);
  if (!Number.isFinite(x)) return;
  const { area } = strip;
  ctx.fillStyle = themeColours.text;
  ctx.fillRect(Math.round(x) - 0.5, area.top - 4, 1.5, area.height + 8);
  for (const name of ['recorded', 'predicted'] as const) {
    const value = series[name]?.[sample] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    ctx.fillStyle = themeColours.panel;
    fillDot(ctx, x, plotY(strip, value), 6);
    ctx.fillStyle = seriesColours[name];
    fillDot(ctx, x, plotY(strip, value), 4);
  }
}

function fillDot<Image>(ctx: AnnotationContext<Image>, x: number, y: number, radius: number): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, Math.PI * 2, false);
  ctx.fill();
}

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

function drawGrid<Image>(ctx: AnnotationContext<Image>, strip: PlotStrip, { unit, xUnit }: PlotSeries): void {
  const { area, yAxis, xAxis, xMin, xMax } = strip;
  for (const tick of yAxis.ticks) {
    const y = Math.round(plotY(strip, tick));
    ctx.fillStyle = tick === 0 ? themeColours.lineStrong : themeColours.line;
    ctx.fillRect(area.left, y, area.width, 1);
    const text = formatNumber(tick, yAxis.decimals) + (unit === 'deg' ? '°' : '');
    drawText(ctx, text, area.left - 10, y, { ...tickText, align: 'right', baseline: 'middle' });
  }
  for (const tick of xAxis.ticks) {
    if (tick < xMin || tick > xMax) continue;
    const x = Math.round(plotX(strip, tick));
    ctx.fillStyle = themeColours.lineStrong;
    ctx.fillRect(x, area.top + area.height, 1, 4);
    const text = formatNumber(tick, xAxis.decimals) + (xUnit === 's' ? ' s' : '');
    drawText(ctx, text, x, area.top + area.height + 17, { ...tickText, align: 'center' });
  }
}

/** Recorded minus predicted, as the area between the two lines where both are known. */
function drawErrorShade<Image>(
  ctx: AnnotationContext<Image>,
  strip: PlotStrip,
  { x, recorded, predicted }: PlotSeries,
): void {
  if (!recorded || !predicted) return;
  ctx.fillStyle = seriesColours.error;
  ctx.globalAlpha = 0.28;
  for (const [first, end] of finiteRuns(x.length, (at) => (recorded[at] as number) + (predicted[at] as number))) {
    ctx.beginPath();
    for (let at = first; at < end; at++) lineTo(ctx, strip, x[at], recorded[at], at === first);
    for (let at = end - 1; at >= first; at--) lineTo(ctx, strip, x[at], predicted[at], false);
    ctx.closePath();
    ctx.fill();
  }
  ctx.globalAlpha = 1;
}

function drawLine<Image>(
  ctx: AnnotationContext<Image>,
  strip: PlotStrip,
  x: ArrayLike<number>,
  values: ArrayLike<number>,
  colour: string,
): void {
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = 2;
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  for (const [first, end] of finiteRuns(x.length, (at) => values[at] as number)) {
    if (end - first === 1) {
      fillDot(ctx, plotX(strip, x[first] as number), plotY(strip, values[first] as number), 2.5);
      continue;
    }
    ctx.beginPath();
    for (let at = first; at < end; at++) lineTo(ctx, strip, x[at], values[at], at === first);
    ctx.stroke();
  }
}

function lineTo<Image>(
  ctx: AnnotationContext<Image>,
  strip: PlotStrip,
  x: number | undefined,
  value: number | undefined,
  first: boolean,
): void {
  const [canvasX, canvasY] = [plotX(strip, x as number), plotY(strip, value as number)];
  if (first) ctx.moveTo(canvasX, canvasY);
  else ctx.lineTo(canvasX, canvasY);
}

/** `[first, end)` of each run of finite values: what lies between two runs is a gap. */
export function finiteRuns(count: number, valueAt: (index: number) => number): [number, number][] {
  const runs: [number, number][] = [];
  let first = -1;
  for (let at = 0; at <= count; at++) {
    const known = at < count && Number.isFinite(valueAt(at));
    if (known && first < 0) first = at;
    if (!known && first >= 0) {
      runs.push([first, at]);
      first = -1;
    }
  }
  return runs;
}
