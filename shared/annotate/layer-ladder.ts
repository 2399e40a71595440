import type { ColourMapName } from './colour-maps.ts';
import type { AnnotationContext, CanvasRect } from './context.ts';
import { fitText, drawText } from './text.ts';
import { themeColours } from './theme.ts';

/** Both maps of a stage, on screen and in clips: black where nothing happens, as the panels around them. */
export const ladderColourMap: ColourMapName = 'inferno';

/** One stage of the paper's ladder, painted (`paintMap`). */
export interface LadderRow<Image> {
  readonly layer: string;
  readonly width: number;
  readonly height: number;
  readonly averaged: Image;
  readonly intermediate: Image;
}

const headingHeight = 20;
const labelWidth = 92;
const rowGap = 6;
const columnGap = 8;
const tallestRow = 64;

/**
 * Averaged map and intermediate mask of each stage, shallowest on top, each in its own proportions; as many rows as there
 * is room for, and a line that says how many are left out.
 */
export function drawLayerLadder<Image>(
  ctx: AnnotationContext<Image>,
  rect: CanvasRect,
  rows: readonly LadderRow<Image>[],
): void {
  const columnWidth = (rect.width - labelWidth - columnGap) / 2;
  const columns = [rect.left + labelWidth, rect.left + labelWidth + columnWidth + columnGap];
  const heading = { size: 12, weight: 500, colour: themeColours.textFaint } as const;
  const headingY = rect.top + 10;
  drawText(ctx, 'Layer', rect.left, headingY, heading);
  drawText(ctx, 'Averaged map', columns[0] ?? 0, headingY, heading);
  drawText(ctx, 'Intermediate mask', columns[1] ?? 0, headingY, heading);
  if (rows.length === 0) {
    drawText(ctx, 'No convolution to show', rect.left + rect.width / 2, rect.top + rect.height / 2, {
      size: 13,
      colour: themeColours.textFaint,
      align: 'center',
      baseline: 'middle',
    });
    return;
  }
  const room = rect.height - headingHeight;
  const mostRows = Math.floor((room + rowGap) / (18 + rowGap));
  const shown = rows.length <= mostRows ? rows : rows.slice(0, mostRows - 1);
  const rowCount = rows.length <= mostRows ? rows.length : mostRows;
  const rowHeight = Math.min(tallestRow, (room + rowGap) / rowCount - rowGap);
  ctx.save();
  ctx.imageSmoothingEnabled = false;
  shown.forEach((row, index) => {
    const top = Math.round(rect.top + headingHeight + index * (rowHeight + rowGap));
    const style = { size: 12, colour: themeColours.textMuted, baseline: 'middle' } as const;
    const label = fitText(ctx, row.layer, labelWidth - 10, style);
    drawText(ctx, label, rect.left, top + rowHeight / 2, style);
    const scale = Math.min(columnWidth / row.width, rowHeight / row.height);
    const [width, height] = [row.width * scale, row.height * scale];
    [row.averaged, row.intermediate].forEach((image, column) =>
      ctx.drawImage(image, columns[column] ?? 0, top + (rowHeight - height) / 2, width, height),
    );
  });
  ctx.restore();
  if (shown.length < rows.length)
    drawText(ctx, `and ${rows.length - shown.length} deeper`, rect.left, rect.top + rect.height - 4, heading);
}
