import type { Canvas } from '@napi-rs/canvas';
import type { SaliencyMask } from '../../shared/analysis.ts';
import type { ColourBar } from '../../shared/annotate/colour-bar.ts';
import type { SignedEnds } from '../../shared/annotate/signed-colours.ts';
import type { FrameViewPicture } from '../../shared/annotate/frame-view.ts';
import { drawnPercentileShare, isAtPercentile } from '../../shared/annotate/full-colour.ts';
import { maskContours } from '../../shared/annotate/mask-contours.ts';
import { dimmingUnder, paintMask } from '../../shared/annotate/mask-image.ts';
import { fullColourValue, maskStretch } from '../../shared/annotate/mask-scale.ts';
import type { MaskStyle } from '../../shared/mask-style.ts';
import type { SessionState } from '../../shared/session.ts';
import { methodFacts } from '../../shared/saliency-methods.ts';
import { signWords } from '../../shared/sign-words.ts';
import type { CanvasBitmaps } from './canvas-bitmaps.ts';

/** How the masks of a clip or a sheet are drawn. */
export interface MaskLook {
  readonly style: MaskStyle;
  /** What makes the masks. */
  readonly name: string;
  /** What their sign says; null: they have none. */
  readonly signs: SignedEnds<string> | null;
  /** Whether their full colour begins at the 99th percentile rather than at the largest. */
  readonly atPercentile: boolean;
  /** The largest full colour of all their masks before they are normalised; needed for a scale over the clip, else 0 will do. */
  readonly largest: number;
}

export function maskLook({ method, drive }: SessionState, style: MaskStyle, largest: number): MaskLook {
  return {
    ...{ style, largest, name: methodFacts[method].name, signs: signWords(method, drive?.steering ?? null) },
    atPercentile: style.scale.over !== 'fixed' && isAtPercentile(style, method),
  };
}

/**
 * The method, of a signed one which colour is which side, and what the full colour is where it is not the largest: for pictures
 * without a colour bar.
 */
export function maskLegend({ name, signs, style, atPercentile }: MaskLook): string {
  const [below, above] = style.signedColours.split('-');
  const notes = [
    ...(signs ? [`${below} ${signs.negative}`, `${above} ${signs.positive}`] : []),
    ...(atPercentile ? ['full colour at the 99th percentile'] : []),
  ];
  return notes.length > 0 ? `${name} (${notes.join(', ')})` : name;
}

interface MaskLayers extends Pick<FrameViewPicture<Canvas>, 'maskBitmap' | 'contours' | 'dimmed'> {
  /** `ColourBar.ownFull` */
  readonly ownFull: number;
}

/** What lies over a picture: nothing where the mask is flat. */
export function maskLayers(mask: SaliencyMask | null | undefined, look: MaskLook, bitmaps: CanvasBitmaps): MaskLayers {
  if (!mask || mask.flat) return { maskBitmap: null, contours: null, ownFull: 1 };
  const { style, atPercentile } = look;
  const fullValue = fullColourValue(style.scale, look.largest);
  const ownFull = fullValue === null && atPercentile ? drawnPercentileShare(mask, style) : 1;
  const stretch = maskStretch(mask, fullValue, style, ownFull);
  return style.drawn === 'contours'
    ? { maskBitmap: null, contours: maskContours(mask, style, stretch), ownFull }
    : {
        ownFull,
        maskBitmap: bitmaps.paint('mask', mask, (rgba) => paintMask(mask, style, rgba, stretch)),
        contours: null,
        dimmed: dimmingUnder(mask, style),
      };
}

/**
 * @param frameCount of the clip.
 * @param ownFull of the frame.
 */
export function clipColourBar(
  { style, largest, name, signs, atPercentile }: MaskLook,
  frameCount: number,
  ownFull: number,
): ColourBar {
  const fullValue = fullColourValue(style.scale, largest);
  const over = { frame: 'each frame its own', clip: `all ${frameCount} frames`, fixed: 'fixed scale' };
  const caption = `${name} · ${over[fullValue === null ? 'frame' : style.scale.over]}`;
  return { style, fullValue, ownFull, atPercentile, signs, caption };
}
