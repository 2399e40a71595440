import type { SteeringOutputUnit } from '../steering-output.ts';
import type { AnnotationContext, CanvasRect } from './context.ts';
import { drawFrameView, type FrameViewPicture } from './frame-view.ts';
import { formatSecs, formatSteering } from './number-format.ts';
import { seriesColours } from './series-colours.ts';
import { drawText, fitText } from './text.ts';
import { textSizes, themeColours } from './theme.ts';

/*
 * A page of frames with their masks and numbers, three in a row: a drive at a glance. The title is drawn first, then one
 * cell after the other.
 */

export interface SheetLayout {
  readonly width: number;
  readonly height: number;
  readonly cells: readonly CanvasRect[];
}

export interface SheetCell<Image> extends FrameViewPicture<Image> {
  readonly frame: number;
  readonly timeSecs: number | null;
  readonly recorded: number | null;
  readonly predicted: number | null;
  readonly unit: SteeringOutputUnit;
  /** Where it is another than `unit` there is no error. */
  readonly predictedUnit: SteeringOutputUnit;
}

const columns = 3;
const margin = 32;
const gap = 20;
const headerHeight = 84;
const cellWidth = 512;
const captionHeight = 60;

/** @param frameAspect width over height of the drive's pictures; very tall or wide ones are letterboxed. */
export function layoutContactSheet(count: number, frameAspect: number): SheetLayout {
  const pictureHeight = Math.round(cellWidth / Math.min(Math.max(frameAspect, 0.8), 4));
  const cellHeight = pictureHeight + captionHeight;
  const rows = Math.max(1, Math.ceil(count / columns));
  const cells = Array.from({ length: count }, (_, index) => ({
    left: margin + (index % columns) * (cellWidth + gap),
    top: headerHeight + Math.floor(index / columns) * (cellHeight + gap),
    width: cellWidth,
    height: cellHeight,
  }));
  return {
    width: 2 * margin + columns * cellWidth + (columns - 1) * gap,
    height: headerHeight + rows * (cellHeight + gap) - gap + margin,
    cells,
  };
}

/** Background, title at the left, what the sheet shows at the right. */
export function drawSheetHeader<Image>(
  ctx: AnnotationContext<Image>,
  { width, height }: SheetLayout,
  { title, subtitle, note }: { readonly title: string; readonly subtitle: string; readonly note: string },
): void {
  ctx.fillStyle = themeColours.background;
  ctx.fillRect(0, 0, width, height);
  const baseline = 52;
  const titleStyle = { size: 24, weight: 600, colour: themeColours.text } as const;
  const bodyStyle = { size: 16, colour: themeColours.textMuted } as const;
  const noteWidth = drawText(ctx, note, width - margin, baseline, { ...bodyStyle, align: 'right' });
  const room = width - 2 * margin - noteWidth - 40;
  const titleWidth = drawText(ctx, fitText(ctx, title, room / 2, titleStyle), margin, baseline, titleStyle);
  drawText(
    ctx,
    fitText(ctx, subtitle, room - titleWidth - 16, bodyStyle),
    margin + titleWidth + 16,
    baseline,
    bodyStyle,
  );
}

/** One frame with its mask; below it number and time, recorded, predicted and their difference. */
export function drawSheetCell<Image>(ctx: AnnotationContext<Image>, rect: CanvasRect, cell: SheetCell<Image>): void {
  const picture = { ...rect, height: rect.height - captionHeight };
  ctx.save();
  ctx.beginPath();
  ctx.roundRect(picture.left, picture.top, picture.width, picture.height, 8);
  ctx.clip();
  ctx.fillStyle = themeColours.well;
  ctx.fillRect(picture.left, picture.top, picture.width, picture.height);
  drawFrameView(ctx, picture, cell);
  ctx.restore();

  const baseline = picture.top + picture.height + 28;
  const label = { size: textSizes.label, colour: themeColours.textMuted } as const;
  const number = { size: 18, weight: 500, colour: themeColours.text } as const;
  const frameWidth = drawText(ctx, String(cell.frame), rect.left, baseline, number);
  if (cell.timeSecs !== null) drawText(ctx, formatSecs(cell.timeSecs), rect.left + frameWidth + 12, baseline, label);
  drawText(ctx, 'frame', rect.left, baseline + 18, { ...label, size: 12, weight: 500 });
  const { recorded, predicted, unit, predictedUnit } = cell;
  const right = rect.left + rect.width;
  const comparable = recorded !== null && predicted !== null && predictedUnit === unit;
  const error = comparable ? predicted - recorded : Number.NaN;
  const figures = [
    { text: formatSteering(error, unit), name: 'error', colour: seriesColours.error },
    {
      text: formatSteering(predicted ?? Number.NaN, predictedUnit),
      name: 'predicted',
      colour: seriesColours.predicted,
    },
    { text: formatSteering(recorded ?? Number.NaN, unit), name: 'recorded', colour: seriesColours.recorded },
  ];
  figures.forEach(({ text, name, colour }, index) => {
    const x = right - index * 96;
    drawText(ctx, text, x, baseline, { ...number, align: 'right' });
    drawText(ctx, name, x, baseline + 18, { size: 12, weight: 500, colour, align: 'right' });
  });
}
