import type { AnnotationContext, CanvasRect } from './context.ts';
import { differenceCssColour, type DifferenceStyle } from './difference-image.ts';
import { formatNumber } from './number-format.ts';
import type { SignedEnds } from './signed-colours.ts';
import { drawText } from './text.ts';
import { themeColours } from './theme.ts';

/** What the colours of a difference stand for. */
export interface DifferenceBar extends DifferenceStyle {
  /** What the sign of both masks stands for, in a word each; null or left out: one of them has none. */
  readonly signs?: SignedEnds<string> | null;
  /** The difference that is pointed at; null: none. */
  readonly marked?: number | null;
}

const barTop = 18;
const barHeight = 8;

/** As large as the colour bar of a mask: B's side left, A's right, with a caption above and numbers below; `rect` has a dark ground. */
export function drawDifferenceBar<Image>(
  ctx: AnnotationContext<Image>,
  { left, top, width }: Omit<CanvasRect, 'height'>,
  { marked = null, signs = null, ...style }: DifferenceBar,
): void {
  const captionStyle = { size: 11, weight: 500, colour: themeColours.text } as const;
  const [low, high] = signs ? [`A further ${signs.negative}`, `further ${signs.positive}`] : ['more in B', 'more in A'];
  drawText(ctx, low, left, top + 11, captionStyle);
  drawText(ctx, high, left + width, top + 11, { ...captionStyle, align: 'right' });
  const y = top + barTop;
  const end = 1 / style.gain;
  for (let x = 0; x < width; x++) {
    ctx.fillStyle = differenceCssColour((((x + 0.5) / width) * 2 - 1) * end, style);
    ctx.fillRect(left + x, y, 1, barHeight);
  }
  const tickStyle = { size: 11, colour: themeColours.textMuted } as const;
  const tickY = y + barHeight + 12;
  const [lowTick, highTick] = differenceTicks(style.gain, signs !== null);
  drawText(ctx, lowTick, left, tickY, tickStyle);
  drawText(ctx, '0', left + width / 2, tickY, { ...tickStyle, align: 'center' });
  drawText(ctx, highTick, left + width, tickY, { ...tickStyle, align: 'right' });
  if (marked === null || Number.isNaN(marked)) return;
  const x = left + ((Math.min(end, Math.max(-end, marked)) / end + 1) / 2) * width;
  ctx.fillStyle = themeColours.well;
  ctx.fillRect(x - 2, y - 3, 4, barHeight + 6);
  ctx.fillStyle = themeColours.text;
  ctx.fillRect(x - 1, y - 2, 2, barHeight + 4);
}

/** The numbers at both ends: with a gain, and of two signed masks, larger differences have the full colour too. */
export function differenceTicks(gain: number, signed = false): readonly [low: string, high: string] {
  const decimals = gain === 1 ? 0 : gain === 2 ? 1 : gain === 4 ? 2 : 3;
  const [low, high] = [formatNumber(-1 / gain, decimals), `+${formatNumber(1 / gain, decimals)}`];
  return gain === 1 && !signed ? [low, high] : [`< ${low}`, `> ${high}`];
}
