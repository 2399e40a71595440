import type { MaskStyle } from '../mask-style.ts';
import { overlayCssColours } from './mask-image.ts';
import type { AnnotationContext, CanvasRect } from './context.ts';
import { contourColour, contourLevels, contourWidth } from './mask-contours.ts';
import { formatNumber } from './number-format.ts';
import type { SignedEnds } from './signed-colours.ts';
import { drawText, fitText } from './text.ts';
import { themeColours } from './theme.ts';

/** What the colours of a mask stand for. */
export interface ColourBar {
  readonly style: MaskStyle;
  /** The value of the full colour before the mask is normalised; null: each frame's own largest, drawn as 1. */
  readonly fullValue: number | null;
  /** Where each frame has its own scale: the share of its largest that has the full colour. @default 1 */
  readonly ownFull?: number;
  /** The full colour begins at the 99th percentile, not at the largest: larger values have it too. @default false */
  readonly atPercentile?: boolean;
  /** A few words over the bar: what it counts. */
  readonly caption: string;
  /** What a signed mask's values below and above 0 stand for, in a word each; null or left out: it has no sign. */
  readonly signs?: SignedEnds<string> | null;
  /** Share of the scale that is pointed at, 0..1; -1..1 of a signed mask. */
  readonly marked?: number | null;
}

/** In pixels of a small screen. */
export const colourBarWidth = 208;

/** A good height for it: a line more where it says what its ends are. */
export function colourBarHeight({ atPercentile = false }: Pick<ColourBar, 'atPercentile'>): number {
  return atPercentile ? 60 : 44;
}

const barTop = 18;
const barHeight = 8;

/**
 * A bar with a caption above and numbers below, in pixels of a small screen; `rect` has a dark ground. From 0 to the full
 * colour, or of a signed mask from one full colour over 0 in the middle to the other.
 */
export function drawColourBar<Image>(
  ctx: AnnotationContext<Image>,
  { left, top, width }: Omit<CanvasRect, 'height'>,
  bar: ColourBar,
): void {
  const { style, caption, marked, signs = null } = bar;
  const captionStyle = { size: 11, weight: 500, colour: themeColours.text } as const;
  drawText(ctx, fitText(ctx, caption, width, captionStyle), left, top + 11, captionStyle);
  const y = top + barTop;
  ctx.save();
  ctx.fillStyle = themeColours.line;
  ctx.fillRect(left, y, width, barHeight);
  if (style.drawn === 'contours') drawLevels(ctx, { left, top: y, width }, style, signs !== null);
  else if (!signs) drawFill(ctx, { from: left, top: y, length: width }, style);
  else
    for (const side of [-1, 1] as const)
      drawFill(ctx, { from: left + width / 2, top: y, length: width / 2, side }, style);
  ctx.restore();
  const tickStyle = { size: 11, colour: themeColours.textMuted } as const;
  const tickY = y + barHeight + 12;
  const [low, middle, high] = signs ? signedTicks(bar, signs) : scaleTicks(bar);
  drawText(ctx, low, left, tickY, tickStyle);
  drawText(ctx, middle, left + width / 2, tickY, { ...tickStyle, align: 'center' });
  drawText(ctx, high, left + width, tickY, { ...tickStyle, align: 'right' });
  if (bar.atPercentile)
    drawText(ctx, `full colour: 99th percentile = ${formatMagnitude(fullOf(bar))}`, left, tickY + 15, tickStyle);
  if (marked === undefined || marked === null || !Number.isFinite(marked)) return;
  const place = signs ? (marked + 1) / 2 : marked;
  drawMarker(ctx, left + Math.min(1, Math.max(0, place)) * width, y);
}

type Scale = Pick<ColourBar, 'fullValue' | 'ownFull' | 'atPercentile'> & {
  readonly style: Pick<MaskStyle, 'scale' | 'gamma'>;
};

/** The numbers at the start, the middle and the end of the bar. */
export function scaleTicks(scale: Scale): readonly [low: string, middle: string, high: string] {
  const [full, middle] = [fullOf(scale), 0.5 ** (1 / scale.style.gamma)];
  const end = formatMagnitude(full);
  return ['0', formatMagnitude(full * middle), hasMoreBeyond(scale) ? `> ${end}` : end];
}

/** The same of a signed mask, with what its two sides stand for. */
export function signedTicks(
  scale: Scale,
  { negative, positive }: SignedEnds<string>,
): readonly [low: string, middle: string, high: string] {
  const end = formatMagnitude(fullOf(scale));
  const further = hasMoreBeyond(scale);
  return [`${further ? '< ' : ''}−${end} ${negative}`, '0', `${positive} ${further ? '> ' : ''}+${end}`];
}

const fullOf = ({ fullValue, ownFull = 1 }: Scale): number => fullValue ?? ownFull;

/** Whether larger values have the full colour too. Their sign is `>`: the font of clips has no `≥`. */
const hasMoreBeyond = ({ fullValue, atPercentile = false, style }: Scale): boolean =>
  atPercentile || (fullValue !== null && style.scale.over === 'fixed');

/** About three digits of a number of any size: `0.5`, `12.5`, `3.1e−4`. */
export function formatMagnitude(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e4 || magnitude < 1e-2) {
    const [digits = '', exponent = ''] = value.toExponential(1).split('e');
    return `${digits.replace('-', '\u2212')}e${exponent.replace('+', '').replace('-', '\u2212')}`;
  }
  return formatNumber(Number(value.toPrecision(3)), decimalsOf(Number(value.toPrecision(3))));
}

/** So many that three digits show, without zeros at the end. */
function decimalsOf(value: number): number {
  return String(value).split('.')[1]?.length ?? 0;
}

/** A bar from 0, at `from`, to the full colour. */
interface BarSide {
  readonly from: number;
  readonly top: number;
  readonly length: number;
  /** Of a signed mask: above 0, to the right, or below, to the left. */
  readonly side?: 1 | -1;
}

/** The colours as they lie over the picture, with their opacity, from the threshold on. */
function drawFill<Image>(ctx: AnnotationContext<Image>, { from, top, length, side }: BarSide, style: MaskStyle): void {
  const colours = overlayCssColours(style, side);
  const way = side ?? 1;
  for (let x = 0; x < length; x++) {
    const level = (x + 0.5) / length;
    if (level < style.threshold) continue;
    ctx.fillStyle = colours[Math.round(level * 255)] ?? '';
    ctx.fillRect(way > 0 ? from + x : from - x - 1, top, 1, barHeight);
  }
  if (style.threshold <= 0) return;
  ctx.fillStyle = themeColours.text;
  ctx.fillRect(Math.round(from + way * style.threshold * length), top - 2, 1, barHeight + 4);
}

function drawLevels<Image>(
  ctx: AnnotationContext<Image>,
  { left, top, width }: Omit<CanvasRect, 'height'>,
  style: MaskStyle,
  signed: boolean,
): void {
  for (const level of contourLevels(style.threshold, signed)) {
    const thickness = contourWidth(level) + 1;
    const place = signed ? (level + 1) / 2 : level;
    ctx.globalAlpha = style.opacity;
    ctx.fillStyle = contourColour(style, level, signed);
    ctx.fillRect(left + place * width - thickness / 2, top - 2, thickness, barHeight + 4);
  }
}

function drawMarker<Image>(ctx: AnnotationContext<Image>, x: number, top: number): void {
  ctx.fillStyle = themeColours.well;
  ctx.fillRect(x - 2, top - 3, 4, barHeight + 6);
  ctx.fillStyle = themeColours.text;
  ctx.fillRect(x - 1, top - 2, 2, barHeight + 4);
}
