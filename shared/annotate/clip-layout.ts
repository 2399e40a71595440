import type { AnnotationContext, CanvasRect } from './context.ts';
import { drawFrameView, type FrameViewPicture } from './frame-view.ts';
import { drawLayerLadder, type LadderRow } from './layer-ladder.ts';
import { formatSecs, formatSteering, steeringUnitWords } from './number-format.ts';
import { layoutPlotStrip, type PlotSeries, type PlotStrip } from './plot-layout.ts';
import { drawPlotCursor, drawPlotStrip } from './plot-strip.ts';
import { seriesColours } from './series-colours.ts';
import { drawSteeringGauge, type SteeringScale } from './steering-gauge.ts';
import { drawText, fitText } from './text.ts';
import { textSizes, themeColours } from './theme.ts';

/*
 * One frame of an exported clip, 1280 x 720: title line, camera frame at the left, gauges over the layer ladder at the
 * right, steering over time along the bottom. What stays the same is drawn once (`drawClipBase`), what changes on top of
 * a copy of it (`drawClipFrame`).
 */

export const clipSize = { width: 1280, height: 720 } as const;

/** What stays the same over the clip. */
export interface ClipBase extends SteeringScale {
  readonly driveName: string;
  readonly modelName: string;
  /** What ran the network, as `ONNX Runtime · CPU`. */
  readonly engine: string;
  readonly series: PlotSeries;
  /** Of the predicted steering, where it has another unit than the recorded: there is no error then. */
  readonly predictedScale?: SteeringScale | null;
}

/** What changes from frame to frame. */
export interface ClipFrame<Image> extends FrameViewPicture<Image> {
  /** Index into `ClipBase.series`. */
  readonly sample: number;
  /** Number of the frame in the drive, and of the drive's last frame. */
  readonly frame: number;
  readonly lastFrame: number;
  /** Null when the drive has no time. */
  readonly timeSecs: number | null;
  readonly recorded: number | null;
  readonly predicted: number | null;
  readonly ladder: readonly LadderRow<Image>[];
}

const margin = 24;
const gap = 12;
const padding = 16;
const panelRadius = 8;
const headerBaseline = 42;
const framePanel = { left: margin, top: 64, width: 848, height: 424 } as const;
const sideLeft = framePanel.left + framePanel.width + gap;
const sideWidth = clipSize.width - margin - sideLeft;
const gaugePanel = { left: sideLeft, top: framePanel.top, width: sideWidth, height: 196 } as const;
const ladderPanel = {
  left: sideLeft,
  top: gaugePanel.top + gaugePanel.height + gap,
  width: sideWidth,
  height: framePanel.height - gaugePanel.height - gap,
} as const;
const plotTop = framePanel.top + framePanel.height + gap;
const plotPanel = {
  left: margin,
  top: plotTop,
  width: clipSize.width - 2 * margin,
  height: clipSize.height - margin - plotTop,
} as const;
const plotArea = {
  left: plotPanel.left,
  top: plotPanel.top + 32,
  width: plotPanel.width - padding + 10,
  height: plotPanel.height - 32 - 8,
} as const;

/** The parts of the picture that `drawClipFrame` draws on; restore them from the base before the next frame. */
export const clipChangingRects: readonly CanvasRect[] = [
  { left: clipSize.width / 2, top: 0, width: clipSize.width / 2, height: framePanel.top },
  gaugePanel,
  ladderPanel,
  plotPanel,
];
/** The same for the camera frame, which covers what it covered before unless its size changes. */
export const clipFrameRect: CanvasRect = framePanel;

/** Draws all that stays the same; returns the plot's scales, which `drawClipFrame` needs. */
export function drawClipBase<Image>(ctx: AnnotationContext<Image>, base: ClipBase): PlotStrip {
  ctx.fillStyle = themeColours.background;
  ctx.fillRect(0, 0, clipSize.width, clipSize.height);
  for (const panel of [gaugePanel, ladderPanel, plotPanel]) fillPanel(ctx, panel, themeColours.panel);
  fillPanel(ctx, framePanel, themeColours.well);
  drawTitle(ctx, base);
  drawLegend(ctx, base);
  const strip = layoutPlotStrip(plotArea, base.series);
  drawPlotStrip(ctx, strip, base.series);
  return strip;
}

