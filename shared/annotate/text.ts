import type { AnnotationContext } from './context.ts';
import { fontFamily, textSizes } from './theme.ts';

export interface TextStyle {
  readonly size?: number;
  readonly weight?: 400 | 500 | 600;
  readonly colour: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly baseline?: 'alphabetic' | 'middle';
}

/** One line of text at its baseline (or middle); returns its width in pixels. */
export function drawText<Image>(
  ctx: AnnotationContext<Image>,
  text: string,
  x: number,
  y: number,
  style: TextStyle,
): number {
  setFont(ctx, style);
  ctx.fillStyle = style.colour;
  ctx.textAlign = style.align ?? 'left';
  ctx.textBaseline = style.baseline ?? 'alphabetic';
  ctx.fillText(text, x, y);
  return ctx.measureText(text).width;
}

/**
 * The text, or as much of it as fits into `maxWidth` pixels with an ellipsis in the middle: names of layers and recordings
 * differ at their ends.
 */
export function fitText<Image>(
  ctx: AnnotationContext<Image>,
  text: string,
  maxWidth: number,
  style: TextStyle,
): string {
  setFont(ctx, style);
  if (ctx.measureText(text).width <= maxWidth) return text;
  const characters = [...text];
  for (let kept = characters.length - 1; kept > 0; kept--) {
    const start = characters.slice(0, Math.ceil(kept / 2)).join('');
    const end = characters.slice(characters.length - Math.floor(kept / 2)).join('');
    const shortened = `${start.trimEnd()}…${end.trimStart()}`;
    if (ctx.measureText(shortened).width <= maxWidth) return shortened;
  }
  return '…';
}

function setFont<Image>(ctx: AnnotationContext<Image>, { weight = 400, size = textSizes.body }: TextStyle): void {
  ctx.font = `${weight} ${size}px ${fontFamily}`;
}
