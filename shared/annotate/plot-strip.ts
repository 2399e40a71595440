import type { SteeringOutputUnit } from '../steering-output.ts';
import type { AnnotationContext } from './context.ts';
import type { NiceAxis } from './nice-ticks.ts';
import { formatNumber } from './number-format.ts';
import { isApart, lineAxis, plotX, plotY, type PlotSeries, type PlotStrip } from './plot-layout.ts';
import { seriesColours } from './series-colours.ts';
import { drawText } from './text.ts';
import { themeColours } from './theme.ts';

const tickText = { size: 12, colour: themeColours.textFaint } as const;

/** Everything that does not move: grid, labels, error shading, lines. */
export function drawPlotStrip<Image>(ctx: AnnotationContext<Image>, strip: PlotStrip, series: PlotSeries): void {
  drawGrid(ctx, strip, series);
  const { area } = strip;
  ctx.save();
  ctx.beginPath();
  ctx.rect(area.left, area.top - 2, area.width, area.height + 4);
  ctx.clip();
  if (!isApart(series)) drawErrorShade(ctx, strip, series);
  for (const name of ['recorded', 'predicted'] as const) {
    const values = series[name];
    if (values) drawLine(ctx, strip, series, { values, axis: lineAxis(strip, name), colour: seriesColours[name] });
  }
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
    const y = plotY(strip, value, lineAxis(strip, name));
    ctx.fillStyle = themeColours.panel;
    fillDot(ctx, x, y, 6);
    ctx.fillStyle = seriesColours[name];
    fillDot(ctx, x, y, 4);
  }
}

function fillDot<Image>(ctx: AnnotationContext<Image>, x: number, y: number, radius: number): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, Math.PI * 2, false);
  ctx.fill();
}

/** Half as wide as a number below the plot, about. */
const roomOfTick = 20;

function drawGrid<Image>(ctx: AnnotationContext<Image>, strip: PlotStrip, series: PlotSeries): void {
  const { area, yAxis, predictedAxis, xAxis, xMin, xMax } = strip;
  const { unit, predictedUnit = unit, xUnit } = series;
  for (const tick of yAxis.ticks) {
    const y = Math.round(plotY(strip, tick));
    ctx.fillStyle = tick === 0 ? themeColours.lineStrong : themeColours.line;
    ctx.fillRect(area.left, y, area.width, 1);
    drawText(ctx, tickLabel(tick, yAxis, unit), area.left - 10, y, { ...tickText, align: 'right', baseline: 'middle' });
  }
  for (const tick of isApart(series) ? predictedAxis.ticks : []) {
    const y = Math.round(plotY(strip, tick, predictedAxis));
    const style = { ...tickText, colour: seriesColours.predicted, align: 'left', baseline: 'middle' } as const;
    drawText(ctx, tickLabel(tick, predictedAxis, predictedUnit), area.left + area.width + 10, y, style);
  }
  for (const tick of xAxis.ticks) {
    if (tick < xMin || tick > xMax) continue;
    const x = Math.round(plotX(strip, tick));
    ctx.fillStyle = themeColours.lineStrong;
    ctx.fillRect(x, area.top + area.height, 1, 4);
    const text = formatNumber(tick, xAxis.decimals) + (xUnit === 's' ? ' s' : '');
    // The last one ends with the plot rather than beyond it.
    const isLast = x > area.left + area.width - roomOfTick;
    drawText(ctx, text, isLast ? area.left + area.width + 4 : x, area.top + area.height + 17, {
      ...tickText,
      align: isLast ? 'right' : 'center',
    });
  }
}

const tickLabel = (tick: number, { decimals }: NiceAxis, unit: SteeringOutputUnit): string =>
  formatNumber(tick, decimals) + (unit === 'deg' ? '°' : '');

/** Recorded minus predicted, as the area between the two lines where both are known. */
function drawErrorShade<Image>(
  ctx: AnnotationContext<Image>,
  strip: PlotStrip,
  { x, recorded, predicted, cuts }: PlotSeries,
): void {
  if (!recorded || !predicted) return;
  ctx.fillStyle = seriesColours.error;
  ctx.globalAlpha = 0.28;
  const known = (at: number): number => (recorded[at] as number) + (predicted[at] as number);
  for (const [first, end] of finiteRuns(x.length, known, cuts)) {
    ctx.beginPath();
    for (let at = first; at < end; at++) lineTo(ctx, strip, strip.yAxis, x[at], recorded[at], at === first);
    for (let at = end - 1; at >= first; at--) lineTo(ctx, strip, strip.yAxis, x[at], predicted[at], false);
    ctx.closePath();
    ctx.fill();
  }
  ctx.globalAlpha = 1;
}

function drawLine<Image>(
  ctx: AnnotationContext<Image>,
  strip: PlotStrip,
  { x, cuts }: PlotSeries,
  { values, axis, colour }: { readonly values: ArrayLike<number>; readonly axis: NiceAxis; readonly colour: string },
): void {
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = 2;
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  for (const [first, end] of finiteRuns(x.length, (at) => values[at] as number, cuts)) {
    if (end - first === 1) {
      fillDot(ctx, plotX(strip, x[first] as number), plotY(strip, values[first] as number, axis), 2.5);
      continue;
    }
    ctx.beginPath();
    for (let at = first; at < end; at++) lineTo(ctx, strip, axis, x[at], values[at], at === first);
    ctx.stroke();
  }
}

function lineTo<Image>(
  ctx: AnnotationContext<Image>,
  strip: PlotStrip,
  axis: NiceAxis,
  x: number | undefined,
  value: number | undefined,
  first: boolean,
): void {
  const [canvasX, canvasY] = [plotX(strip, x as number), plotY(strip, value as number, axis)];
  if (first) ctx.moveTo(canvasX, canvasY);
  else ctx.lineTo(canvasX, canvasY);
}

/** `[first, end)` of each run of finite values: what lies between two runs is a gap. A run ends before a cut, too. */
export function finiteRuns(
  count: number,
  valueAt: (index: number) => number,
  cuts: ReadonlySet<number> = new Set(),
): [number, number][] {
  const runs: [number, number][] = [];
  let first = -1;
  for (let at = 0; at <= count; at++) {
    const known = at < count && Number.isFinite(valueAt(at));
    if (first >= 0 && (!known || cuts.has(at))) {
      runs.push([first, at]);
      first = -1;
    }
    if (known && first < 0) first = at;
  }
  return runs;
}