/** Draws what changes; the canvas holds the base, or the base restored in `clipChangingRects`. */
export function drawClipFrame<Image>(
  ctx: AnnotationContext<Image>,
  base: ClipBase,
  strip: PlotStrip,
  frame: ClipFrame<Image>,
): void {
  drawFrameNumber(ctx, frame);
  ctx.save();
  ctx.beginPath();
  ctx.roundRect(framePanel.left, framePanel.top, framePanel.width, framePanel.height, panelRadius);
  ctx.clip();
  drawFrameView(ctx, framePanel, frame);
  ctx.restore();
  const { recorded, predicted } = frame;
  const { unit, fullScale, positive, straight, predictedScale = null } = base;
  drawSteeringGauge(ctx, inside(gaugePanel, padding), {
    ...{ recorded, predicted, unit, fullScale, positive, straight },
    predictedScale,
  });
  drawLayerLadder(ctx, inside(ladderPanel, padding), frame.ladder);
  drawError(ctx, base, frame);
  drawPlotCursor(ctx, strip, base.series, frame.sample);
}

function inside(rect: CanvasRect, by: number): CanvasRect {
  return { left: rect.left + by, top: rect.top + by, width: rect.width - 2 * by, height: rect.height - 2 * by };
}

function fillPanel<Image>(ctx: AnnotationContext<Image>, rect: CanvasRect, colour: string): void {
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.roundRect(rect.left, rect.top, rect.width, rect.height, panelRadius);
  ctx.fill();
}

function drawTitle<Image>(ctx: AnnotationContext<Image>, { driveName, modelName, engine }: ClipBase): void {
  const titleStyle = { size: textSizes.title, weight: 600, colour: themeColours.text } as const;
  const bodyStyle = { size: textSizes.body, colour: themeColours.textMuted } as const;
  const title = fitText(ctx, driveName, 380, titleStyle);
  const width = drawText(ctx, title, margin, headerBaseline, titleStyle);
  const subtitleLeft = margin + width + 14;
  const subtitle = fitText(ctx, `${modelName}  ·  ${engine}`, 860 - subtitleLeft, bodyStyle);
  drawText(ctx, subtitle, subtitleLeft, headerBaseline, bodyStyle);
}

function drawFrameNumber<Image>(ctx: AnnotationContext<Image>, frame: ClipFrame<Image>): void {
  const right = clipSize.width - margin;
  const faint = { size: textSizes.body, colour: themeColours.textMuted, align: 'right' } as const;
  const strong = { size: textSizes.title, weight: 500, colour: themeColours.text, align: 'right' } as const;
  let x = right;
  if (frame.timeSecs !== null) x -= drawText(ctx, formatSecs(frame.timeSecs), x, headerBaseline, strong) + 20;
  x -= drawText(ctx, ` / ${frame.lastFrame}`, x, headerBaseline, faint) + 2;
  x -= drawText(ctx, String(frame.frame), x, headerBaseline, strong) + 8;
  drawText(ctx, 'Frame', x, headerBaseline, faint);
}

const legendBaseline = plotPanel.top + 23;

function drawLegend<Image>(ctx: AnnotationContext<Image>, { series, predictedScale }: ClipBase): void {
  let x = plotPanel.left + padding;
  const style = { size: textSizes.label, weight: 500, colour: themeColours.textMuted } as const;
  x += drawText(ctx, 'Steering', x, legendBaseline, { ...style, weight: 600, colour: themeColours.text }) + 24;
  for (const name of ['recorded', 'predicted'] as const) {
    if (!series[name]) continue;
    ctx.fillStyle = seriesColours[name];
    ctx.fillRect(x, legendBaseline - 6, 18, 3);
    x += 26;
    x += drawText(ctx, name, x, legendBaseline, style) + 22;
  }
  if (!series.recorded || !series.predicted) return;
  if (predictedScale) {
    drawText(
      ctx,
      `in ${steeringUnitWords[predictedScale.unit]}, by the scale at the right: no error`,
      x - 6,
      legendBaseline,
      style,
    );
    return;
  }
  ctx.fillStyle = seriesColours.error;
  ctx.globalAlpha = 0.45;
  ctx.fillRect(x, legendBaseline - 10, 18, 11);
  ctx.globalAlpha = 1;
  drawText(ctx, 'error', x + 26, legendBaseline, style);
}

function drawError<Image>(
  ctx: AnnotationContext<Image>,
  { unit, predictedScale }: ClipBase,
  frame: ClipFrame<Image>,
): void {
  const { recorded, predicted } = frame;
  if (recorded === null || predicted === null || predictedScale) return;
  const right = plotPanel.left + plotPanel.width - padding;
  const text = formatSteering(predicted - recorded, unit);
  const style = { size: textSizes.label, align: 'right' } as const;
  const width = drawText(ctx, text, right, legendBaseline, { ...style, weight: 600, colour: themeColours.text });
  drawText(ctx, 'predicted \u2212 recorded', right - Math.max(width, 48) - 8, legendBaseline, {
    ...style,
    colour: themeColours.textMuted,
  });
}
