import type { AnnotationContext, CanvasRect } from './context.ts';
import { drawFrameView, type FrameViewPicture } from './frame-view.ts';
import { formatSecs } from './number-format.ts';
import { drawText, fitText } from './text.ts';
import { textSizes, themeColours } from './theme.ts';

/*
 * A page of masks over the course of a training: one row a checkpoint, one column a frame. Below the title stand the frames'
 * numbers, at the left of each row what is said of its checkpoint.
 */

export interface CheckpointSheetLayout {
  readonly width: number;
  readonly height: number;
  /** Left edges of the frames' columns. */
  readonly columns: readonly number[];
  /** Top edges of the checkpoints' rows. */
  readonly rows: readonly number[];
  /** Of one picture. */
  readonly cell: { readonly width: number; readonly height: number };
}

/** What stands at the left of a row. */
export interface CheckpointWords {
  readonly name: string;
  /** A few short lines below it. */
  readonly lines: readonly string[];
}

const margin = 32;
const gap = 12;
const headerHeight = 112;
const labelWidth = 224;
const cellWidth = 256;

/** @param frameAspect width over height of the drive's pictures; very tall or wide ones are letterboxed. */
export function layoutCheckpointSheet(rows: number, columns: number, frameAspect: number): CheckpointSheetLayout {
  const height = Math.max(72, Math.round(cellWidth / Math.min(Math.max(frameAspect, 0.8), 4)));
  const along = (count: number, first: number, step: number): number[] =>
    Array.from({ length: count }, (_, index) => first + index * step);
  const firstLeft = margin + labelWidth + gap;
  return {
    width: firstLeft + columns * (cellWidth + gap) - gap + margin,
    height: headerHeight + rows * (height + gap) - gap + margin,
    columns: along(columns, firstLeft, cellWidth + gap),
    rows: along(rows, headerHeight, height + gap),
    cell: { width: cellWidth, height },
  };
}

/** Background, title, and above each column its frame. */
export function drawCheckpointHeader<Image>(
  ctx: AnnotationContext<Image>,
  { width, height, columns, cell }: CheckpointSheetLayout,
  words: {
    readonly title: string;
    readonly subtitle: string;
    readonly frames: readonly { readonly frame: number; readonly timeSecs: number | null }[];
  },
): void {
  ctx.fillStyle = themeColours.background;
  ctx.fillRect(0, 0, width, height);
  const titleStyle = { size: 24, weight: 600, colour: themeColours.text } as const;
  const muted = { size: textSizes.label, colour: themeColours.textMuted } as const;
  const room = width - 2 * margin;
  const titleWidth = drawText(ctx, fitText(ctx, words.title, room / 2, titleStyle), margin, 52, titleStyle);
  const subtitleStyle = { size: 16, colour: themeColours.textMuted } as const;
  const subtitle = fitText(ctx, words.subtitle, room - titleWidth - 16, subtitleStyle);
  drawText(ctx, subtitle, margin + titleWidth + 16, 52, subtitleStyle);
  words.frames.forEach(({ frame, timeSecs }, index) => {
    const left = columns[index] ?? 0;
    const shown = `frame ${frame}`;
    const number = { size: textSizes.body, weight: 500, colour: themeColours.text } as const;
    drawText(ctx, shown, left, headerHeight - 12, number);
    if (timeSecs !== null)
      drawText(ctx, formatSecs(timeSecs), left + cell.width, headerHeight - 12, { ...muted, align: 'right' });
  });
}

/** What is said of the checkpoint of a row. */
export function drawCheckpointWords<Image>(
  ctx: AnnotationContext<Image>,
  { rows }: CheckpointSheetLayout,
  row: number,
  { name, lines }: CheckpointWords,
): void {
  const top = rows[row] ?? 0;
  const nameStyle = { size: textSizes.body, weight: 600, colour: themeColours.text } as const;
  const lineStyle = { size: textSizes.label, colour: themeColours.textMuted } as const;
  drawText(ctx, fitText(ctx, name, labelWidth, nameStyle), margin, top + 18, nameStyle);
  lines.forEach((line, index) => {
    drawText(ctx, fitText(ctx, line, labelWidth, lineStyle), margin, top + 38 + index * 18, lineStyle);
  });
}

/** One frame as one checkpoint sees it. */
export function drawCheckpointCell<Image>(
  ctx: AnnotationContext<Image>,
  { rows, columns, cell }: CheckpointSheetLayout,
  place: { readonly row: number; readonly column: number },
  picture: FrameViewPicture<Image>,
): void {
  const rect: CanvasRect = { left: columns[place.column] ?? 0, top: rows[place.row] ?? 0, ...cell };
  ctx.save();
  ctx.beginPath();
  ctx.roundRect(rect.left, rect.top, rect.width, rect.height, 4);
  ctx.clip();
  ctx.fillStyle = themeColours.well;
  ctx.fillRect(rect.left, rect.top, rect.width, rect.height);
  drawFrameView(ctx, rect, picture);
  ctx.restore();
}
