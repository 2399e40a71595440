import { niceAxis } from '../../../shared/annotate/nice-ticks.ts';
import { formatNumber } from '../../../shared/annotate/number-format.ts';
import { fontFamily, themeColours } from '../../../shared/annotate/theme.ts';
import type { AxisSpan, ScatterGrid } from './scatter-grid.ts';

/** Room beside the plot for its numbers, in CSS pixels. */
export const margins = { left: 44, right: 12, top: 24, bottom: 38 } as const;
/** Of a cell, in CSS pixels. */
export const cellSize = 2;

const pointColour = '#b9c4d0';
/** As --accent in the dark. */
const rangeColour = '#3fd6b4';
/** Steps of brightness: full from 2^(steps - 1) points a cell. */
const steps = 6;
/** Fewer points than this are drawn as dots, which are easier to see one by one. */
const fewCells = 3000;

/** Points, axes and the line on which both are equal. Draws into a context of CSS pixels. */
export function paintScatter(
  context: CanvasRenderingContext2D,
  { width, height }: { readonly width: number; readonly height: number },
  grid: ScatterGrid,
  { isOneUnit, hasRange }: { readonly isOneUnit: boolean; readonly hasRange: boolean },
): void {
  context.fillStyle = themeColours.well;
  context.fillRect(0, 0, width, height);
  const plot = {
    left: margins.left,
    top: margins.top,
    width: grid.columns * cellSize,
    height: grid.rows * cellSize,
  };
  paintAxes(context, plot, grid);
  if (isOneUnit) paintIdentity(context, plot, grid);
  const few = grid.counts.reduce((filled, count) => filled + Number(count > 0), 0) < fewCells;
  paintCells(context, plot, grid, grid.counts, hasRange ? '#66717d' : pointColour, few);
  if (hasRange) paintCells(context, plot, grid, grid.inRange, rangeColour, few);
}

interface PlotRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function paintCells(
  context: CanvasRenderingContext2D,
  plot: PlotRect,
  { columns }: ScatterGrid,
  counts: Uint32Array,
  colour: string,
  few: boolean,
): void {
  const size = few ? cellSize + 1.5 : cellSize;
  const inset = (cellSize - size) / 2;
  context.fillStyle = colour;
  // One path a step of brightness.
  for (let step = 0; step < steps; step++) {
    const [from, to] = [2 ** step, step === steps - 1 ? Infinity : 2 ** (step + 1)];
    context.globalAlpha = (few ? 0.55 : 0.3) + ((few ? 0.45 : 0.7) * step) / (steps - 1);
    context.beginPath();
    for (let cell = 0; cell < counts.length; cell++) {
      const count = counts[cell]!;
      if (count < from || count >= to) continue;
      const x = plot.left + (cell % columns) * cellSize + inset;
      const y = plot.top + Math.floor(cell / columns) * cellSize + inset;
      if (few) context.roundRect(x, y, size, size, size / 2);
      else context.rect(x, y, size, size);
    }
    context.fill();
  }
  context.globalAlpha = 1;
}

function paintAxes(context: CanvasRenderingContext2D, plot: PlotRect, { x, y }: ScatterGrid): void {
  const bottom = plot.top + plot.height;
  context.strokeStyle = themeColours.line;
  context.fillStyle = themeColours.textFaint;
  context.font = `500 11px ${fontFamily}`;
  context.lineWidth = 1;
  context.beginPath();
  context.textBaseline = 'top';
  context.textAlign = 'center';
  for (const { value, text } of ticksOf(x, plot.width / 64)) {
    const at = Math.round(plot.left + ((value - x.min) / (x.max - x.min)) * plot.width) + 0.5;
    context.moveTo(at, plot.top);
    context.lineTo(at, bottom);
    context.fillText(text, at, bottom + 4);
  }
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const { value, text } of ticksOf(y, plot.height / 48)) {
    const at = Math.round(plot.top + ((y.max - value) / (y.max - y.min)) * plot.height) + 0.5;
    context.moveTo(plot.left, at);
    context.lineTo(plot.left + plot.width, at);
    context.fillText(text, plot.left - 6, at);
  }
  context.stroke();
}

function paintIdentity(context: CanvasRenderingContext2D, plot: PlotRect, { x, y }: ScatterGrid): void {
  const placeX = (value: number): number => plot.left + ((value - x.min) / (x.max - x.min)) * plot.width;
  const placeY = (value: number): number => plot.top + ((y.max - value) / (y.max - y.min)) * plot.height;
  const [from, to] = [Math.max(x.min, y.min), Math.min(x.max, y.max)];
  context.strokeStyle = themeColours.lineStrong;
  context.setLineDash([4, 4]);
  context.beginPath();
  context.moveTo(placeX(from), placeY(from));
  context.lineTo(placeX(to), placeY(to));
  context.stroke();
  context.setLineDash([]);
}

/** Round numbers within an axis, about `wanted` of them, as they are written. */
function ticksOf({ min, max }: AxisSpan, wanted: number): { readonly value: number; readonly text: string }[] {
  const { ticks, decimals } = niceAxis(min, max, Math.max(2, wanted));
  return ticks
    .filter((value) => value >= min && value <= max)
    .map((value) => ({ value, text: formatNumber(value, decimals) }));
}
