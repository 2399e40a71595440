import { seriesColours } from '../../../shared/annotate/series-colours.ts';
import { drawText, fitText } from '../../../shared/annotate/text.ts';
import { themeColours } from '../../../shared/annotate/theme.ts';
import type { Mark } from '../../../shared/mark.ts';
import { xOfBreak, xOfFrame, type TimelineScale } from './timeline-geometry.ts';
import type { Tracks } from './tracks.ts';

const flag = { width: 8, height: 9 } as const;
const leastNameWidth = 56;
const nameStyle = { size: 11, weight: 500, colour: themeColours.text } as const;

const isRange = ({ firstFrame, lastFrame }: Mark): boolean => lastFrame > firstFrame;

/** Where a mark's flag stands, in CSS pixels from the left. */
export const flagX = (mark: Mark, scale: TimelineScale): number =>
  isRange(mark) ? xOfBreak(mark.firstFrame, scale) : xOfFrame(mark.firstFrame, scale);

/** A flag on a line down to the pictures; a range is a bar as well, with its name where there is room. */
export function paintMarks(
  context: CanvasRenderingContext2D,
  marks: readonly Mark[],
  scale: TimelineScale,
  { ruler, pictures }: Tracks,
): void {
  const bottom = ruler.top + ruler.height;
  marks.forEach((mark, index) => {
    const x = Math.round(flagX(mark, scale));
    const end = isRange(mark) ? Math.round(xOfBreak(mark.lastFrame + 1, scale)) : x;
    if (end < -flag.width || x > scale.width + flag.width) return;
    context.fillStyle = seriesColours.mark;
    if (end > x) {
      context.globalAlpha = 0.28;
      context.fillRect(x, bottom - flag.height - 2, end - x, flag.height + 2);
      context.globalAlpha = 1;
      context.fillRect(x, bottom - 2, end - x, 2);
    }
    context.fillRect(x - 0.5, bottom - flag.height - 2, 1, pictures.top + 6 - bottom + flag.height + 2);
    context.beginPath();
    context.moveTo(x, bottom - flag.height - 2);
    context.lineTo(x + flag.width, bottom - flag.height / 2 - 2);
    context.lineTo(x, bottom - 2);
    context.fill();
    const next = marks[index + 1];
    const room = (next ? flagX(next, scale) : scale.width) - x - flag.width - 8;
    if (room < leastNameWidth || mark.name === '') return;
    const text = fitText(context, mark.name, Math.min(room, 160), nameStyle);
    context.fillStyle = nameShade;
    context.fillRect(x + flag.width + 1, bottom - 14, context.measureText(text).width + 6, 12);
    drawText(context, text, x + flag.width + 4, bottom - 4, nameStyle);
  });
}

const nameShade = '#0a0c0ee6';

/** The mark whose flag or bar a pointer in the ruler means; null where there is none. Of several the last one, which lies on top. */
export function markAt(marks: readonly Mark[], x: number, scale: TimelineScale): Mark | null {
  const onFlag = marks.findLast((mark) => {
    const at = flagX(mark, scale);
    return x >= at - 4 && x <= at + flag.width + 2;
  });
  const onBar = (mark: Mark): boolean =>
    isRange(mark) && x >= xOfBreak(mark.firstFrame, scale) && x <= xOfBreak(mark.lastFrame + 1, scale);
  return onFlag ?? marks.findLast(onBar) ?? null;
}
