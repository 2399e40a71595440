import type { MaskStyle } from '../mask-style.ts';
import { colourMapRgb, isTint } from './colour-maps.ts';
import type { AnnotationContext, CanvasRect } from './context.ts';
import { contourLines, type ContourLine } from './contour-lines.ts';
import type { DrawnMask } from './mask-image.ts';
import { ownStretch, valueOfShare, type MaskStretch } from './mask-scale.ts';
import { signedColours } from './signed-colours.ts';
import { smoothedMap } from './smoothed-map.ts';

/** The lines of one level of a mask, ready to be drawn. */
export interface MaskContour {
  /** Share of the scale, 0..1; -1..1 of a signed mask. */
  readonly level: number;
  readonly colour: string;
  readonly opacity: number;
  readonly lines: readonly ContourLine[];
}

/** A mask as lines of equal saliency, in cells of a map of this size. */
export interface MaskContours {
  readonly width: number;
  readonly height: number;
  readonly contours: readonly MaskContour[];
}

const roundLevels = [0.2, 0.4, 0.6, 0.8];

/** Every fifth of the scale that lies above the threshold, and the threshold; of a signed mask on both sides of 0. */
export function contourLevels(threshold: number, signed = false): readonly number[] {
  const above = roundLevels.filter((level) => level > threshold + 0.02);
  const levels = threshold > 0 ? [threshold, ...above] : above;
  return signed ? [...levels.map((level) => -level), ...levels] : levels;
}

export function contourColour(
  { colourMap, signedColours: pair }: Pick<MaskStyle, 'colourMap' | 'signedColours'>,
  level: number,
  signed = false,
): string {
  if (signed) return `rgb(${signedColours(pair)[level < 0 ? 'negative' : 'positive'].join(', ')})`;
  const rgb = colourMapRgb(colourMap);
  const at = (isTint(colourMap) ? 255 : Math.round(Math.min(1, level) * 255)) * 3;
  return `rgb(${rgb[at]}, ${rgb[at + 1]}, ${rgb[at + 2]})`;
}

/** Thicker where it matters more, in pixels of a small screen. */
export function contourWidth(level: number): number {
  return 1 + Math.abs(level);
}

/**
 * The lines follow the mask smoothed over nine by nine of its cells: a deconvolution with ones whose kernel is no multiple
 * of its stride leaves a pattern of single cells, and every cell would have lines of its own.
 *
 * @param mask NaN where there is none.
 */
export function maskContours(mask: DrawnMask, style: MaskStyle, stretch: MaskStretch = ownStretch): MaskContours {
  const smooth = smoothedMap(mask);
  const contours = contourLevels(style.threshold, mask.signed).map((level) => ({
    level,
    colour: contourColour(style, level, mask.signed),
    opacity: style.opacity,
    lines: contourLines(smooth, valueOfShare(level, stretch)),
  }));
  return { width: mask.width, height: mask.height, contours };
}

/**
 * Over `rect`, each line with a dark edge that keeps it visible on snow.
 *
 * @param pixelRatio pixels of the canvas to one of a small screen.
 */
export function drawMaskContours<Image>(
  ctx: AnnotationContext<Image>,
  rect: CanvasRect,
  { width, height, contours }: MaskContours,
  pixelRatio = 1,
): void {
  const [across, down] = [rect.width / width, rect.height / height];
  ctx.save();
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  for (const { level, colour, opacity, lines } of contours) {
    if (lines.length === 0) continue;
    ctx.beginPath();
    for (const line of lines)
      for (let at = 0; at < line.length; at += 2) {
        const x = rect.left + (line[at] ?? 0) * across;
        const y = rect.top + (line[at + 1] ?? 0) * down;
        if (at === 0) ctx.moveTo(x, y);
        else ctx.lineTo(x, y);
      }
    ctx.globalAlpha = opacity * 0.45;
    ctx.strokeStyle = '#080a0c';
    ctx.lineWidth = (contourWidth(level) + 2) * pixelRatio;
    ctx.stroke();
    ctx.globalAlpha = opacity;
    ctx.strokeStyle = colour;
    ctx.lineWidth = contourWidth(level) * pixelRatio;
    ctx.stroke();
  }
  ctx.restore();
}
